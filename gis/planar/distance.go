package planar

import (
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
)

// Distance is how far a row is from a point, in the unit of its coordinates: 0
// inside a polygon and on its border, +Inf for a row without geometry.
func Distance(s *gis.Shapes, row int, p orb.Point) float64 {
	if Contains(s, row, p) {
		return 0
	}
	best := math.Inf(1)
	r0, r1 := s.RowRings(row)
	for r := r0; r < r1; r++ {
		if ring := s.Ring(r); len(ring) > 1 {
			best = min(best, LineDistance(ring, p[0], p[1]))
		}
	}
	return best
}

// LineDistance is how far a line (x, y, x, y …, at least one point) is from a
// point.
func LineDistance(line []float64, x, y float64) float64 {
	dx, dy := x-line[0], y-line[1]
	best := dx*dx + dy*dy
	for i := 2; i+1 < len(line); i += 2 {
		ax, ay := line[i-2], line[i-1]
		dx, dy := line[i]-ax, line[i+1]-ay
		t := 0.0
		if long := dx*dx + dy*dy; long > 0 {
			t = min(max(((x-ax)*dx+(y-ay)*dy)/long, 0), 1)
		}
		ex, ey := x-ax-t*dx, y-ay-t*dy
		best = min(best, ex*ex+ey*ey)
	}
	return math.Sqrt(best)
}
