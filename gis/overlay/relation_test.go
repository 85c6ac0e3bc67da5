package overlay

import (
	"testing"

	"github.com/paulmach/orb"
)

// What two polygons are to each other, and what they have in common, drawn so
// that one can see it. yard is a square of side 20 with a hole of side 10.
//
//	┌──────┐
//	│ ┌──┐ │
//	│ └──┘ │
//	└──────┘
func TestRelations(t *testing.T) {
	box := func(x, y, side float64) orb.Ring { return loop(x, y, x+side, y, x+side, y+side, x, y+side) }
	yard := orb.Polygon{box(0, 0, 20), box(5, 5, 10)}
	for _, test := range []struct {
		name string
		a, b orb.Geometry
		want relation
		area float64
	}{
		{"boxes meet, shapes do not", orb.Polygon{loop(0, 0, 10, 0, 0, 10)}, orb.Polygon{box(8, 8, 5)}, apart, 0},
		{"in the hole", yard, orb.Polygon{box(7, 7, 3)}, apart, 0},
		{"fills the hole", yard, orb.Polygon{box(5, 5, 10)}, touch, 0},
		{"corner to corner", orb.Polygon{box(0, 0, 5)}, orb.Polygon{box(5, 5, 5)}, touch, 0},
		{"side by side", orb.Polygon{box(0, 0, 5)}, orb.Polygon{box(5, 0, 5)}, touch, 0},
		{"inside", orb.Polygon{box(0, 0, 20)}, orb.Polygon{box(5, 5, 10)}, encloses, 100},
		{"around", orb.Polygon{box(5, 5, 10)}, orb.Polygon{box(0, 0, 20)}, covered, 100},
		{"inside, in a corner", orb.Polygon{loop(0, 0, 5, 0, 20, 0, 20, 20, 0, 20, 0, 5)}, orb.Polygon{box(0, 0, 5)}, covers, 25},
		{"the same, begun elsewhere", orb.Polygon{box(0, 0, 5)}, orb.Polygon{loop(5, 5, 0, 5, 0, 0, 5, 0)}, same, 25},
		{"the same with its rings in another order", orb.MultiPolygon{{box(0, 0, 5)}, {box(9, 9, 5)}}, orb.MultiPolygon{{box(9, 9, 5)}, {box(0, 0, 5)}}, same, 50},
		{"across", orb.Polygon{box(0, 0, 10)}, orb.Polygon{box(5, 5, 10)}, crosses, 25},
		{"across, from a common corner", orb.Polygon{box(0, 0, 10)}, orb.Polygon{loop(0, 0, 20, 5, 5, 20)}, tangled, 75},
		{"a corner on a side", orb.Polygon{box(0, 0, 10)}, orb.Polygon{loop(10, 5, 15, 0, 15, 10)}, tangled, 0},
		{"over the hole", yard, orb.Polygon{box(3, 3, 14)}, tangled, 96},
		{"a part in, a part out", orb.Polygon{box(0, 0, 10)}, orb.MultiPolygon{{box(2, 2, 3)}, {box(12, 2, 3)}, {box(2, 12, 3)}}, tangled, 9},
		{"fills the hole, and a part inside", yard, orb.MultiPolygon{{box(5, 5, 10)}, {box(1, 1, 3)}}, tangled, 9},
		{"a hole that begins at the shared border", orb.Polygon{box(0, 0, 20)}, orb.Polygon{box(0, 0, 20), loop(0, 0, 5, 9, 9, 5)}, covers, 372},
	} {
		a, b := layer(t, test.a), layer(t, test.b)
		p := &pairing{}
		if got := p.relate(a, &a.rows[0], b, &b.rows[0]); got != test.want {
			t.Errorf("%s: relation %d, want %d", test.name, got, test.want)
		}
		for _, sides := range [][2]*Layer{{a, b}, {b, a}} {
			if _, stats := run(t, Intersection, sides[0], sides[1]); !near(stats.Area, test.area, 400) {
				t.Errorf("%s: area %v, want %v", test.name, stats.Area, test.area)
			}
		}
	}
}
