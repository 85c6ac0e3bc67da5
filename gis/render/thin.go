package render

import (
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
)

// span is a piece of a chain still to be looked at: indices into chain order.
type span struct {
	from, to int
	weight   float64 // of the lighter end, where that is not an anchor
}

// mark decides which points of a ring are kept.
func (t *thinning) mark(from, to int, kind gis.ShapeKind) {
	n := to - from
	if t.weight[from] < 0 {
		t.weigh(from, n, kind)
	}
	limit := t.tolerance * t.tolerance
	for i := from; i < to; i++ {
		t.keep[i] = t.weight[i] > limit
	}
	if kind != gis.LineShape {
		t.atLeastTriangle(from, n)
	}
}

// weigh finds up to which tolerance each point of a ring is kept, for all levels
// at once: which point parts a chain does not depend on the tolerance.
func (g *gathered) weigh(from, n int, kind gis.ShapeKind) {
	clear(g.weight[from : from+n])
	if kind == gis.LineShape {
		g.weight[from], g.weight[from+n-1] = always, always
		g.chain(from, n, 0, n-1)
		return
	}
	first := g.anchors(from, n)
	last := first
	for i := first + 1; i <= first+n; i++ {
		if g.weight[from+i%n] == always {
			g.chain(from, n, last, i)
			last = i
		}
	}
}

// always is the weight of a point kept at every tolerance.
const always = math.MaxFloat64

// anchors keeps the points where borders part; a ring with fewer than two gets
// two that depend on its points alone, not on where or in which direction it
// starts: a lone building and the hole around it are thinned alike. It returns
// the first anchor, counted from the start of the ring.
func (g *gathered) anchors(from, n int) int {
	first, count := -1, 0
	for i := range n {
		if g.fixed[from+i] {
			g.weight[from+i] = always
			count++
			if first < 0 {
				first = i
			}
		}
	}
	if count == 0 {
		first = 0
		for i := 1; i < n; i++ {
			if lower(g.points[from+i], g.points[from+first]) {
				first = i
			}
		}
		g.weight[from+first] = always
	}
	if count < 2 {
		g.weight[from+g.farthest(from, n, g.points[from+first])] = always
	}
	return first
}

// farthest is the point of a ring farthest from p; the lower one of two alike.
func (g *gathered) farthest(from, n int, p orb.Point) int {
	best, most := 0, -1.0
	for i := range n {
		q := g.points[from+i]
		d := (q[0]-p[0])*(q[0]-p[0]) + (q[1]-p[1])*(q[1]-p[1])
		if d > most || d == most && lower(q, g.points[from+best]) {
			best, most = i, d
		}
	}
	return best
}

// lower orders points from west to east, then from south to north.
func lower(a, b orb.Point) bool { return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] }

// chain weighs what lies between two kept points of a ring, counted from its
// start and running over its end, by Douglas-Peucker: a point is kept as long
// as it is farther from its chord than the tolerance, and the points between
// which the chord runs are kept. Of two points equally far from the chord the
// lower goes first, so both directions give the same.
func (g *gathered) chain(from, n, a, b int) {
	g.stack = append(g.stack[:0], span{a, b, always})
	for len(g.stack) > 0 {
		s := g.stack[len(g.stack)-1]
		g.stack = g.stack[:len(g.stack)-1]
		if s.to-s.from < 2 {
			continue
		}
		p, q := g.points[from+s.from%n], g.points[from+s.to%n]
		if lower(q, p) {
			p, q = q, p
		}
		best, most := -1, g.finest*g.finest
		for i := s.from + 1; i < s.to; i++ {
			m := g.points[from+i%n]
			d := toChord(m, p, q)
			if d > most || best >= 0 && d == most && lower(m, g.points[from+best%n]) {
				best, most = i, d
			}
		}
		if best >= 0 {
			weight := min(most, s.weight)
			g.weight[from+best%n] = weight
			g.stack = append(g.stack, span{s.from, best, weight}, span{best, s.to, weight})
		}
	}
}

// toChord is the squared distance of m from the segment p q.
func toChord(m, p, q orb.Point) float64 {
	dx, dy := q[0]-p[0], q[1]-p[1]
	mx, my := m[0]-p[0], m[1]-p[1]
	if length := dx*dx + dy*dy; length > 0 {
		along := min(max((mx*dx+my*dy)/length, 0), 1)
		mx -= along * dx
		my -= along * dy
	}
	return mx*mx + my*my
}

// atLeastTriangle gives a ring of fewer than three kept points the one that
// lies farthest from their line, so that it keeps an inside.
func (t *thinning) atLeastTriangle(from, n int) {
	var kept [2]orb.Point
	count := 0
	for i := from; i < from+n; i++ {
		if t.keep[i] {
			if count == 2 {
				return
			}
			kept[count] = t.points[i]
			count++
		}
	}
	if count < 2 {
		return
	}
	best, most := -1, 0.0
	for i := from; i < from+n; i++ {
		d := toChord(t.points[i], kept[0], kept[1])
		if d > most || best >= 0 && d == most && lower(t.points[i], t.points[best]) {
			best, most = i, d
		}
	}
	if best >= 0 {
		t.keep[best] = true
	}
}
