package planar_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/planar"
)

func TestRingArea(t *testing.T) {
	for name, test := range map[string]struct {
		ring []float64
		want float64
	}{
		"anticlockwise": {[]float64{0, 0, 2, 0, 2, 1, 0, 1, 0, 0}, 2},
		"clockwise":     {[]float64{0, 0, 0, 1, 2, 1, 2, 0, 0, 0}, -2},
		"open":          {[]float64{0, 0, 2, 0, 2, 1, 0, 1}, 2},
		"two points":    {[]float64{0, 0, 2, 0}, 0},
		"nothing":       {nil, 0},
		"bow tie":       {[]float64{0, 0, 2, 2, 2, 0, 0, 2, 0, 0}, 0},
	} {
		if got := planar.RingArea(test.ring); got != test.want {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

func TestRingAreaFarFromOrigin(t *testing.T) {
	s := at(ring(0, 0, 0.25, 0, 0.25, 0.25, 0, 0.25))
	if got := planar.RingArea(s.XY); got != 0.0625 {
		t.Errorf("a quarter metre square measures %v", got)
	}
}

// everyShape is a geometry of each kind with its area.
var everyShape = []struct {
	name string
	g    orb.Geometry
	area float64
}{
	{"empty", nil, 0},
	{"point", orb.Point{1, 2}, 0},
	{"points", orb.MultiPoint{{1, 2}, {3, 4}}, 0},
	{"line", orb.LineString{{0, 0}, {1, 1}, {1, 0}, {0, 0}}, 0},
	{"lines", orb.MultiLineString{{{0, 0}, {1, 1}}, {{2, 2}, {3, 3}}}, 0},
	{"polygon", orb.Polygon{square(0, 0, 4)}, 16},
	{"L", orb.Polygon{ell(0, 0)}, 3},
	{"hole", orb.Polygon{square(0, 0, 4), square(1, 1, 1)}, 15},
	{"parts", orb.MultiPolygon{{square(0, 0, 2)}, {square(5, 5, 3), square(6, 6, 1)}}, 12},
	{"island in a hole", orb.MultiPolygon{{square(0, 0, 9), square(1, 1, 6)}, {square(2, 2, 2)}}, 49},
}

func TestArea(t *testing.T) {
	for _, test := range everyShape {
		s := at(test.g)
		if got := planar.Area(s, 0); math.Abs(got-test.area) > 1e-9 {
			t.Errorf("%s: %v, want %v", test.name, got, test.area)
		}
		if got := planar.Area(reversed(s), 0); math.Abs(got-test.area) > 1e-9 {
			t.Errorf("%s, rings turned around: %v, want %v", test.name, got, test.area)
		}
	}
}

func ExampleArea() {
	var shapes gis.Shapes
	shapes.Append(orb.Polygon{
		{{0, 0}, {30, 0}, {30, 20}, {0, 20}, {0, 0}},
		{{10, 5}, {20, 5}, {20, 15}, {10, 15}, {10, 5}}, // a courtyard
	})
	fmt.Println(planar.Area(&shapes, 0), "m²")
	// Output: 500 m²
}
