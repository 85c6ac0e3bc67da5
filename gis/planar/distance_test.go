package planar_test

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis/planar"
)

func TestDistance(t *testing.T) {
	frame := orb.Polygon{square(0, 0, 10), square(4, 4, 2)}
	for _, c := range []struct {
		name string
		of   orb.Geometry
		from orb.Point
		want float64
	}{
		{"inside", frame, orb.Point{1, 1}, 0},
		{"on the border", frame, orb.Point{10, 5}, 0},
		{"in a hole", frame, orb.Point{5, 5.5}, 0.5},
		{"beside", frame, orb.Point{13, 5}, 3},
		{"off a corner", frame, orb.Point{13, 14}, 5},
		{"of two parts the nearer", orb.MultiPolygon{{square(0, 0, 1)}, {square(10, 0, 1)}}, orb.Point{8, 0.5}, 2},
		{"a line", orb.LineString{{0, 0}, {10, 0}, {10, 10}}, orb.Point{4, 3}, 3},
		{"a line that stays on one point", orb.LineString{{1, 1}, {1, 1}}, orb.Point{4, 5}, 5},
		{"points", orb.MultiPoint{{0, 0}, {6, 8}}, orb.Point{6, 7}, 1},
		{"nothing", nil, orb.Point{1, 1}, math.Inf(1)},
	} {
		if got := planar.Distance(at(c.of), 0, orb.Point{c.from[0] + east, c.from[1] + north}); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
