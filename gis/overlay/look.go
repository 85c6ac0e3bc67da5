package overlay

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/packed"
	"segit/gis/planar"
)

// look searches a polygonal row for faults, and gives the first and its place.
// Rings that touch are reported as meeting, though they may do so lawfully:
// the caller finds out by rebuilding them.
func (m *mesh) look(s *gis.Shapes, row int) (f Fault, x, y float64) {
	r0, r1 := s.RowRings(row)
	for r := r0; r < r1; r++ {
		ring := s.Ring(r)
		n := len(ring)
		switch {
		case n == 0:
			return Collapsed, math.NaN(), math.NaN()
		case n < 6:
			return Collapsed, ring[0], ring[1]
		case ring[0] != ring[n-2] || ring[1] != ring[n-1]:
			return OpenRing, ring[n-2], ring[n-1]
		case n < 8:
			return Collapsed, ring[0], ring[1]
		}
		for i := 2; i+1 < n; i += 2 {
			if ring[i] == ring[i-2] && ring[i+1] == ring[i-1] {
				return Repeated, ring[i], ring[i+1]
			}
		}
	}
	if r1-r0 == 1 && len(s.Ring(r0)) <= 2*comparedUpTo && m.plain(s.Ring(r0)) {
		return NoFault, 0, 0
	}
	if f, x, y = m.lookForContacts(s, r0, r1); f != NoFault {
		return f, x, y
	}
	if r1-r0 > 1 {
		return lookForNesting(s, row)
	}
	return NoFault, 0, 0
}

// plain reports that the edges of a short ring meet nowhere but at their common
// ends: what almost every ring is, found without a list of edges.
func (m *mesh) plain(ring []float64) bool {
	boxes := m.finder.boxes[:0]
	for i := 2; i+1 < len(ring); i += 2 {
		ax, ay, bx, by := ring[i-2], ring[i-1], ring[i], ring[i+1]
		boxes = append(boxes, window{min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)})
		c := i + 2
		if c == len(ring) {
			c = 2
		}
		if sameDirection(bx, by, ax, ay, ring[c], ring[c+1]) {
			return false
		}
	}
	m.finder.boxes = boxes
	n := len(boxes)
	for i := range n - 2 {
		b := boxes[i]
		last := n
		if i == 0 {
			last-- // the last edge is its neighbour
		}
		for j := i + 2; j < last; j++ {
			o := &boxes[j]
			if b.minX > o.maxX || o.minX > b.maxX || b.minY > o.maxY || o.minY > b.maxY {
				continue
			}
			e := ringEdge{ring[2*i], ring[2*i+1], ring[2*i+2], ring[2*i+3], 0, 0, 0}
			g := ringEdge{ring[2*j], ring[2*j+1], ring[2*j+2], ring[2*j+3], 1, 0, 0}
			if e.contact(&g) != NoFault {
				return false
			}
		}
	}
	return true
}

// lookForContacts compares the edges of all rings of a row.
func (m *mesh) lookForContacts(s *gis.Shapes, r0, r1 int) (f Fault, x, y float64) {
	m.edges = m.edges[:0]
	for r := r0; r < r1; r++ {
		m.edgesOf(s.Ring(r), int32(r))
	}
	return m.firstContact()
}

// edgesOf adds the edges of a closed ring to m.edges.
func (m *mesh) edgesOf(ring []float64, number int32) {
	last := uint32(len(ring)/2 - 2)
	for i := uint32(0); i <= last; i++ {
		q := ring[2*i : 2*i+4]
		m.edges = append(m.edges, ringEdge{q[0], q[1], q[2], q[3], number, i, last})
	}
}

// firstContact is what is wrong among m.edges, and where.
func (m *mesh) firstContact() (f Fault, x, y float64) {
	m.finder.boxes = m.finder.boxes[:0]
	for i := range m.edges {
		e := &m.edges[i]
		m.finder.boxes = append(m.finder.boxes, window{min(e.ax, e.bx), min(e.ay, e.by), max(e.ax, e.bx), max(e.ay, e.by)})
	}
	m.finder.boxed(func(i, j int32) bool {
		e, g := &m.edges[i], &m.edges[j]
		found := e.contact(g)
		if found == NoFault || found == f {
			return true
		}
		f = found
		x, y = (max(min(e.ax, e.bx), min(g.ax, g.bx))+min(max(e.ax, e.bx), max(g.ax, g.bx)))/2,
			(max(min(e.ay, e.by), min(g.ay, g.by))+min(max(e.ay, e.by), max(g.ay, g.by)))/2
		return f == RingsMeet // which may be lawful: a ring by itself may have worse
	})
	return f, x, y
}

// clean reports that the edges of finished rings meet nowhere but at their
// common ends.
func (m *mesh) clean(r *rings) bool {
	m.edges = m.edges[:0]
	m.closed = m.closed[:0]
	for i, ref := range r.refs {
		from := len(m.closed)
		m.closed = append(m.closed, r.xy[ref.from:ref.to]...)
		m.closed = append(m.closed, r.xy[ref.from], r.xy[ref.from+1])
		ring := m.closed[from:]
		if len(r.refs) == 1 && len(ring) <= 2*comparedUpTo {
			return m.plain(ring)
		}
		m.edgesOf(ring, int32(i))
	}
	f, _, _ := m.firstContact()
	return f == NoFault
}

// ringEdge is an edge of a ring at the door.
type ringEdge struct {
	ax, ay, bx, by float64
	ring           int32
	at, last       uint32
}

// contact says what two edges have in common that they should not.
func (e *ringEdge) contact(g *ringEdge) Fault {
	if e.ring == g.ring {
		if e.at > g.at {
			e, g = g, e
		}
		switch {
		case g.at == e.at+1:
			if sameDirection(e.bx, e.by, e.ax, e.ay, g.bx, g.by) {
				return SelfTouching
			}
			return NoFault
		case e.at == 0 && g.at == g.last:
			if sameDirection(e.ax, e.ay, e.bx, e.by, g.ax, g.ay) {
				return SelfTouching
			}
			return NoFault
		}
	}
	o1, o2 := planar.Turn(e.ax, e.ay, e.bx, e.by, g.ax, g.ay), planar.Turn(e.ax, e.ay, e.bx, e.by, g.bx, g.by)
	if o1*o2 > 0 {
		return NoFault
	}
	o3, o4 := planar.Turn(g.ax, g.ay, g.bx, g.by, e.ax, e.ay), planar.Turn(g.ax, g.ay, g.bx, g.by, e.bx, e.by)
	switch {
	case o3*o4 > 0:
		return NoFault
	case o1*o2*o3*o4 != 0 && e.ring == g.ring:
		return SelfCrossing
	case o1*o2*o3*o4 != 0:
		return RingsMeet
	case o1 == 0 && between(e.ax, e.ay, e.bx, e.by, g.ax, g.ay),
		o2 == 0 && between(e.ax, e.ay, e.bx, e.by, g.bx, g.by),
		o3 == 0 && between(g.ax, g.ay, g.bx, g.by, e.ax, e.ay),
		o4 == 0 && between(g.ax, g.ay, g.bx, g.by, e.bx, e.by):
		if e.ring == g.ring {
			return SelfTouching
		}
		return RingsMeet
	}
	return NoFault
}

// lookForNesting looks at rings that have no point in common: holes must lie
// in their part and in no other hole, parts in no other part but its holes.
func lookForNesting(s *gis.Shapes, row int) (f Fault, x, y float64) {
	p0, p1 := s.Parts(row)
	var n nesting
	n.of(s, p0, p1)
	for p := p0; p < p1; p++ {
		r0, r1 := s.Rings(p)
		for r := r0 + 1; r < r1; r++ {
			x, y = s.Ring(r)[0], s.Ring(r)[1]
			if n.around(x, y, r); n.count[p] != 1 || !slices.Contains(n.rings, r0) {
				return Nested, x, y // not in its shell, or in another hole
			}
		}
		x, y = s.Ring(r0)[0], s.Ring(r0)[1]
		n.around(x, y, r0)
		for q, around := range n.count {
			if q != p && around%2 == 1 {
				return Nested, x, y // in a part and in none of its holes
			}
		}
	}
	return NoFault, 0, 0
}

// nesting finds the rings of a row that a point lies in.
type nesting struct {
	s      *gis.Shapes
	first  int   // ring of the tree's first leaf
	partOf []int // of a ring, counted from the first
	tree   *packed.Tree
	rings  []int       // that the point lies in
	count  map[int]int // of those, by part
}

func (n *nesting) of(s *gis.Shapes, p0, p1 int) {
	n.s, n.count = s, map[int]int{}
	n.first, _ = s.Rings(p0)
	var boxes []float64
	for p := p0; p < p1; p++ {
		r0, r1 := s.Rings(p)
		for r := r0; r < r1; r++ {
			b := boxOf(s.Ring(r))
			boxes = append(boxes, b.minX, b.minY, b.maxX, b.maxY)
			n.partOf = append(n.partOf, p)
		}
	}
	n.tree = packed.New(boxes)
}

// around finds the rings that a point lies in, but for its own.
func (n *nesting) around(x, y float64, own int) {
	n.rings = n.rings[:0]
	clear(n.count)
	n.tree.Search(orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x, y}}, func(leaf int) bool {
		if r := n.first + leaf; r != own && locateRing(n.s.Ring(r), x, y) == inside {
			n.rings = append(n.rings, r)
			n.count[n.partOf[leaf]]++
		}
		return true
	})
}
