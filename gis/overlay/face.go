package overlay

import (
	"cmp"
	"math"
	"slices"
)

// keep says which places belong to a result.
type keep func(cover) bool

// The results that the engine asks for.
func inBoth(c cover) bool  { return c.a > 0 && c.b > 0 }
func inAOnly(c cover) bool { return c.a > 0 && c.b <= 0 }
func inA(c cover) bool     { return c.a > 0 }

// solve cuts the arcs and builds the places to keep in m.rings: rings that
// cross nothing and touch each other and themselves in single points at most,
// shells anticlockwise, each hole with its shell. It is false when rounding
// does not come to rest, or when the rings do not fit together: then there is
// no result, and the caller takes another way.
func (m *mesh) solve(k keep) bool {
	m.rings.reset()
	if !m.node() {
		return false
	}
	if len(m.arcs) == 0 {
		return true
	}
	m.arrange()
	m.cover()
	return m.faces(k)
}

// faces walks around each face of the result.
func (m *mesh) faces(k keep) bool {
	border := func(h int32) bool { return k(m.left[h]) && !k(m.left[h^1]) }
	walked := cleared(m.walkedBefore, uint32(len(m.out)))
	m.walkedBefore = walked
	m.onRow = slices.Grow(m.onRow[:0], len(m.x))[:len(m.x)]
	clear(m.onRow)
	m.ringAt = slices.Grow(m.ringAt[:0], len(m.out))[:len(m.out)]
	m.free = m.free[:0]
	for h := range int32(len(m.out)) {
		if walked[h] || !border(h) {
			continue
		}
		if !m.face(h, border, walked) {
			return false
		}
	}
	if len(m.rings.refs) == 0 {
		return true
	}
	return m.placeHoles(border) && m.rings.place()
}

// manyHoles is from how many rings on the shell of a hole is not searched
// among all shells.
const manyHoles = 32

// placeHoles finds the shells of free-standing holes where there are many
// rings: west of a hole's westernmost vertex the next border is the hole's
// shell, or another hole of the same shell.
func (m *mesh) placeHoles(border func(int32) bool) bool {
	if len(m.rings.refs) < manyHoles {
		return true
	}
	slices.SortFunc(m.free, func(a, b free) int { return cmp.Or(cmp.Compare(m.x[a.west], m.x[b.west]), cmp.Compare(a.ring, b.ring)) })
	for _, f := range m.free {
		h := m.borderWestOf(f.west, border)
		if h < 0 || m.ringAt[h] < 0 {
			return false
		}
		ring := int(m.ringAt[h])
		shell := ring
		if m.rings.refs[ring].area <= 0 {
			shell = m.rings.refs[ring].shell
		}
		if shell < 0 || m.rings.refs[shell].area <= 0 {
			return false
		}
		for i := f.ring; i < f.end; i++ {
			m.rings.refs[i].shell = shell
		}
	}
	return true
}

// free are holes, touching each other, that touch no shell.
type free struct {
	ring, end int   // in rings.refs
	west      int32 // their westernmost vertex
}

// borderWestOf is the half-edge of the result that a level ray from a vertex to
// the west meets first, with the kept place on its left, east of it; -1 when
// there is none.
func (m *mesh) borderWestOf(v int32, border func(int32) bool) int32 {
	best, nearest := int32(-1), math.Inf(-1)
	x, y := m.x[v], m.y[v]
	m.finder.level(y, x, func(i int32) {
		e := &m.arcs[i]
		ax, ay, bx, by := m.x[e.u], m.y[e.u], m.x[e.v], m.y[e.v]
		if (ay > y) == (by > y) {
			return
		}
		at := ax + (bx-ax)*((y-ay)/(by-ay))
		if at < nearest || at > x || e.u == v || e.v == v {
			return
		}
		down := 2 * i
		if by > ay {
			down++
		}
		if border(down) && (ax < x || bx < x) {
			best, nearest = down, at
		}
	})
	return best
}

// face walks once around the face left of h and takes the walk apart at the
// vertices where it comes by twice: what is cut off are holes that touch the
// shell, or each other.
func (m *mesh) face(h int32, border func(int32) bool, walked []bool) bool {
	begin := len(m.rings.refs)
	m.path = m.path[:0]
	west := m.origin(h)
	for g := h; ; {
		walked[g] = true
		v := m.origin(g)
		if m.x[v] < m.x[west] || m.x[v] == m.x[west] && m.y[v] < m.y[west] {
			west = v
		}
		if at := m.onRow[v]; at > 0 {
			m.cutOff(int(at - 1))
		}
		m.path = append(m.path, g)
		m.onRow[v] = int32(len(m.path))
		if g = m.next(g, border); g < 0 {
			return false
		}
		if g == h {
			break
		}
		if walked[g] {
			return false
		}
	}
	m.cutOff(0)
	shell := -1
	for i := begin; i < len(m.rings.refs); i++ {
		if m.rings.refs[i].area > 0 {
			if shell >= 0 {
				return false
			}
			shell = i
		}
	}
	if shell < 0 {
		if begin < len(m.rings.refs) {
			m.free = append(m.free, free{begin, len(m.rings.refs), west})
		}
		return true
	}
	for i := begin; i < len(m.rings.refs); i++ {
		if i != shell {
			m.rings.refs[i].shell = shell
		}
	}
	return true
}

// cutOff turns the path from a place on into a ring of its own.
func (m *mesh) cutOff(from int) {
	for _, h := range m.path[from:] {
		v := m.origin(h)
		m.onRow[v] = 0
		m.rings.point(m.x[v], m.y[v])
	}
	ring := int32(len(m.rings.refs))
	if m.rings.close() == 0 {
		ring = -1
	}
	for _, h := range m.path[from:] {
		m.ringAt[h] = ring
	}
	m.path = m.path[:from]
}

// next is the half-edge that follows g around the face on its left: the first
// border clockwise from the way back.
func (m *mesh) next(g int32, border func(int32) bool) int32 {
	back := g ^ 1
	v := m.origin(back)
	first, n := m.first[v], m.first[v+1]-m.first[v]
	at := m.rank[back] - first
	for k := int32(1); k <= n; k++ {
		h := m.out[first+(at-k+n)%n]
		if border(h) {
			return h
		}
	}
	return -1
}
