package render

import (
	"math"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"
	"pgregory.net/rapid"

	"segit/gis"
)

func TestMiddle(t *testing.T) {
	u := orb.Polygon{{{0, 0}, {30, 0}, {30, 30}, {20, 30}, {20, 10}, {10, 10}, {10, 30}, {0, 30}, {0, 0}}}
	for _, c := range []struct {
		name string
		g    orb.Geometry
		want orb.Point
	}{
		{"square", orb.Polygon{square(orb.Point{10, 20}, 4, 6)}, orb.Point{10, 20}},
		{"ring about a court", orb.Polygon{square(orb.Point{10, 20}, 8, 8), square(orb.Point{10, 20}, 6, 7)}, orb.Point{3, 20}},
		{"U", u, orb.Point{15, 7.5}}, // the widest stretch is in its foot
		{"line, half way", orb.LineString{{0, 0}, {10, 0}, {10, 30}}, orb.Point{10, 10}},
		{"line without length", orb.LineString{{5, 5}, {5, 5}}, orb.Point{5, 5}},
		{"point", orb.Point{3, 4}, orb.Point{3, 4}},
		{"flat polygon", orb.Polygon{{{0, 0}, {9, 0}, {5, 0}, {0, 0}}}, orb.Point{0, 0}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := &gis.Shapes{}
			s.Append(c.g)
			x, y := middle(Simplify(s, nil, 0, orb.Point{}), 0)
			if math.Hypot(x-c.want[0], y-c.want[1]) > 0.01 {
				t.Errorf("middle %v, %v, want %v", x, y, c.want)
			}
		})
	}
}

func TestMiddleOfAPolygonIsInside(t *testing.T) {
	// orb's point in polygon is the second opinion, over turned and bent stars.
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 12).Draw(t, "corners")
		ring := orb.Ring{}
		for i := range n {
			sin, cos := math.Sincos(2 * math.Pi * float64(i) / float64(n))
			r := rapid.Float64Range(5, 100).Draw(t, "radius")
			ring = append(ring, orb.Point{r * cos, r * sin})
		}
		ring = append(ring, ring[0])
		s := &gis.Shapes{}
		s.Append(orb.Polygon{ring})
		d := Simplify(s, nil, 0, orb.Point{})
		if planar.Area(ring) == 0 {
			return
		}
		x, y := middle(d, 0)
		if !planar.RingContains(ring, orb.Point{x, y}) {
			t.Fatalf("%v, %v is not inside of %v", x, y, ring)
		}
	})
}
