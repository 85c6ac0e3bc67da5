package render

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"segit/gis"
)

func TestDistanceToAChord(t *testing.T) {
	a, b := point{0, 0}, point{10, 0}
	for _, c := range []struct {
		name string
		m    point
		q    point
		want float64
	}{
		{"beside", point{4, 3}, b, 9},
		{"behind the start", point{-3, 4}, b, 25},
		{"beyond the end", point{13, 4}, b, 25},
		{"on it", point{7, 0}, b, 0},
		{"a chord without length", point{3, 4}, a, 25},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := toChord(c.m, a, c.q); math.Abs(got-c.want) > 1e-12 {
				t.Errorf("%v, want %v", got, c.want)
			}
		})
	}
}

func TestLineIsThinnedAlikeFromEitherEnd(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		// A border that comes back to a point has a parting there; here no point
		// is met twice.
		point := rapid.Custom(func(t *rapid.T) orb.Point {
			return orb.Point{float64(rapid.IntRange(0, 60).Draw(t, "x")), float64(rapid.IntRange(0, 60).Draw(t, "y"))}
		})
		line := orb.LineString(rapid.SliceOfNDistinct(point, 2, 30, rapid.ID).Draw(t, "points"))
		back := append(orb.LineString{}, line...)
		back.Reverse()
		s := &gis.Shapes{}
		s.Append(line)
		s.Append(back)
		d := Simplify(s, nil, 4, orb.Point{})
		there, backwards := d.Ring(0), d.Ring(1)
		if len(there) != len(backwards) {
			t.Fatalf("%d points one way, %d the other", len(there)/2, len(backwards)/2)
		}
		n := len(there)
		for i := 0; i < n; i += 2 {
			if there[i] != backwards[n-2-i] || there[i+1] != backwards[n-1-i] {
				t.Fatalf("%v one way, %v the other", there, backwards)
			}
		}
	})
}

// partings are the marked points of rows, each once.
func partings(shapes ...orb.Geometry) map[orb.Point]bool {
	s := &gis.Shapes{}
	for _, g := range shapes {
		s.Append(g)
	}
	g := &gathered{}
	g.gather(s, nil, orb.Point{})
	found := map[orb.Point]bool{}
	for i, p := range g.points {
		if g.fixed[i] {
			found[orb.Point{p.x, p.y}] = true
		}
	}
	return found
}

func TestBordersPartWhereNeighboursChange(t *testing.T) {
	left := orb.Polygon{{{0, 0}, {5, 0}, {5, 4}, {6, 5}, {5, 10}, {0, 10}, {0, 0}}}
	right := orb.Polygon{{{5, 0}, {9, 0}, {9, 10}, {5, 10}, {6, 5}, {5, 4}, {5, 0}}}
	island := square(orb.Point{50, 50}, 2, 2)
	around := orb.Polygon{square(orb.Point{50, 50}, 20, 20), island}
	for _, c := range []struct {
		name   string
		shapes []orb.Geometry
		want   map[orb.Point]bool
	}{
		{"alone", []orb.Geometry{left}, map[orb.Point]bool{}},
		{"two neighbours part at the ends of their border", []orb.Geometry{left, right}, map[orb.Point]bool{{5, 0}: true, {5, 10}: true}},
		{"the same twice", []orb.Geometry{left, left}, map[orb.Point]bool{}},
		{"an island in its hole", []orb.Geometry{around, orb.Polygon{island}}, map[orb.Point]bool{}},
		{
			"touching in a corner",
			[]orb.Geometry{orb.Polygon{square(orb.Point{1, 1}, 1, 1)}, orb.Polygon{square(orb.Point{3, 3}, 1, 1)}},
			map[orb.Point]bool{{2, 2}: true},
		},
		{"lines do not part borders", []orb.Geometry{left, orb.LineString{{0, 0}, {6, 5}, {0, 10}}}, map[orb.Point]bool{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, partings(c.shapes...)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRingWithAnInsideKeepsATriangle(t *testing.T) {
	// A long sliver, straight within the tolerance, larger than it.
	sliver := orb.Polygon{{{0, 0}, {50, 1.2}, {100, 0}, {50, 3.1}, {0, 0}}}
	s := &gis.Shapes{}
	s.Append(sliver)
	ring := Simplify(s, nil, 16, orb.Point{}).Ring(0)
	if len(ring) != 6 {
		t.Errorf("%d points are left: %v", len(ring)/2, ring)
	}
}
