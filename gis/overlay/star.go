package overlay

import (
	"slices"

	"segit/gis/planar"
)

// stars are the arcs around each vertex of a mesh, and how many polygons lie
// on either side of each. Half-edge 2i runs along arc i from u to v, 2i+1 back.
type stars struct {
	first   []int32 // first half-edge of each vertex in out, and the end
	out     []int32 // half-edges that leave each vertex, anticlockwise from the east
	rank    []int32 // of a half-edge: its place in out
	left    []cover // of a half-edge: what covers the place left of it
	known   []bool  // of a vertex: the half-edges around it have their left
	pending []int32
}

// cover counts the polygons of A and of B over a place.
type cover struct{ a, b int32 }

func (m *mesh) origin(h int32) int32 {
	if h&1 == 0 {
		return m.arcs[h>>1].u
	}
	return m.arcs[h>>1].v
}

func (m *mesh) target(h int32) int32 { return m.origin(h ^ 1) }

// weight is what covers the left of a half-edge more than its right.
func (m *mesh) weight(h int32) cover {
	e := &m.arcs[h>>1]
	if h&1 == 0 {
		return cover{e.a, e.b}
	}
	return cover{-e.a, -e.b}
}

// arrange sorts the half-edges around each vertex.
func (m *mesh) arrange() {
	n := len(m.x)
	m.first = slices.Grow(m.first[:0], n+2)[:n+2]
	clear(m.first)
	for i := range m.arcs {
		m.first[m.arcs[i].u+2]++
		m.first[m.arcs[i].v+2]++
	}
	for v := 2; v < n+2; v++ {
		m.first[v] += m.first[v-1]
	}
	half := 2 * len(m.arcs)
	m.out = slices.Grow(m.out[:0], half)[:half]
	m.rank = slices.Grow(m.rank[:0], half)[:half]
	for h := int32(0); h < int32(half); h++ {
		o := m.origin(h)
		m.out[m.first[o+1]] = h
		m.first[o+1]++
	}
	m.first = m.first[:n+1]
	for v := range n {
		around := m.out[m.first[v]:m.first[v+1]]
		switch {
		case len(around) == 2:
			if m.compareAround(around[0], around[1]) > 0 {
				around[0], around[1] = around[1], around[0]
			}
		case len(around) > 2:
			slices.SortFunc(around, m.compareAround)
		}
		for k, h := range around {
			m.rank[h] = m.first[v] + int32(k)
		}
	}
}

// compareAround orders two half-edges from one vertex anticlockwise from the
// east, exactly.
func (m *mesh) compareAround(g, h int32) int {
	o, p, q := m.origin(g), m.target(g), m.target(h)
	if gl, hl := m.points(o, p), m.points(o, q); gl != hl {
		if gl {
			return 1
		}
		return -1
	}
	return -planar.Turn(m.x[o], m.y[o], m.x[p], m.y[p], m.x[q], m.y[q])
}

// points reports that p lies south of o, or level and to the west: the second
// half of the way around.
func (m *mesh) points(o, p int32) bool {
	return m.y[p] < m.y[o] || m.y[p] == m.y[o] && m.x[p] < m.x[o]
}

// cover tells each half-edge what covers its left. Each connected piece of the
// mesh begins at its westernmost vertex, whose west is seen from far away;
// from there the covers go around every vertex.
func (m *mesh) cover() {
	half := len(m.out)
	m.left = slices.Grow(m.left[:0], half)[:half]
	m.known = slices.Grow(m.known[:0], len(m.x))[:len(m.x)]
	clear(m.known)
	for v := range int32(len(m.x)) {
		if !m.known[v] && m.first[v] < m.first[v+1] {
			w := m.westernmost(v)
			m.spread(w)
		}
	}
}

// westernmost is the westernmost vertex, the lowest of several, that is
// connected with v.
func (m *mesh) westernmost(v int32) int32 {
	best := v
	m.known[v] = true
	m.pending = append(m.pending[:0], v)
	for i := 0; i < len(m.pending); i++ {
		p := m.pending[i]
		if m.x[p] < m.x[best] || m.x[p] == m.x[best] && m.y[p] < m.y[best] {
			best = p
		}
		for _, h := range m.out[m.first[p]:m.first[p+1]] {
			if t := m.target(h); !m.known[t] {
				m.known[t] = true
				m.pending = append(m.pending, t)
			}
		}
	}
	for _, p := range m.pending {
		m.known[p] = false
	}
	return best
}

// spread covers the piece of the mesh that the westernmost vertex w is in.
func (m *mesh) spread(w int32) {
	around := m.out[m.first[w]:m.first[w+1]]
	// All edges leave to the east; the first anticlockwise from the south is
	// the first of the second half, if there is one.
	begin := slices.IndexFunc(around, func(h int32) bool { return m.points(w, m.target(h)) })
	begin = max(begin, 0)
	m.around(w, begin, m.seenFromWest(w))
	m.pending = append(m.pending[:0], w)
	for len(m.pending) > 0 {
		v := m.pending[len(m.pending)-1]
		m.pending = m.pending[:len(m.pending)-1]
		for _, h := range m.out[m.first[v]:m.first[v+1]] {
			t := m.target(h)
			if m.known[t] {
				continue
			}
			back := h ^ 1
			place := m.rank[back] - m.first[t]
			// Right of the way back is the left of the way there.
			m.around(t, int(place), m.left[h])
			m.pending = append(m.pending, t)
		}
	}
}

// around covers the half-edges of a vertex, beginning with the one at place
// begin, right of which lies c.
func (m *mesh) around(v int32, begin int, c cover) {
	m.known[v] = true
	around := m.out[m.first[v]:m.first[v+1]]
	for k := range around {
		h := around[(begin+k)%len(around)]
		w := m.weight(h)
		c.a, c.b = c.a+w.a, c.b+w.b
		m.left[h] = c
	}
}

// seenFromWest is what covers the place just west of a vertex: the sum over
// the arcs that a level ray to the west crosses.
func (m *mesh) seenFromWest(v int32) (c cover) {
	x, y := m.x[v], m.y[v]
	m.finder.level(y, x, func(i int32) {
		e := &m.arcs[i]
		ax, ay, bx, by := m.x[e.u], m.y[e.u], m.x[e.v], m.y[e.v]
		if (ay > y) == (by > y) || ax >= x && bx >= x {
			return
		}
		turn := planar.Turn(ax, ay, bx, by, x, y)
		switch {
		case by > ay && turn < 0: // upward, west of the vertex: its right is nearer
			c.a, c.b = c.a-e.a, c.b-e.b
		case by < ay && turn > 0:
			c.a, c.b = c.a+e.a, c.b+e.b
		}
	})
	return c
}
