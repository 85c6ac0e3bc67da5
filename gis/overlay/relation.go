package overlay

import (
	"math"
	"slices"

	"segit/gis"
	"segit/gis/planar"
)

// relation is what two polygons are to each other.
type relation uint8

const (
	apart    relation = iota // no point in common
	touch                    // borders meet, insides do not
	covered                  // A lies in B
	covers                   // B lies in A, their borders meet
	encloses                 // B lies in A, borders apart
	same                     // A and B are one
	crosses                  // borders cross, in proper crossings alone (pairing.crossings)
	tangled                  // borders cross and touch, or some parts lie in and some out
)

// windowEdge is an edge of a feature inside the window of a pair.
type windowEdge struct {
	ax, ay, bx, by float64
	at             uint32 // its first point, counted from the feature's
	marks          marks
}

// marks are what an edge shares with the other border.
type marks uint8

const (
	startShared marks = 1 << iota // its first vertex is a vertex of the other
	endShared
	wholeShared // the edge is an edge of the other
)

// pairing is the working memory of one worker for pairs of polygons.
type pairing struct {
	a, b      []windowEdge
	at        []int32 // where in a or b the edges of a feature stand, -1 for nowhere
	crossings []crossing
	walk      walk
	mesh      mesh
	halt      *halt
}

func (f *feature) window(g *feature) window {
	return window{max(f.minX, g.minX), max(f.minY, g.minY), min(f.maxX, g.maxX), min(f.maxY, g.maxY)}
}

// misses reports that the box of an edge lies outside the window.
func (w *window) misses(ax, ay, bx, by float64) bool {
	return ax < w.minX && bx < w.minX || ax > w.maxX && bx > w.maxX ||
		ay < w.minY && by < w.minY || ay > w.maxY && by > w.maxY
}

// edgesIn appends the edges of a feature whose boxes meet the window.
func (l *Layer) edgesIn(edges []windowEdge, f *feature, w *window) []windowEdge {
	if f.kind == gis.PointShape {
		return edges
	}
	xy := l.xy(f)
	if f.slab >= 0 {
		return l.slabEdges(edges, f, w, xy)
	}
	for r := range f.rings {
		from, n := uint32(0), f.points
		if f.rings > 1 {
			from, n = l.ringSpan(f, r)
		}
		ring := xy[2*from : 2*(from+n)]
		ax, ay := ring[0], ring[1]
		for i := 2; i+1 < len(ring); i += 2 {
			bx, by := ring[i], ring[i+1]
			if !w.misses(ax, ay, bx, by) {
				edges = append(edges, windowEdge{ax, ay, bx, by, from + uint32(i)/2 - 1, 0})
			}
			ax, ay = bx, by
		}
	}
	return edges
}

// slabEdges is edgesIn through the slabs. An edge that reaches into several
// slabs is taken from the first of them that the window has.
func (l *Layer) slabEdges(edges []windowEdge, f *feature, w *window, xy []float64) []windowEdge {
	s := &l.slabs[f.slab]
	low, high := s.at(w.minY), s.at(w.maxY)
	for k := low; k <= high; k++ {
		for _, e := range s.edges[s.start[k]:s.start[k+1]] {
			q := xy[2*e : 2*e+4]
			if !w.misses(q[0], q[1], q[2], q[3]) && max(s.at(min(q[1], q[3])), low) == k {
				edges = append(edges, windowEdge{q[0], q[1], q[2], q[3], e, 0})
			}
		}
	}
	return edges
}

// relate says what two polygons whose boxes meet are to each other. For
// crosses, the crossings are left in p.
func (p *pairing) relate(la *Layer, a *feature, lb *Layer, b *feature) relation {
	w := a.window(b)
	p.crossings = p.crossings[:0]
	p.a = la.edgesIn(p.a[:0], a, &w)
	if len(p.a) == 0 {
		return oneSided(la, a, lb, b, encloses)
	}
	p.b = lb.edgesIn(p.b[:0], b, &w)
	if len(p.b) == 0 {
		return oneSided(lb, b, la, a, covered)
	}
	if sameRow(la, a, lb, b) {
		return same
	}
	var seen contacts
	if !p.meet(la, a, lb, b, &seen) {
		return tangled
	}
	switch {
	case len(p.crossings) > 0 && seen.shared:
		return tangled
	case len(p.crossings) > 0:
		return crosses
	case !seen.shared:
		return p.clear(la, a, lb, b)
	}
	return p.shared(la, a, lb, b, seen)
}

// oneSided settles a pair where a has no edge in the window: the window, and
// with it b, lies all in a or all outside.
func oneSided(la *Layer, a *feature, lb *Layer, b *feature, in relation) relation {
	q := lb.xy(b)
	if la.locate(a, q[0], q[1]) == inside {
		return in
	}
	return apart
}

// sameRow reports that two features are the same points in the same order,
// wherever their rings begin (only single rings are turned about).
func sameRow(la *Layer, a *feature, lb *Layer, b *feature) bool {
	if a.minX != b.minX || a.minY != b.minY || a.maxX != b.maxX || a.maxY != b.maxY ||
		a.points != b.points || a.rings != b.rings {
		return false
	}
	p, q := la.xy(a), lb.xy(b)
	if a.rings == 1 {
		return sameRing(p, q)
	}
	for r := range a.rings {
		i, n := la.ringSpan(a, r)
		j, m := lb.ringSpan(b, r)
		if n != m || !sameRing(p[2*i:2*(i+n)], q[2*j:2*(j+m)]) {
			return false
		}
	}
	return true
}

// sameRing reports that two closed rings of equal length run through the same
// points in the same direction.
func sameRing(p, q []float64) bool {
	n := len(p) - 2 // without the closing point
	for shift := 0; shift < n; shift += 2 {
		if q[shift] != p[0] || q[shift+1] != p[1] {
			continue
		}
		equal := true
		for i, j := 0, shift; i < n && equal; i += 2 {
			equal = p[i] == q[j] && p[i+1] == q[j+1]
			if j += 2; j == n {
				j = 0
			}
		}
		if equal {
			return true
		}
	}
	return false
}

// contacts is what the edges of a pair have in common beside crossings.
type contacts struct {
	shared   bool // a vertex
	along    bool // an edge that both run through in one direction
	opposite bool // an edge that they run through in opposite directions
}

// manyEdges is from how many edges in the window on a feature's slabs are used
// to find those that an edge of the other can meet.
const manyEdges = 16

// meet compares the edges of A with those of B in the window. It is false when
// the pair needs the mesh: a vertex on the inside of an edge, edges that run
// along each other.
func (p *pairing) meet(la *Layer, a *feature, lb *Layer, b *feature, seen *contacts) bool {
	switch {
	case b.slab >= 0 && len(p.b) >= manyEdges:
		p.number(p.b, b)
		for i := range p.a {
			if p.halt.raised() || !p.meetSlabs(&p.a[i], &lb.slabs[b.slab], p.b, false, seen) {
				return false
			}
		}
	case a.slab >= 0 && len(p.a) >= manyEdges:
		p.number(p.a, a)
		for j := range p.b {
			if p.halt.raised() || !p.meetSlabs(&p.b[j], &la.slabs[a.slab], p.a, true, seen) {
				return false
			}
		}
	default:
		for i := range p.a {
			if !p.meetAll(&p.a[i], seen) {
				return false
			}
		}
	}
	return true
}

// number notes where in edges each edge of f stands.
func (p *pairing) number(edges []windowEdge, f *feature) {
	p.at = slices.Grow(p.at[:0], int(f.points))[:f.points]
	for i := range p.at {
		p.at[i] = -1
	}
	for i := range edges {
		p.at[edges[i].at] = int32(i)
	}
}

// meetSlabs compares an edge with those of the other side that its slabs list;
// turned says that e is of B.
func (p *pairing) meetSlabs(e *windowEdge, s *slabbing, others []windowEdge, turned bool, seen *contacts) bool {
	box := window{min(e.ax, e.bx), min(e.ay, e.by), max(e.ax, e.bx), max(e.ay, e.by)}
	low, high := s.at(box.minY), s.at(box.maxY)
	for k := low; k <= high; k++ {
		for _, n := range s.edges[s.start[k]:s.start[k+1]] {
			at := p.at[n]
			if at < 0 {
				continue
			}
			f := &others[at]
			if box.misses(f.ax, f.ay, f.bx, f.by) || low < high && max(s.at(min(f.ay, f.by)), low) != k {
				continue
			}
			ok := false
			if turned {
				ok = p.compare(f, e, seen)
			} else {
				ok = p.compare(e, f, seen)
			}
			if !ok {
				return false
			}
		}
	}
	return true
}

// meetAll compares an edge of A with all of B in the window.
func (p *pairing) meetAll(e *windowEdge, seen *contacts) bool {
	box := window{min(e.ax, e.bx), min(e.ay, e.by), max(e.ax, e.bx), max(e.ay, e.by)}
	for j := range p.b {
		f := &p.b[j]
		if !box.misses(f.ax, f.ay, f.bx, f.by) && !p.compare(e, f, seen) {
			return false
		}
	}
	return true
}

// compare looks at an edge of A and one of B whose boxes meet.
func (p *pairing) compare(e, f *windowEdge, seen *contacts) bool {
	if f.ax == e.ax && f.ay == e.ay || f.bx == e.ax && f.by == e.ay ||
		f.ax == e.bx && f.ay == e.by || f.bx == e.bx && f.by == e.by {
		seen.shared = true
		return len(p.crossings) == 0 && meetAtVertex(e, f, seen)
	}
	return p.cross(e, f)
}

// meetAtVertex marks what two edges that share a vertex share; false when they
// run along each other without being equal.
func meetAtVertex(e, f *windowEdge, seen *contacts) bool {
	startStart, endEnd := f.ax == e.ax && f.ay == e.ay, f.bx == e.bx && f.by == e.by
	startEnd, endStart := f.bx == e.ax && f.by == e.ay, f.ax == e.bx && f.ay == e.by
	switch {
	case startStart && endEnd:
		seen.along = true
		e.marks |= wholeShared | startShared | endShared
		f.marks |= wholeShared | startShared | endShared
		return true
	case startEnd && endStart:
		seen.opposite = true
		e.marks |= wholeShared | startShared | endShared
		f.marks |= wholeShared | startShared | endShared
		return true
	case startStart:
		e.marks |= startShared
		f.marks |= startShared
		return !sameDirection(e.ax, e.ay, e.bx, e.by, f.bx, f.by)
	case endEnd:
		e.marks |= endShared
		f.marks |= endShared
		return !sameDirection(e.bx, e.by, e.ax, e.ay, f.ax, f.ay)
	case startEnd:
		e.marks |= startShared
		f.marks |= endShared
		return !sameDirection(e.ax, e.ay, e.bx, e.by, f.ax, f.ay)
	}
	e.marks |= endShared
	f.marks |= startShared
	return !sameDirection(e.bx, e.by, e.ax, e.ay, f.bx, f.by)
}

// sameDirection reports that p and q lie in one direction from o.
func sameDirection(ox, oy, px, py, qx, qy float64) bool {
	return (px-ox)*(qx-ox)+(py-oy)*(qy-oy) > 0 && planar.Turn(ox, oy, px, py, qx, qy) == 0
}

// cross records the proper crossing of two edges without a common vertex, if
// there is one; false when a vertex of one lies on the other.
func (p *pairing) cross(e, f *windowEdge) bool {
	o1 := side(e.ax, e.ay, e.bx, e.by, f.ax, f.ay)
	o2 := side(e.ax, e.ay, e.bx, e.by, f.bx, f.by)
	if o1 > 0 && o2 > 0 || o1 < 0 && o2 < 0 {
		return true
	}
	o3 := side(f.ax, f.ay, f.bx, f.by, e.ax, e.ay)
	o4 := side(f.ax, f.ay, f.bx, f.by, e.bx, e.by)
	if o3 > 0 && o4 > 0 || o3 < 0 && o4 < 0 {
		return true
	}
	if o1 == 0 || o2 == 0 || o3 == 0 || o4 == 0 {
		// A vertex on the line of the other edge: on the edge itself, or beyond
		// its end. Lines that are one cannot cross, only overlap.
		return !(o1 == 0 && between(e.ax, e.ay, e.bx, e.by, f.ax, f.ay) ||
			o2 == 0 && between(e.ax, e.ay, e.bx, e.by, f.bx, f.by) ||
			o3 == 0 && between(f.ax, f.ay, f.bx, f.by, e.ax, e.ay) ||
			o4 == 0 && between(f.ax, f.ay, f.bx, f.by, e.bx, e.by))
	}
	t := o3 / (o3 - o4)
	p.crossings = append(p.crossings, crossing{
		edgeA: e.at, edgeB: f.at, alongA: t, alongB: o1 / (o1 - o2),
		x: e.ax + t*(e.bx-e.ax), y: e.ay + t*(e.by-e.ay), enters: o2 > 0,
	})
	return true
}

// side is twice the area of a, b, c, of the right sign: positive when c lies
// left of the line from a to b, 0 only when it lies on it.
func side(ax, ay, bx, by, cx, cy float64) float64 {
	left := (ax - cx) * (by - cy)
	right := (ay - cy) * (bx - cx)
	det := left - right
	if sum := math.Abs(left) + math.Abs(right); math.Abs(det) <= 3.3306690738754716e-16*sum {
		switch planar.Turn(ax, ay, bx, by, cx, cy) {
		case 0:
			return 0
		case 1:
			return max(math.Abs(det), math.SmallestNonzeroFloat64)
		default:
			return -max(math.Abs(det), math.SmallestNonzeroFloat64)
		}
	}
	return det
}

// between reports whether c, which lies on the line through a and b, lies
// between them or on one of them.
func between(ax, ay, bx, by, cx, cy float64) bool {
	return cx >= min(ax, bx) && cx <= max(ax, bx) && cy >= min(ay, by) && cy <= max(ay, by)
}
