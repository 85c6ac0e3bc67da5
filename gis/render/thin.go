package render

import (
	"math"

	"segit/gis"
)

// span is a piece of a chain still to be looked at: indices into chain order.
type span struct {
	from, to int
	weight   float64 // of the lighter end, where that is not an anchor
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
		if g.weight[from+round(i, n)] == always {
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
			if g.points[from+i].lower(g.points[from+first]) {
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
func (g *gathered) farthest(from, n int, p point) int {
	best, most := 0, -1.0
	for i := range n {
		q := g.points[from+i]
		d := (q.x-p.x)*(q.x-p.x) + (q.y-p.y)*(q.y-p.y)
		if d > most || d == most && q.lower(g.points[from+best]) {
			best, most = i, d
		}
	}
	return best
}

// chain weighs what lies between two kept points of a ring, counted from its
// start and running over its end, by Douglas-Peucker: a point is kept as long
// as it is farther from its chord than the tolerance, and the points between
// which the chord runs are kept. Of two points equally far from the chord the
// lower goes first, so both directions give the same.
func (g *gathered) chain(from, n, a, b int) {
	ring := g.points[from : from+n]
	g.stack = append(g.stack[:0], span{a, b, always})
	for len(g.stack) > 0 {
		s := g.stack[len(g.stack)-1]
		g.stack = g.stack[:len(g.stack)-1]
		if s.to-s.from < 2 {
			continue
		}
		p, q := ring[round(s.from, n)], ring[round(s.to, n)]
		if q.lower(p) {
			p, q = q, p
		}
		best, most := -1, g.finest*g.finest
		for i, at := s.from+1, round(s.from+1, n); i < s.to; i, at = i+1, at+1 {
			if at == n {
				at = 0
			}
			m := ring[at]
			d := toChord(m, p, q)
			if d > most || best >= 0 && d == most && m.lower(ring[round(best, n)]) {
				best, most = i, d
			}
		}
		if best >= 0 {
			weight := min(most, s.weight)
			g.weight[from+round(best, n)] = weight
			g.stack = append(g.stack, span{s.from, best, weight}, span{best, s.to, weight})
		}
	}
}

// round is the place of a point in a ring of n, counted from its start and
// running over its end at most twice: a division takes longer.
func round(i, n int) int {
	for i >= n {
		i -= n
	}
	return i
}

// toChord is the squared distance of m from the segment p q.
func toChord(m, p, q point) float64 {
	dx, dy := q.x-p.x, q.y-p.y
	mx, my := m.x-p.x, m.y-p.y
	switch length, along := dx*dx+dy*dy, mx*dx+my*dy; {
	case !(along > 0): // before p, or a chord without length
	case along >= length:
		mx -= dx
		my -= dy
	default:
		along /= length
		mx -= along * dx
		my -= along * dy
	}
	return mx*mx + my*my
}

// thirdOf finds for a ring of which fewer than three points weigh more than limit
// the one that lies farthest from the line of these two, so that it keeps an
// inside; -1 where none is wanted or there is none.
func (g *gathered) thirdOf(from, to int, limit float64) int {
	var kept [2]point
	count := 0
	for i, weight := range g.weight[from:to] {
		if weight > limit {
			if count == 2 {
				return -1
			}
			kept[count] = g.points[from+i]
			count++
		}
	}
	if count < 2 {
		return -1
	}
	best, most := -1, 0.0
	for i, p := range g.points[from:to] {
		d := toChord(p, kept[0], kept[1])
		if d > most || best >= 0 && d == most && p.lower(g.points[best]) {
			best, most = from+i, d
		}
	}
	return best
}
