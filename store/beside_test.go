package store_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// Rows beside the territory, and rows left out of it, are read in every way as if
// they had been imported, and had not.
func TestBesideReadsAsImported(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	mine, theirs := street(random, "mine", 700), street(random, "theirs", 300)
	fewer := gis.NewBatch(mine.Schema)
	var rows []int
	for row := range mine.Len() {
		if row%7 != 0 {
			rows = append(rows, row)
		}
	}
	fewer.Append(mine, rows)

	imported := openNew(t)
	load(t, imported, "a", fewer)
	load(t, imported, "b", theirs)
	want := snapshotOf(t, imported)

	held := openNew(t)
	load(t, held, "a", mine)
	territory := snapshotOf(t, held)
	var gone []store.Ref
	for _, r := range rowsIn(t, territory, store.Ask{Dataset: "shops"}) {
		if (r.Line[r.At]-1)%7 == 0 {
			gone = append(gone, r.Ref())
		}
	}
	got := territory.Beside(theirs, gone)

	name := func(r *store.Row) string { return fmt.Sprint(r.Schema.Source, " ", r.Line[r.At]) }
	at, box := orb.Point{507_050, 4_151_050}, orb.Bound{Min: orb.Point{507_020, 4_151_020}, Max: orb.Point{507_060, 4_151_080}}
	ways := map[string]func(s *store.Snapshot, found func(*store.Row) error) error{
		"scan": func(s *store.Snapshot, found func(*store.Row) error) error {
			for _, r := range rowsIn(t, s, store.Ask{Dataset: "shops", Shapes: true}) {
				if err := found(r); err != nil {
					return err
				}
			}
			return nil
		},
		"brief": func(s *store.Snapshot, found func(*store.Row) error) error {
			for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "shops", Columns: []string{"name"}, Shapes: true, Brief: true}) {
				if err != nil {
					return err
				}
				for row := range rows.Len() {
					if err := found(&store.Row{Rows: rows, At: row}); err != nil {
						return err
					}
				}
			}
			return nil
		},
		"window": func(s *store.Snapshot, found func(*store.Row) error) error {
			return s.Window(t.Context(), store.Ask{Dataset: "shops", Shapes: true}, box, found)
		},
		"nearest": func(s *store.Snapshot, found func(*store.Row) error) error {
			return s.Nearest(t.Context(), store.Ask{Dataset: "shops"}, at, 20, func(r *store.Row, _ float64) bool { return found(r) == nil })
		},
		"key": func(s *store.Snapshot, found func(*store.Row) error) error {
			return s.ByKey(t.Context(), store.Ask{Dataset: "shops"}, gis.Key{Comune: s.Comune(), Sheet: "2", Parcel: "7"}, found)
		},
	}
	for _, column := range []string{"name", "staff", "rent", "nothing", store.KeySort} {
		ways["by "+column] = func(s *store.Snapshot, found func(*store.Row) error) error {
			total, err := s.Sorted(t.Context(), store.Ask{Dataset: "shops"}, store.Page{Column: column}, found)
			if err == nil && total != 900 {
				t.Errorf("by %s: %d rows", column, total)
			}
			return err
		}
	}
	for way, read := range ways {
		names := func(s *store.Snapshot) (all []string) {
			if err := read(s, func(r *store.Row) error { all = append(all, name(r)); return nil }); err != nil {
				t.Fatalf("%s: %v", way, err)
			}
			slices.Sort(all) // of equal ones the order is the archive's
			return all
		}
		if w, g := names(want), names(got); len(w) == 0 || !slices.Equal(w, g) {
			t.Errorf("%s: %d rows beside, %d imported", way, len(g), len(w))
		}
	}
	sets, others := got.Datasets(), want.Datasets()
	for i := range sets {
		if sets[i].Rows != others[i].Rows || sets[i].Schema.Source != others[i].Schema.Source {
			t.Errorf("%s has %d rows beside, %d imported", sets[i].Schema.Source, sets[i].Rows, others[i].Rows)
		}
	}
	if n := len(rowsIn(t, territory, store.Ask{Dataset: "shops"})); n != 700 {
		t.Errorf("the snapshot itself has %d rows after", n)
	}
}
