package render

import (
	"github.com/paulmach/orb"

	"segit/gis"
)

// span is a piece of a chain still to be looked at: indices into chain order.
type span struct{ from, to int }

// mark decides which points of a ring are kept.
func (t *thinning) mark(from, to int, kind gis.ShapeKind) {
	n := to - from
	for i := from; i < to; i++ {
		t.keep[i] = false
	}
	if kind == gis.LineShape {
		t.keep[from], t.keep[to-1] = true, true
		t.chain(from, n, 0, n-1)
		return
	}
	first := t.anchors(from, n)
	last := first
	for i := first + 1; i <= first+n; i++ {
		if t.keep[from+i%n] {
			t.chain(from, n, last, i)
			last = i
		}
	}
	t.atLeastTriangle(from, n)
}

// anchors keeps the points where borders part; a ring with fewer than two gets
// two that depend on its points alone, not on where or in which direction it
// starts: a lone building and the hole around it are thinned alike. It returns
// the first anchor, counted from the start of the ring.
func (t *thinning) anchors(from, n int) int {
	first, count := -1, 0
	for i := range n {
		if t.fixed[from+i] {
			t.keep[from+i] = true
			count++
			if first < 0 {
				first = i
			}
		}
	}
	if count == 0 {
		first = 0
		for i := 1; i < n; i++ {
			if lower(t.points[from+i], t.points[from+first]) {
				first = i
			}
		}
		t.keep[from+first] = true
	}
	if count < 2 {
		t.keep[from+t.farthest(from, n, t.points[from+first])] = true
	}
	return first
}

// farthest is the point of a ring farthest from p; the lower one of two alike.
func (t *thinning) farthest(from, n int, p orb.Point) int {
	best, most := 0, -1.0
	for i := range n {
		q := t.points[from+i]
		d := (q[0]-p[0])*(q[0]-p[0]) + (q[1]-p[1])*(q[1]-p[1])
		if d > most || d == most && lower(q, t.points[from+best]) {
			best, most = i, d
		}
	}
	return best
}

// lower orders points from west to east, then from south to north.
func lower(a, b orb.Point) bool { return a[0] < b[0] || a[0] == b[0] && a[1] < b[1] }

// chain thins what lies between two kept points of a ring, counted from its
// start and running over its end, by Douglas-Peucker. Of two points equally far
// from the chord the lower is kept, so both directions give the same.
func (t *thinning) chain(from, n, a, b int) {
	limit := t.tolerance * t.tolerance
	t.stack = append(t.stack[:0], span{a, b})
	for len(t.stack) > 0 {
		s := t.stack[len(t.stack)-1]
		t.stack = t.stack[:len(t.stack)-1]
		if s.to-s.from < 2 {
			continue
		}
		p, q := t.points[from+s.from%n], t.points[from+s.to%n]
		if lower(q, p) {
			p, q = q, p
		}
		best, most := -1, limit
		for i := s.from + 1; i < s.to; i++ {
			m := t.points[from+i%n]
			d := toChord(m, p, q)
			if d > most || best >= 0 && d == most && lower(m, t.points[from+best%n]) {
				best, most = i, d
			}
		}
		if best >= 0 {
			t.keep[from+best%n] = true
			t.stack = append(t.stack, span{s.from, best}, span{best, s.to})
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
