package overlay

import "slices"

// keep says which places belong to a result.
type keep func(cover) bool

// The results that the engine asks for.
func inBoth(c cover) bool  { return c.a > 0 && c.b > 0 }
func inAOnly(c cover) bool { return c.a > 0 && c.b <= 0 }
func inA(c cover) bool     { return c.a > 0 }
func wound(c cover) bool   { return c.a != 0 }

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
	for h := range int32(len(m.out)) {
		if walked[h] || !border(h) {
			continue
		}
		if !m.face(h, border, walked) {
			return false
		}
	}
	return len(m.rings.refs) == 0 || m.rings.place()
}

// face walks once around the face left of h and takes the walk apart at the
// vertices where it comes by twice: what is cut off are holes that touch the
// shell, or each other.
func (m *mesh) face(h int32, border func(int32) bool, walked []bool) bool {
	begin := len(m.rings.refs)
	m.path = m.path[:0]
	for g := h; ; {
		walked[g] = true
		v := m.origin(g)
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
	for i := begin; i < len(m.rings.refs) && shell >= 0; i++ {
		if m.rings.refs[i].area < 0 {
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
	m.path = m.path[:from]
	m.rings.close()
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
