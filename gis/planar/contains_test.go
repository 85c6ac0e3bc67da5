package planar_test

import (
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis/planar"
)

func TestContains(t *testing.T) {
	yard := orb.Polygon{square(0, 0, 10), square(2, 2, 4)}
	for _, test := range []struct {
		name string
		g    orb.Geometry
		p    orb.Point
		want bool
	}{
		{"inside", yard, orb.Point{1, 1}, true},
		{"in the hole", yard, orb.Point{3, 3}, false},
		{"outside", yard, orb.Point{11, 1}, false},
		{"west side", yard, orb.Point{0, 5}, true},
		{"east side", yard, orb.Point{10, 5}, false},
		{"south side", yard, orb.Point{5, 0}, true},
		{"north side", yard, orb.Point{5, 10}, false},
		{"the notch of an L", ell(0, 0), orb.Point{1.5, 1.5}, false},
		{"level with vertices", ell(0, 0), orb.Point{0.5, 1}, true},
		{"island in the hole", orb.MultiPolygon{yard, {square(3, 3, 1)}}, orb.Point{3.5, 3.5}, true},
		{"line", orb.LineString{{0, 0}, {2, 2}}, orb.Point{1, 1}, false},
		{"empty", nil, orb.Point{1, 1}, false},
	} {
		s := at(test.g)
		p := orb.Point{test.p[0] + east, test.p[1] + north}
		if got := planar.Contains(s, 0, p); got != test.want {
			t.Errorf("%s: %v", test.name, got)
		}
		if got := planar.Contains(reversed(s), 0, p); got != test.want {
			t.Errorf("%s, rings turned around: %v", test.name, got)
		}
	}
}

// Two triangles that share a slanting side: each point near that side belongs
// to exactly one of them, also those that lie on it.
func TestContainsOneOfTwoNeighbours(t *testing.T) {
	west := at(ring(0, 0, 7, 3, 1, 9))
	other := at(ring(7, 3, 1, 9, 12, 12))
	r := rand.New(rand.NewPCG(8, 9))
	for range 2000 {
		k := r.Float64()
		p := orb.Point{east + 7 - 6*k, north + 3 + 6*k}
		if planar.Contains(west, 0, p) == planar.Contains(other, 0, p) {
			t.Fatalf("%v belongs to both or to none", p)
		}
	}
}

func TestInside(t *testing.T) {
	for _, test := range everyShape {
		s := at(test.g)
		p, ok := planar.Inside(s, 0)
		if ok != (test.area > 0) {
			t.Errorf("%s: found %v", test.name, ok)
		}
		if ok && !planar.Contains(s, 0, p) {
			t.Errorf("%s: %v lies outside", test.name, p)
		}
	}
	frame := at(orb.Polygon{square(0, 0, 10), square(1, 1, 8)}) // its centroid is in the hole
	if p, ok := planar.Inside(frame, 0); !ok || !planar.Contains(frame, 0, p) {
		t.Errorf("frame: %v, %v", p, ok)
	}
	if p, _ := planar.Inside(at(square(0, 0, 4)), 0); p != (orb.Point{east + 2, north + 2}) {
		t.Errorf("a square's label stands at %v", p)
	}
}
