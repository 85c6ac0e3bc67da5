package overlay

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geos"
)

// mixed is n random shapes of all kinds that lie near each other, and GEOS's
// form of each.
func mixed(t *testing.T, r *rand.Rand, n int, grid float64) (shapes []orb.Geometry, forms []*geos.Geom) {
	for len(shapes) < n {
		x, y := 506_000+50*r.Float64(), 4_178_000+50*r.Float64()
		var g orb.Geometry
		switch len(shapes) % 5 {
		case 0:
			g = path(r, x, y, 9, 4, grid)
		case 1:
			g = orb.MultiPoint(star(r, x, y, 9, 3, max(grid, 0.001))[:3])
		default:
			g = blob(r, x, y, 2+9*r.Float64(), grid)
		}
		if f := toGEOS(t, g); f.IsValid() && f.IsSimple() {
			shapes, forms = append(shapes, g), append(forms, f)
		}
	}
	return shapes, forms
}

func join(t *testing.T, a, b *Layer, p Predicate, distance float64) []Piece {
	t.Helper()
	var all []Piece
	stats, err := Join(context.Background(), a, b, p, distance, Options{Threads: 2}, func(c *Chunk) error {
		all = append(all, c.Pieces...)
		return nil
	})
	if err != nil || len(stats.Unsolved) > 0 {
		t.Fatal(err, stats.Unsolved)
	}
	return all
}

// pairsOf are the rows of pieces as text.
func pairsOf(pieces []Piece) []string {
	var pairs []string
	for _, p := range pieces {
		pairs = append(pairs, fmt.Sprint(p.A, " ", p.B))
	}
	return pairs
}

// Rows of all kinds, free and on a grid: they belong together where GEOS says
// so, and stand as far from each other.
func TestJoinAgainstGEOS(t *testing.T) {
	r := rand.New(rand.NewPCG(10, 11))
	for i := range 12 {
		grid := []float64{0, 1, 2}[i%3]
		as, formsA := mixed(t, r, 40, grid)
		bs, formsB := mixed(t, r, 40, grid)
		bs, formsB = append(bs, as[:5]...), append(formsB, formsA[:5]...)
		a, b := dirtyLayer(t, as...), dirtyLayer(t, bs...)
		for p, holds := range map[Predicate]func(a, b *geos.Geom) bool{
			Intersects: (*geos.Geom).Intersects,
			Within:     (*geos.Geom).Within,
			Contains:   (*geos.Geom).Contains,
		} {
			var want []string
			for i := range formsA {
				for j := range formsB {
					if holds(formsA[i], formsB[j]) {
						want = append(want, fmt.Sprint(i, " ", j))
					}
				}
			}
			if got := pairsOf(join(t, a, b, p, 0)); !slices.Equal(got, want) {
				t.Fatalf("%d, predicate %d, grid %v:\n%v, GEOS\n%v", i, p, grid, got, want)
			}
		}
		nearest := join(t, a, b, Nearest, 6)
		largest := join(t, a, b, LargestOverlap, 0)
		for i := range formsA {
			least, most := math.Inf(1), 0.0
			for j := range formsB {
				least = min(least, formsA[i].Distance(formsB[j]))
				if in := formsA[i].Intersection(formsB[j]); formsA[i].Area() > 0 && formsB[j].Area() > 0 {
					most = max(most, in.Area())
				}
			}
			k := slices.IndexFunc(nearest, func(p Piece) bool { return p.A == int32(i) })
			switch {
			case (k >= 0) != (least <= 6):
				t.Fatalf("row %d: nearest %d, GEOS %v", i, k, least)
			case k >= 0 && !near(nearest[k].Measure, least, 1) || k >= 0 && !near(formsA[i].Distance(formsB[nearest[k].B]), least, 1):
				t.Fatalf("row %d: %v at %v, GEOS %v", i, nearest[k].B, nearest[k].Measure, least)
			}
			k = slices.IndexFunc(largest, func(p Piece) bool { return p.A == int32(i) })
			if formsA[i].Area() > 0 && most > 1e-6 && (k < 0 || largest[k].Measure < most-1e-6) {
				t.Fatalf("row %d: largest %d, GEOS %v", i, k, most)
			}
		}
	}
}

// What lies on a border alone is not within; GEOS says the same.
func TestWithinNeedsTheInterior(t *testing.T) {
	square := orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}}
	holed := orb.Polygon{square[0], {{4, 4}, {4, 6}, {6, 6}, {6, 4}, {4, 4}}}
	cross := orb.MultiLineString{{{0, 5}, {5, 5}}, {{5, 5}, {10, 5}}}
	for _, b := range []orb.Geometry{square, holed, orb.LineString{{0, 5}, {10, 5}}, cross, orb.LineString{{0, 0}, {5, 0}, {5, 5}, {0, 0}}, orb.MultiPoint{{0, 0}, {5, 5}}} {
		for _, a := range []orb.Geometry{
			orb.Point{0, 0},
			orb.Point{5, 5},
			orb.Point{0, 5},
			orb.Point{4, 5},
			orb.Point{2, 5},
			orb.MultiPoint{{0, 0}, {5, 5}},
			orb.MultiPoint{{0, 5}, {10, 5}},
			orb.MultiPoint{{0, 5}, {2, 5}},
			orb.LineString{{0, 0}, {10, 0}},
			orb.LineString{{0, 0}, {5, 0}},
			orb.LineString{{0, 5}, {10, 5}},
			orb.LineString{{0, 0}, {0, 5}, {3, 5}},
			orb.LineString{{4, 4}, {4, 6}, {6, 6}},
			orb.LineString{{0, 5}, {5, 5}},
			square, holed,
			orb.Polygon{{{0, 0}, {3, 0}, {3, 3}, {0, 0}}},
		} {
			la, lb := layer(t, a), layer(t, b)
			if got, want := len(join(t, la, lb, Within, 0)) == 1, toGEOS(t, a).Within(toGEOS(t, b)); got != want {
				t.Errorf("%v in %v: %t, GEOS %t", a, b, got, want)
			}
			if got, want := len(join(t, la, lb, Contains, 0)) == 1, toGEOS(t, a).Contains(toGEOS(t, b)); got != want {
				t.Errorf("%v around %v: %t, GEOS %t", a, b, got, want)
			}
		}
	}
}

// Three parcels in a row, a zone over the first two and a pond in two
// overlapping drawings over the second:
//
//	┌───┬───┬───┐
//	│ 0 │ 1 │ 2 │   zone: x from 0 to 20, ponds: x 12–16 and 14–18
//	└───┴───┴───┘
func TestTabulate(t *testing.T) {
	box := func(x0, x1 float64) orb.Polygon {
		return orb.Polygon{{{x0, 0}, {x1, 0}, {x1, 10}, {x0, 10}, {x0, 0}}}
	}
	a := layer(t, box(0, 10), box(10, 20), box(20, 30), orb.LineString{{5, 5}, {25, 5}})
	b := layer(t, box(0, 20), box(12, 16), box(14, 18), box(0, 30))
	var got []string
	_, err := Tabulate(context.Background(), a, b, []int32{0, 1, 1, -1}, Options{}, func(c *Chunk) error {
		for _, p := range c.Pieces {
			got = append(got, fmt.Sprintf("%d class %d: %.6g, %.0f %%", p.A, p.B, p.Measure, 100*p.ShareA))
		}
		return nil
	})
	want := []string{
		"0 class 0: 100, 100 %",
		"1 class 0: 100, 100 %", "1 class 1: 60, 60 %",
		"3 class 0: 15, 75 %", "3 class 1: 6, 30 %",
	}
	if err != nil || !slices.Equal(got, want) {
		t.Errorf("%v %q, want %q", err, got, want)
	}
}

func TestSelect(t *testing.T) {
	a := layer(t, orb.Point{0, 0}, orb.Point{3, 0}, orb.Point{9, 9})
	b := layer(t, orb.LineString{{0, 0}, {2, 0}})
	for _, test := range []struct {
		p        Predicate
		distance float64
		want     []bool
	}{
		{Intersects, 0, []bool{true, false, false}},
		{Within, 0, []bool{false, false, false}}, // the end of a line is its border
		{Contains, 0, []bool{false, false, false}},
		{Nearest, 1, []bool{true, true, false}},
	} {
		got, err := Select(context.Background(), a, b, test.p, test.distance, Options{})
		if err != nil || !slices.Equal(got, test.want) {
			t.Errorf("predicate %d: %v %v, want %v", test.p, got, err, test.want)
		}
	}
}
