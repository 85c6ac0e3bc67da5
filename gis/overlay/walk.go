package overlay

import (
	"cmp"
	"slices"
)

// crossing is a place where an edge of B crosses an edge of A.
type crossing struct {
	edgeA, edgeB   uint32 // first points of the edges, counted from their features'
	alongA, alongB float64
	x, y           float64
	enters         bool // B goes into A here
	seen           bool
	ringA, ringB   uint32
	nextA, nextB   int32 // the crossing that follows on A's ring, on B's ring
}

// walk is the working memory of the clipper.
type walk struct {
	order      []int32
	metA, metB []bool // rings that have crossings
	rings      rings
}

// clip builds the intersection of two polygons whose borders cross in p's
// crossings and touch nowhere, in p.walk.rings: from a crossing where B goes
// into A along B to where it leaves, then along A to where B comes back, until
// the ring closes (Weiler and Atherton 1977). It is false when the crossings
// do not take turns or the rings come to touch, which rounding can do to
// crossings that almost coincide.
func (p *pairing) clip(la *Layer, a *feature, lb *Layer, b *feature) bool {
	xs := p.crossings
	if len(xs)%2 != 0 {
		return false
	}
	w := &p.walk
	w.rings.reset()
	w.link(la, a, lb, b, xs)
	xyA, xyB := la.xy(a), lb.xy(b)
	for k := range xs {
		if !xs[k].enters || xs[k].seen {
			continue
		}
		for i := int32(k); ; {
			in := &xs[i]
			if in.seen || !in.enters {
				return false
			}
			in.seen = true
			w.rings.point(in.x, in.y)
			out := &xs[in.nextB]
			if out.enters || out.seen {
				return false
			}
			out.seen = true
			w.along(xyB, lb, b, in.ringB, in.edgeB, out.edgeB, in.edgeB == out.edgeB && out.alongB > in.alongB)
			w.rings.point(out.x, out.y)
			i = out.nextA
			w.along(xyA, la, a, out.ringA, out.edgeA, xs[i].edgeA, out.edgeA == xs[i].edgeA && xs[i].alongA > out.alongA)
			if i == int32(k) {
				break
			}
		}
		if w.rings.close() == 0 {
			return false
		}
	}
	w.whole(lb, b, xyB, w.metB, la, a)
	w.whole(la, a, xyA, w.metA, lb, b)
	return w.rings.place() && w.rings.area() > 0 && p.mesh.clean(&w.rings)
}

// link puts the crossings in order along the rings of both sides.
func (w *walk) link(la *Layer, a *feature, lb *Layer, b *feature, xs []crossing) {
	w.metA, w.metB = cleared(w.metA, a.rings), cleared(w.metB, b.rings)
	w.order = w.order[:0]
	for k := range xs {
		x := &xs[k]
		x.ringA, x.ringB = la.ringOf(a, x.edgeA), lb.ringOf(b, x.edgeB)
		w.metA[x.ringA], w.metB[x.ringB] = true, true
		w.order = append(w.order, int32(k))
	}
	w.sort(func(i, j int32) int {
		return cmp.Or(cmp.Compare(xs[i].edgeA, xs[j].edgeA), cmp.Compare(xs[i].alongA, xs[j].alongA))
	})
	w.chain(func(i int32) uint32 { return xs[i].ringA }, func(i, next int32) { xs[i].nextA = next })
	w.sort(func(i, j int32) int {
		return cmp.Or(cmp.Compare(xs[i].edgeB, xs[j].edgeB), cmp.Compare(xs[i].alongB, xs[j].alongB))
	})
	w.chain(func(i int32) uint32 { return xs[i].ringB }, func(i, next int32) { xs[i].nextB = next })
}

// sort orders a handful of crossings.
func (w *walk) sort(compare func(i, j int32) int) {
	if len(w.order) == 2 {
		if compare(w.order[0], w.order[1]) > 0 {
			w.order[0], w.order[1] = w.order[1], w.order[0]
		}
		return
	}
	slices.SortFunc(w.order, compare)
}

// chain tells each crossing its follower on the same ring; the last of a ring
// is followed by its first.
func (w *walk) chain(ring func(int32) uint32, follow func(i, next int32)) {
	first := 0
	for k, i := range w.order {
		if ring(i) != ring(w.order[first]) {
			first = k
		}
		if k+1 < len(w.order) && ring(w.order[k+1]) == ring(i) {
			follow(i, w.order[k+1])
		} else {
			follow(i, w.order[first])
		}
	}
}

func cleared(b []bool, n uint32) []bool {
	b = slices.Grow(b[:0], int(n))[:n]
	clear(b)
	return b
}

// along adds the vertices of a ring from one edge to another; none when both
// are one edge and the way does not lead around the ring.
func (w *walk) along(xy []float64, l *Layer, f *feature, ring, from, to uint32, straight bool) {
	if straight {
		return
	}
	start, n := uint32(0), f.points
	if f.rings > 1 {
		start, n = l.ringSpan(f, ring)
	}
	for i := from; ; {
		if i++; i == start+n-1 {
			i = start
		}
		w.rings.point(xy[2*i], xy[2*i+1])
		if i == to {
			return
		}
	}
}

// whole adds the rings of f without crossings that lie in g.
func (w *walk) whole(lf *Layer, f *feature, xy []float64, met []bool, lg *Layer, g *feature) {
	for r := range f.rings {
		if met[r] {
			continue
		}
		from, n := lf.ringSpan(f, r)
		ring := xy[2*from : 2*(from+n)]
		if lg.locate(g, ring[0], ring[1]) != inside {
			continue
		}
		w.rings.add(ring)
	}
}
