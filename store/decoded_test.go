package store_test

import (
	"math/rand/v2"
	"slices"
	"sync"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// A window asked for again opens nothing, whatever passed meanwhile, and one
// that wants more opens what it lacks.
func TestWindowAskedAgainReadsNothing(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 60, corner))
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	w := orb.Bound{Min: orb.Point{507_001, 4_151_001}, Max: orb.Point{507_019, 4_151_019}}
	reads := func(ask store.Ask) int {
		before := a.Reads()
		ask.Dataset = "parcels"
		n := 0
		if err := s.Window(t.Context(), ask, w, func(*store.Row) error { n++; return nil }); err != nil || n != 4 {
			t.Fatalf("%d rows, %v; want 4", n, err)
		}
		return a.Reads() - before
	}
	if n := reads(store.Ask{Columns: []string{"sheet"}}); n != 3 { // head, index, rows
		t.Errorf("%d values read, want 3", n)
	}
	if n := count(t, s, store.Ask{Dataset: "parcels", Shapes: true}); n != 3600 {
		t.Fatalf("%d rows", n)
	}
	for _, c := range []struct {
		ask  store.Ask
		want int
	}{
		{store.Ask{Columns: []string{"sheet"}}, 0},
		{store.Ask{Columns: []string{}}, 0},
		{store.Ask{Columns: []string{"parcel"}}, 1},
		{store.Ask{Columns: []string{"sheet"}}, 0}, // still there beside the other
		{store.Ask{Columns: []string{"parcel"}, Shapes: true}, 1},
		{store.Ask{Columns: []string{"sheet", "parcel"}, Shapes: true}, 0},
		{store.Ask{Shapes: true}, 1},
		{store.Ask{Shapes: true}, 0},
	} {
		if n := reads(c.ask); n != c.want {
			t.Errorf("%+v: %d values read, want %d", c.ask, n, c.want)
		}
	}
}

// Readers on many sides, each with columns and windows of its own, get what one
// alone gets; the race detector watches that they share and do not change.
func TestManyReadersShareDecodedBlocks(t *testing.T) {
	a := openNew(t)
	b := grid(plots(), "12", 60, corner)
	load(t, a, "a", b)
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	asks := []store.Ask{
		{Columns: []string{"sheet"}},
		{Columns: []string{"parcel"}, Shapes: true},
		{Shapes: true},
		{Columns: []string{}, Shapes: true},
	}
	var all sync.WaitGroup
	for side := range 4 {
		all.Go(func() {
			random := rand.New(rand.NewPCG(uint64(side), 2))
			for range 100 {
				ask := asks[random.IntN(len(asks))]
				ask.Dataset = "parcels"
				x, y := corner[0]+600*random.Float64(), corner[1]+600*random.Float64()
				w := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 50, y + 50}}
				err := s.WindowRuns(t.Context(), ask, w, func(r *store.Rows, at []int) error {
					for _, row := range at {
						line := int(r.Line[row]) - 1
						if ask.Columns == nil && r.Text(1, row) != b.Text(1, line) {
							t.Errorf("line %d is parcel %q, want %q", line+1, r.Text(1, row), b.Text(1, line))
						}
						if ask.Shapes && !slices.Equal(r.Shapes.RowXY(row), b.Shapes.RowXY(line)) {
							t.Errorf("line %d: another geometry", line+1)
						}
					}
					return nil
				})
				if err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
}

// What is kept of one segment is not given for another, also when the first is
// gone.
func TestDecodedBlocksOfReplacedRows(t *testing.T) {
	a := openNew(t)
	look := func() (parcels []string) {
		s := a.Snapshot()
		defer s.Release() //nolint:errcheck // it sweeps at the next build, too
		err := s.ByKey(t.Context(), store.Ask{Dataset: "parcels"}, gis.Key{Comune: "W001", Sheet: "12", Parcel: "2"}, func(r *store.Row) error {
			parcels = append(parcels, r.Text(1, r.At))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return parcels
	}
	load(t, a, "a", grid(plots(), "12", 1, corner))
	if got := look(); got != nil {
		t.Errorf("found %v in a sheet of one parcel", got)
	}
	load(t, a, "b", grid(plots(), "12", 2, corner))
	if got := look(); !slices.Equal(got, []string{"2"}) {
		t.Errorf("found %v, want parcel 2", got)
	}
	load(t, a, "c", grid(plots(), "12", 1, corner))
	if got := look(); got != nil {
		t.Errorf("found %v of a supply that was replaced", got)
	}
}
