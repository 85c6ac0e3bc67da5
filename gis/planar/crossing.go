package planar

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
)

// Crossing looks for a place where the border of a polygonal row crosses
// itself: two edges that pass through each other, or two stretches that swap
// sides at a vertex, in one ring or between two rings of the row. Borders that
// touch without swapping sides, and edges that run along each other, are no
// crossing: cadastral borders do so lawfully.
//
// Sides are decided exactly; only the place that is returned is rounded. The
// edges are swept from west to east, so a border of n edges costs about
// n·log n, and n² only when most edges overlap in x and in y.
func Crossing(s *gis.Shapes, row int) (orb.Point, bool) {
	if s.Kind[row] != gis.PolygonShape {
		return orb.Point{}, false
	}
	r0, r1 := s.RowRings(row)
	rings := make([][]float64, 0, r1-r0)
	for r := r0; r < r1; r++ {
		rings = append(rings, s.Ring(r))
	}
	return RingsCross(rings)
}

// RingsCross is [Crossing] for rings x, y, x, y … that are no row yet; open
// rings are looked at as if they were closed.
func RingsCross(rings [][]float64) (orb.Point, bool) {
	var steps []step
	for _, ring := range rings {
		steps = appendSteps(steps, ring)
	}
	slices.SortFunc(steps, func(a, b step) int { return cmp.Compare(a.west(), b.west()) })
	var open []*step
	for i := range steps {
		s := &steps[i]
		west := s.west()
		kept := open[:0]
		for _, t := range open {
			if t.east() < west {
				continue
			}
			kept = append(kept, t)
			if s.apart(t) {
				continue
			}
			if at, ok := s.cross(t); ok {
				return at, true
			}
		}
		open = append(kept, s)
	}
	return orb.Point{}, false
}

// step is an edge a–b of a ring with the vertex c that follows.
type step struct{ a, b, c orb.Point }

// appendSteps appends the edges of a ring, repeated vertices left out.
func appendSteps(steps []step, ring []float64) []step {
	var points []orb.Point
	for i := 0; i+1 < len(ring); i += 2 {
		p := orb.Point{ring[i], ring[i+1]}
		if len(points) == 0 || p != points[len(points)-1] {
			points = append(points, p)
		}
	}
	if n := len(points); n > 1 && points[0] == points[n-1] {
		points = points[:n-1]
	}
	n := len(points)
	if n < 3 {
		return steps
	}
	for i := range points {
		steps = append(steps, step{points[i], points[(i+1)%n], points[(i+2)%n]})
	}
	return steps
}

func (s *step) west() float64 { return min(s.a[0], s.b[0]) }
func (s *step) east() float64 { return max(s.a[0], s.b[0]) }

// apart reports that two edges lie at different heights.
func (s *step) apart(t *step) bool {
	return max(s.a[1], s.b[1]) < min(t.a[1], t.b[1]) || max(t.a[1], t.b[1]) < min(s.a[1], s.b[1])
}

// cross reports whether two edges cross, inside both or at the end of one. The
// end is enough: the beginning is the end of the edge before.
func (s *step) cross(t *step) (orb.Point, bool) {
	if s.b == t.b {
		return s.b, s.swaps(t)
	}
	ta, tb := turn(s.a, s.b, t.a), turn(s.a, s.b, t.b)
	sa, sb := turn(t.a, t.b, s.a), turn(t.a, t.b, s.b)
	switch {
	case ta*tb < 0 && sa*sb < 0:
		return s.meeting(t), true
	case sb == 0 && ta*tb < 0:
		return s.b, sa*turn(t.a, t.b, s.c) < 0
	case tb == 0 && sa*sb < 0:
		return t.b, ta*turn(s.a, s.b, t.c) < 0
	}
	return orb.Point{}, false
}

// swaps reports whether the stretch of t through the common vertex b enters on
// one side of the stretch of s and leaves on the other.
func (s *step) swaps(t *step) bool {
	in, onIn := s.leftOf(t.a)
	out, onOut := s.leftOf(t.c)
	return !onIn && !onOut && in != out
}

// leftOf reports whether the direction from b to p lies left of the stretch
// a–b–c; along is true when it runs along one of its two edges.
func (s *step) leftOf(p orb.Point) (left, along bool) {
	in, out := turn(s.a, s.b, p), turn(s.b, s.c, p)
	if in == 0 && sameWay(s.b, s.a, p) || out == 0 && sameWay(s.b, s.c, p) {
		return false, true
	}
	if turn(s.a, s.b, s.c) >= 0 { // the stretch turns left, or goes straight on
		return in > 0 && out > 0, false
	}
	return in > 0 || out > 0, false
}

// sameWay reports whether p and q, on one line through o, lie on one side of o.
func sameWay(o, p, q orb.Point) bool {
	return (p[0]-o[0])*(q[0]-o[0])+(p[1]-o[1])*(q[1]-o[1]) > 0
}

// meeting is the place where two edges cross, rounded.
func (s *step) meeting(t *step) orb.Point {
	dx, dy := s.b[0]-s.a[0], s.b[1]-s.a[1]
	ex, ey := t.b[0]-t.a[0], t.b[1]-t.a[1]
	k := ((t.a[0]-s.a[0])*ey - (t.a[1]-s.a[1])*ex) / (dx*ey - dy*ex)
	return orb.Point{s.a[0] + k*dx, s.a[1] + k*dy}
}
