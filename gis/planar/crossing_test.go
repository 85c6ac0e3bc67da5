package planar_test

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/planar"
)

func TestCrossing(t *testing.T) {
	for _, test := range []struct {
		name string
		g    orb.Geometry
		at   []orb.Point // where it crosses itself, any of them
	}{
		{"square", square(0, 0, 4), nil},
		{"L", ell(0, 0), nil},
		{"bow tie", ring(0, 0, 2, 2, 2, 0, 0, 2), []orb.Point{{1, 1}}},
		{"open bow tie", orb.Ring{{0, 0}, {2, 2}, {2, 0}, {0, 2}}, []orb.Point{{1, 1}}},
		{"bow tie at a vertex", ring(0, 0, 1, 1, 2, 2, 2, 0, 1, 1, 0, 2), []orb.Point{{1, 1}}},
		{"crosses at a vertex on an edge", ring(0, 0, 4, 0, 4, 4, 3, 2, 2, 0, 1, -2, -2, 2), []orb.Point{{2, 0}}},
		{"touches itself at a vertex", ring(0, 0, 4, 0, 2, 2, 4, 4, 0, 4, 2, 2), nil},
		{"touches an edge", ring(0, 0, 4, 0, 4, 4, 2, 0, 0, 4), nil},
		{"spike", ring(0, 0, 4, 0, 4, 4, 6, 4, 4, 4, 0, 4), nil},
		{"repeated vertices", ring(0, 0, 4, 0, 4, 0, 4, 4, 4, 4, 0, 4), nil},
		{"hole that touches", orb.Polygon{square(0, 0, 4), ring(0, 0, 2, 1, 1, 2)}, nil},
		{"hole that crosses", orb.Polygon{square(0, 0, 4), ring(1, 1, 6, 2, 1, 3)}, []orb.Point{{4, 1.6}, {4, 2.4}}},
		{"island beside", orb.MultiPolygon{{square(0, 0, 4)}, {square(4, 0, 4)}}, nil},
		{"two points", orb.Ring{{0, 0}, {1, 1}}, nil},
		{"line", orb.LineString{{0, 0}, {2, 2}, {2, 0}, {0, 2}}, nil},
		{"empty", nil, nil},
	} {
		for i, s := range []*gis.Shapes{at(test.g), reversed(at(test.g))} {
			p, found := planar.Crossing(s, 0)
			if found != (test.at != nil) {
				t.Errorf("%s, direction %d: %v", test.name, i, found)
			}
			if found && !slices.ContainsFunc(test.at, func(q orb.Point) bool {
				return math.Hypot(p[0]-q[0]-east, p[1]-q[1]-north) < 1e-6
			}) {
				t.Errorf("%s, direction %d: at %.3f, want %.3f", test.name, i, p, test.at)
			}
		}
	}
}

// A crossing a tenth of a millimetre deep at the coordinates of a real place.
func TestCrossingIsExact(t *testing.T) {
	deep := at(ring(0, 0, 10, 0, 10, 10, 5, -0.0001, 0, 10))
	if _, found := planar.Crossing(deep, 0); !found {
		t.Error("a crossing of 0.1 mm was not seen")
	}
	shy := at(ring(0, 0, 10, 0, 10, 10, 5, 0.0001, 0, 10))
	if at, found := planar.Crossing(shy, 0); found {
		t.Errorf("a gap of 0.1 mm was taken for a crossing at %v", at)
	}
}

// Not finite coordinates must end in an answer, not in a panic.
func TestNotFinite(t *testing.T) {
	bad := at(ring(0, 0, math.NaN(), 2, 2, math.Inf(1), 0, 2))
	planar.Crossing(bad, 0)
	planar.Contains(bad, 0, orb.Point{1, 1})
	if a := planar.SharedArea(bad, 0, at(square(0, 0, 1)), 0); !(a >= 0) && !math.IsNaN(a) {
		t.Errorf("shared area %v", a)
	}
}
