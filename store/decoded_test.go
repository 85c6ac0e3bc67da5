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
		{Columns: []string{"parcel"}},
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
						if (ask.Columns == nil || slices.Contains(ask.Columns, "parcel")) && r.Text(1, row) != b.Text(1, line) {
							t.Errorf("line %d is parcel %q, want %q", line+1, r.Text(1, row), b.Text(1, line))
						}
						if slices.Contains(ask.Columns, "sheet") && r.Text(0, row) != "12" {
							t.Errorf("line %d is of sheet %q, want 12", line+1, r.Text(0, row))
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

// Shapes that cannot be read are an error whenever they are asked for, and their rows
// are there all the while.
func TestRowsOfDamagedShapes(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 5, corner))
	if a.Corrupt(store.ShapesValue) == 0 {
		t.Fatal("nothing to damage")
	}
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	all := orb.Bound{Max: orb.Point{1e9, 1e9}}
	for range 2 {
		err := s.Window(t.Context(), store.Ask{Dataset: "parcels", Shapes: true}, all, found)
		if gis.KindOf(err) != gis.Damaged || codeOf(err) != "store.damaged" {
			t.Errorf("with shapes: %v", err)
		}
		n := 0
		err = s.Window(t.Context(), store.Ask{Dataset: "parcels"}, all, func(r *store.Row) error {
			if r.Text(0, r.At) == "12" {
				n++
			}
			return nil
		})
		if err != nil || n != 25 {
			t.Errorf("%d rows, %v; want 25", n, err)
		}
	}
}

// Shapes that are too large to be kept leave their rows at hand.
func TestLargeShapesDoNotPushOutTheirRows(t *testing.T) {
	a := openNew(t)
	b := gis.NewBatch(plots())
	ring := make(orb.Ring, 0, 1_000_001)
	for i := range 500_000 {
		ring = append(ring, orb.Point{corner[0] + float64(i)/100, corner[1] + float64(i%2)})
	}
	for i := 499_999; i >= 0; i-- {
		ring = append(ring, orb.Point{corner[0] + float64(i)/100, corner[1] + 10 + float64(i%2)})
	}
	b.SetText(0, "12")
	b.SetText(1, "1")
	b.SetNum(2, int64(gis.One))
	b.Shapes.Append(orb.Polygon{append(ring, ring[0])})
	b.Add(1, gis.Always, gis.OpenEnd)
	load(t, a, "a", b)
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	at := orb.Bound{Min: corner, Max: corner}
	for _, shapes := range []bool{true, false} {
		before := a.Reads()
		if err := s.Window(t.Context(), store.Ask{Dataset: "parcels", Shapes: shapes}, at, found); err != nil {
			t.Fatal(err)
		}
		if n := a.Reads() - before; !shapes && n != 0 {
			t.Errorf("%d values read, want 0", n)
		}
	}
}

// A window that is asked for in the middle of another leaves the other's rows alone.
func TestWindowsWithinWindows(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 30, corner))
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	ask := store.Ask{Dataset: "parcels"}
	all := orb.Bound{Min: corner, Max: orb.Point{corner[0] + 300, corner[1] + 300}}
	seen := map[uint32]bool{}
	err := s.Window(t.Context(), ask, all, func(r *store.Row) error {
		seen[r.Line[r.At]] = true
		return s.WindowRuns(t.Context(), ask, all, func(*store.Rows, []int) error { return nil })
	})
	if err != nil || len(seen) != 900 {
		t.Errorf("%d rows, %v; want 900", len(seen), err)
	}
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
