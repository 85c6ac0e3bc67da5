package overlay

import "math"

// mesh is the exact arrangement of the edges of many rings: edges are cut at
// every contact, equal ones are laid together, and each knows how many polygons
// of either side lie left and right of it. Any result is read from that:
// intersection, difference, union of many, repair of a ring that crosses itself.
//
// An edge carries weights: how many more polygons of A, and of B, lie on its
// left than on its right. Edges laid together add their weights; an edge that
// comes to zero on both sides separates nothing and is dropped, so that the
// inner borders of a tessellation cost next to nothing.
//
// Its memory is used again from one use to the next.
type mesh struct {
	x, y     []float64 // vertices
	grid     float64   // to which vertices are rounded; 0 for none
	reach    float64   // within which a crossing is drawn to an end
	arcs     []arc
	before   []arc // arcs of the round before
	vertices table
	laid     table
	splits   []split
	finder   finder
	stars
	rings        rings
	path         []int32 // half-edges of the face being walked
	onRow        []int32 // of a vertex: its place in path plus one, 0 when not on it
	walkedBefore []bool
	ringAt       []int32 // of a half-edge of the result: its ring
	free         []free
	edges        []ringEdge // at the door, and of finished rings
	closed       []float64
}

// arc is an edge between two vertices, u < v.
type arc struct {
	u, v  int32
	a, b  int32 // weights of u→v
	fresh bool  // cut in the last round: may have new contacts
}

// split is a vertex that lies on an arc.
type split struct{ arc, vertex int32 }

// side says whose polygon a ring belongs to.
type owner uint8

const (
	ofA owner = iota
	ofB
)

func (m *mesh) reset() {
	m.x, m.y, m.arcs = m.x[:0], m.y[:0], m.arcs[:0]
	m.vertices.reset(0)
}

// vertex is the number of a point, new or known.
func (m *mesh) vertex(x, y float64) int32 {
	if m.grid > 0 {
		x, y = math.Round(x/m.grid)*m.grid, math.Round(y/m.grid)*m.grid
	}
	if x == 0 {
		x = 0 // −0 is 0
	}
	if y == 0 {
		y = 0
	}
	if 2*(len(m.x)+1) > len(m.vertices.slots) {
		m.vertices.reset(4 * (len(m.x) + 16))
		for i := range m.x {
			m.vertices.put(hashPoint(m.x[i], m.y[i]), int32(i))
		}
	}
	h := hashPoint(x, y)
	for slot := h & m.vertices.mask; ; slot = (slot + 1) & m.vertices.mask {
		i := m.vertices.slots[slot] - 1
		if i < 0 {
			m.x, m.y = append(m.x, x), append(m.y, y)
			m.vertices.slots[slot] = int32(len(m.x))
			return int32(len(m.x)) - 1
		}
		if m.x[i] == x && m.y[i] == y {
			return i
		}
	}
}

// edge adds an edge with a weight of one on its left.
func (m *mesh) edge(u, v int32, of owner, weight int32) {
	if u == v {
		return
	}
	if u > v {
		u, v, weight = v, u, -weight
	}
	e := arc{u: u, v: v, fresh: true}
	if of == ofA {
		e.a = weight
	} else {
		e.b = weight
	}
	m.arcs = append(m.arcs, e)
}

// ring adds a closed ring that has its polygon on the left.
func (m *mesh) ring(xy []float64, of owner) {
	u := m.vertex(xy[0], xy[1])
	for i := 2; i+1 < len(xy); i += 2 {
		v := m.vertex(xy[i], xy[i+1])
		m.edge(u, v, of, 1)
		u = v
	}
}

// ringIn adds a ring as far as it matters inside the window: a stretch that
// runs all beyond one side of the window is replaced by its chord, which winds
// around the same places of the window.
func (m *mesh) ringIn(xy []float64, of owner, w *window) {
	u := m.vertex(xy[0], xy[1])
	code, last := w.beyond(xy[0], xy[1]), 0 // of the stretch, and its last point
	for i := 2; i+1 < len(xy); i += 2 {
		at := w.beyond(xy[i], xy[i+1])
		if code&at != 0 {
			code &= at
			last = i
			continue
		}
		if last > 0 {
			v := m.vertex(xy[last], xy[last+1])
			m.edge(u, v, of, 1)
			u = v
		}
		v := m.vertex(xy[i], xy[i+1])
		m.edge(u, v, of, 1)
		u, code, last = v, at, 0
	}
	if last > 0 {
		m.edge(u, m.vertex(xy[last], xy[last+1]), of, 1)
	}
}

// beyond says beyond which sides of the window a point lies, one bit each.
func (w *window) beyond(x, y float64) (sides uint8) {
	if x < w.minX {
		sides |= 1
	}
	if x > w.maxX {
		sides |= 2
	}
	if y < w.minY {
		sides |= 4
	}
	if y > w.maxY {
		sides |= 8
	}
	return sides
}

// feature adds the rings of a polygonal row.
func (m *mesh) feature(l *Layer, f *feature, of owner, w *window) {
	xy := l.xy(f)
	for r := range f.rings {
		from, n := l.ringSpan(f, r)
		m.ringIn(xy[2*from:2*(from+n)], of, w)
	}
}

// layTogether merges equal arcs and drops those that separate nothing.
func (m *mesh) layTogether() {
	m.laid.reset(2 * len(m.arcs))
	kept := m.arcs[:0]
	for _, e := range m.arcs {
		h := hashPair(e.u, e.v)
		for slot := h & m.laid.mask; ; slot = (slot + 1) & m.laid.mask {
			i := m.laid.slots[slot] - 1
			if i < 0 {
				kept = append(kept, e)
				m.laid.slots[slot] = int32(len(kept))
				break
			}
			if k := &kept[i]; k.u == e.u && k.v == e.v {
				k.a += e.a
				k.b += e.b
				k.fresh = k.fresh || e.fresh
				break
			}
		}
	}
	m.arcs = kept[:0]
	for _, e := range kept {
		if e.a != 0 || e.b != 0 {
			m.arcs = append(m.arcs, e)
		}
	}
}

// table is an open hash table of numbers from 0; slots hold number plus one.
type table struct {
	slots []int32
	mask  uint64
}

// reset empties the table and makes room for n slots or more.
func (t *table) reset(n int) {
	size := 64
	for size < n {
		size *= 2
	}
	if cap(t.slots) < size {
		t.slots = make([]int32, size)
	} else {
		t.slots = t.slots[:size]
		clear(t.slots)
	}
	t.mask = uint64(size - 1)
}

func (t *table) put(h uint64, i int32) {
	slot := h & t.mask
	for t.slots[slot] != 0 {
		slot = (slot + 1) & t.mask
	}
	t.slots[slot] = i + 1
}

func hashPoint(x, y float64) uint64 {
	h := math.Float64bits(x)*0x9e3779b97f4a7c15 ^ math.Float64bits(y)*0xc2b2ae3d27d4eb4f
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return h ^ h>>32
}

func hashPair(u, v int32) uint64 {
	h := (uint64(uint32(u))<<32 | uint64(uint32(v))) * 0x9e3779b97f4a7c15
	return h ^ h>>29
}
