package store_test

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/planar"
	"segit/store"
)

// The nearest rows are those of a walk over every row: of points and polygons,
// several segments, with and without a limit, opening few blocks.
func TestNearestAgainstEveryRow(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", scattered(5000))
	lots := plots()
	lots.Source = "lots"
	load(t, a, "b", grid(lots, "12", 60, corner))
	s := snapshotOf(t, a)
	q := store.Ask{Dataset: "parcels", Shapes: true}
	all := rowsIn(t, s, q)
	random := rand.New(rand.NewPCG(3, 4))
	for range 40 {
		at := orb.Point{507_000 + 700*random.Float64() - 50, 4_151_000 + 700*random.Float64() - 50}
		within := []float64{0, 5, 60, 400}[random.IntN(4)]
		limit := 1 + random.IntN(60)
		distance := func(r *store.Row) float64 { return planar.Distance(&r.Shapes, r.At, at) }
		want := slices.DeleteFunc(slices.Clone(all), func(r *store.Row) bool { return within > 0 && distance(r) > within })
		slices.SortStableFunc(want, func(x, y *store.Row) int { return cmp.Compare(distance(x), distance(y)) })
		want = want[:min(limit, len(want))]
		var got []*store.Row
		err := s.Nearest(t.Context(), q, at, within, func(r *store.Row, d float64) bool {
			if d != distance(r) {
				t.Errorf("row %v is told at %v, want %v", r.Ref(), d, distance(r))
			}
			got = append(got, r)
			return len(got) < limit
		})
		if err != nil || len(got) != len(want) {
			t.Fatalf("%d rows, %v; want %d", len(got), err, len(want))
		}
		for i := range got {
			if got[i].Ref() != want[i].Ref() {
				t.Fatalf("place %d: row %v, want %v", i, got[i].Ref(), want[i].Ref())
			}
		}
	}
}

func TestNearestOpensFewBlocks(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", scattered(20_000))
	s := snapshotOf(t, a)
	search := func(at orb.Point) int {
		before := a.Reads()
		n := 0
		if err := s.Nearest(t.Context(), store.Ask{Dataset: "parcels"}, at, 0, func(*store.Row, float64) bool { n++; return n < 5 }); err != nil || n != 5 {
			t.Fatalf("%d rows, %v", n, err)
		}
		return a.Reads() - before
	}
	search(orb.Point{501_000, 4_151_000}) // the heads and indexes are read now
	if reads := search(orb.Point{508_000, 4_158_000}); reads > 12 {
		t.Errorf("%d values read for five rows", reads)
	}
	empty := openNew(t)
	load(t, empty, "a", gis.NewBatch(plots()))
	if err := snapshotOf(t, empty).Nearest(t.Context(), store.Ask{Dataset: "parcels"}, corner, 0, func(*store.Row, float64) bool { return true }); err != nil {
		t.Error(err)
	}
}
