package planar

import (
	"github.com/paulmach/orb"

	"segit/gis"
)

// Contains reports whether a point lies in a polygonal row, by the even-odd
// rule over all its rings, so that the direction of rings and the order of
// holes do not matter.
//
// A point on the border belongs to the shape on its east, or north of it where
// the border runs level: of two shapes that share a border exactly one has the
// point, whichever way their rings run.
func Contains(s *gis.Shapes, row int, p orb.Point) bool {
	if s.Kind[row] != gis.PolygonShape {
		return false
	}
	inside := false
	r0, r1 := s.RowRings(row)
	for r := r0; r < r1; r++ {
		ring := s.Ring(r)
		n := len(ring)
		if n < 6 {
			continue
		}
		a := orb.Point{ring[n-2], ring[n-1]}
		for i := 0; i+1 < n; i += 2 {
			b := orb.Point{ring[i], ring[i+1]}
			if (a[1] > p[1]) != (b[1] > p[1]) && westOf(a, b, p) {
				inside = !inside
			}
			a = b
		}
	}
	return inside
}

// westOf reports whether the edge a–b, which spans the point's height, passes
// at the point or west of it. It looks at the edge upward, whichever way the
// ring runs, so that two neighbours get the same answer.
func westOf(a, b, p orb.Point) bool {
	if a[1] > b[1] {
		a, b = b, a
	}
	return turn(a, b, p) <= 0
}
