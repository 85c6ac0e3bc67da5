package store_test

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"segit/gis"
	"segit/store"
)

// told is what a row of the model says, and the file and line that say it.
type told struct {
	value int64
	file  string
	line  uint32
}

// delivery is a supply of the model: values by identity.
type delivery struct {
	file string
	date gis.Date
	kind gis.SupplyKind
	rows map[int]int64
	line map[int]uint32
	out  bool // withdrawn
}

// stateOf is the model of the archive: the supplies in order, one over the
// other. A row that does not change keeps the file that said it first.
func stateOf(all []delivery, until gis.Date) map[int]told {
	all = slices.Clone(all)
	slices.SortStableFunc(all, func(p, q delivery) int {
		return cmp.Or(cmp.Compare(p.date, q.date), cmp.Compare(rank(p.kind), rank(q.kind)))
	})
	state := map[int]told{}
	for _, d := range all {
		if d.out || until != 0 && d.date > until {
			continue
		}
		next := map[int]told{}
		if d.kind != gis.FullSupply {
			next = maps.Clone(state)
		}
		for id, value := range d.rows {
			if _, there := state[id]; there && d.kind == gis.IncompleteSupply {
				continue
			}
			next[id] = told{value, d.file, d.line[id]}
			if was, ok := state[id]; ok && was.value == value {
				next[id] = was
			}
		}
		state = next
	}
	return state
}

func rank(k gis.SupplyKind) int {
	return slices.Index([]gis.SupplyKind{gis.IncompleteSupply, gis.FullSupply, gis.UpdateSupply}, k)
}

func ledger() *gis.Schema {
	return &gis.Schema{Dataset: "ledger", Source: "test", Identity: []string{"id"}, Columns: []gis.Column{
		{Name: "id", Type: gis.Integer}, {Name: "value", Type: gis.Integer},
	}}
}

// deliver imports a supply of the model.
func deliver(t rapid.TB, a *store.Archive, d delivery, came time.Time) uint32 {
	ctx := context.Background()
	build, err := a.Build(ctx)
	if err != nil {
		t.Fatal(err)
	}
	s := build.Supply(store.Intake{
		Supply: gis.Supply{Source: "test", File: d.file, SHA256: d.file, Date: d.date, Kind: d.kind, Imported: came},
		Scope:  func(*gis.Batch, int) string { return "" },
	})
	b := gis.NewBatch(ledger())
	for n, id := range slices.Sorted(maps.Keys(d.rows)) {
		b.SetNum(0, int64(id))
		b.SetNum(1, d.rows[id])
		b.Add(d.line[id], gis.Always, gis.OpenEnd)
		if n%3 == 2 {
			if err := s.Rows(ctx, b); err != nil {
				t.Fatal(err)
			}
			b.Reset()
		}
	}
	if err := s.Rows(ctx, b); err != nil {
		t.Fatal(err)
	}
	s.Counted(gis.Counts{Read: int64(len(d.rows))})
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	return s.ID()
}

// shown is the state of the archive as at a moment.
func shown(t rapid.TB, a *store.Archive, at store.Moment) map[int]told {
	supplies, err := a.Supplies()
	if err != nil {
		t.Fatal(err)
	}
	files := map[uint32]string{}
	for _, s := range supplies {
		files[s.ID] = s.File
	}
	s, err := a.SnapshotAt(context.Background(), at)
	if err != nil {
		t.Fatal(err)
	}
	state := map[int]told{}
	for rows, err := range s.Scan(context.Background(), store.Ask{Dataset: "ledger"}) {
		if err != nil {
			t.Fatal(err)
		}
		for row := range rows.Len() {
			id, _ := rows.Num(0, row)
			value, _ := rows.Num(1, row)
			if _, twice := state[int(id)]; twice {
				t.Fatalf("row %d stands there twice", id)
			}
			state[int(id)] = told{value, files[rows.Supply], rows.Line[row]}
		}
	}
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}
	return state
}

// deliveries draws supplies of different days, or of one day and different
// kinds, so that their order is theirs and not that of the import.
func deliveries(t *rapid.T) []delivery {
	var all []delivery
	for n := range rapid.IntRange(1, 6).Draw(t, "supplies") {
		d := delivery{file: fmt.Sprint("f", n), rows: map[int]int64{}, line: map[int]uint32{}}
		d.kind = rapid.SampledFrom([]gis.SupplyKind{gis.FullSupply, gis.UpdateSupply, gis.IncompleteSupply}).Draw(t, "kind")
		d.date = gis.Day(2020, 1, 1) + gis.Date(rapid.IntRange(0, 9).Draw(t, "day"))
		if slices.ContainsFunc(all, func(o delivery) bool { return o.date == d.date && o.kind == d.kind }) {
			continue
		}
		for id := range 8 {
			if n := rapid.IntRange(0, 4).Draw(t, "value"); n > 1 || n == 1 && id == 0 {
				d.rows[id], d.line[id] = int64(n), uint32(rapid.IntRange(1, 100).Draw(t, "line"))
			}
		}
		if len(d.rows) > 0 {
			all = append(all, d)
		}
	}
	return all
}

// The state is the same in whichever order supplies come, for every day on
// which it could have been known, and with any of them taken out.
func TestStateIsOfTheSuppliesAndNotOfTheirOrder(t *testing.T) {
	dir := t.TempDir()
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		all := deliveries(t)
		n++
		a, err := store.Create(context.Background(), filepath.Join(dir, fmt.Sprint(n, ".segit")), "W001", 7792)
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close() //nolint:errcheck // the test is about what it shows
		ids := map[string]uint32{}
		for n, d := range rapid.Permutation(all).Draw(t, "order") {
			ids[d.file] = deliver(t, a, d, time.Date(2024, 1, 1, 0, n, 0, 0, time.UTC))
		}
		agree := func() {
			for _, until := range []gis.Date{0, gis.Day(2020, 1, 2), gis.Day(2020, 1, 5), gis.Day(2019, 1, 1)} {
				want, got := stateOf(all, until), shown(t, a, store.Moment{AsKnown: until})
				if !maps.Equal(want, got) {
					t.Fatalf("as known on %q:\n%v, want\n%v", until, got, want)
				}
			}
		}
		agree()
		for range rapid.IntRange(0, 3).Draw(t, "acts") {
			if len(all) == 0 {
				break
			}
			d := &all[rapid.IntRange(0, len(all)-1).Draw(t, "supply")]
			d.out = !d.out
			if err := a.Act(context.Background(), ids[d.file], gis.SupplyAct{Withdrawn: d.out, Actor: "prova"}); err != nil {
				t.Fatal(err)
			}
			agree()
		}
	})
}
