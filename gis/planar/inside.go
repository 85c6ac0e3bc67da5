package planar

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
)

// Inside is a point well inside a polygonal row, where a label or a mark can
// stand: the centroid of its largest part where that lies in it, else the
// middle of the widest stretch that a level line has in it. It is false for
// rows without area and for rows that are not polygons.
func Inside(s *gis.Shapes, row int) (orb.Point, bool) {
	if s.Kind[row] != gis.PolygonShape {
		return orb.Point{}, false
	}
	largest, most := -1, 0.0
	p0, p1 := s.Parts(row)
	for p := p0; p < p1; p++ {
		if a := PartArea(s, p); a > most {
			largest, most = p, a
		}
	}
	if largest < 0 {
		return orb.Point{}, false
	}
	c := partCentroid(s, largest)
	if Contains(s, row, c) {
		return c, true
	}
	return widest(s, row)
}

// partCentroid is the centre of gravity of a polygon of positive area.
func partCentroid(s *gis.Shapes, part int) orb.Point {
	r0, r1 := s.Rings(part)
	x0, y0 := s.Ring(r0)[0], s.Ring(r0)[1]
	var mx, my, area float64
	for r := r0; r < r1; r++ {
		ring := s.Ring(r)
		var ringX, ringY, twice float64
		for i := 2; i+1 < len(ring); i += 2 {
			ax, ay := ring[i-2]-x0, ring[i-1]-y0
			bx, by := ring[i]-x0, ring[i+1]-y0
			cross := ax*by - bx*ay
			twice += cross
			ringX += (ax + bx) * cross
			ringY += (ay + by) * cross
		}
		weight := 1.0
		if (twice < 0) != (r > r0) {
			weight = -1
		}
		area += weight * twice / 2
		mx += weight * ringX / 6
		my += weight * ringY / 6
	}
	return orb.Point{x0 + mx/area, y0 + my/area}
}

// levels is how many level lines are tried for the widest stretch.
const levels = 15

// widest looks for the widest stretch on level lines at even heights.
func widest(s *gis.Shapes, row int) (orb.Point, bool) {
	bound := s.Bound(row)
	var best orb.Point
	width := 0.0
	for k := 1; k <= levels; k++ {
		y := bound.Min[1] + (bound.Max[1]-bound.Min[1])*float64(k)/(levels+1)
		xs := levelCrossings(s, row, y)
		for i := 0; i+1 < len(xs); i += 2 {
			if w := xs[i+1] - xs[i]; w > width {
				best, width = orb.Point{(xs[i] + xs[i+1]) / 2, y}, w
			}
		}
	}
	return best, width > 0 && !math.IsInf(width, 0)
}

// levelCrossings is where the rings of a row cross the height y, from west to
// east; the shape lies between the first and the second, and so on.
func levelCrossings(s *gis.Shapes, row int, y float64) []float64 {
	var xs []float64
	r0, r1 := s.RowRings(row)
	for r := r0; r < r1; r++ {
		ring := s.Ring(r)
		for i := 2; i+1 < len(ring); i += 2 {
			ax, ay, bx, by := ring[i-2], ring[i-1], ring[i], ring[i+1]
			if (ay > y) != (by > y) {
				xs = append(xs, ax+(bx-ax)*((y-ay)/(by-ay)))
			}
		}
	}
	slices.Sort(xs)
	return xs
}
