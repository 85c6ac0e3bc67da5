package overlay

import (
	"context"
	"math"
	"slices"

	"segit/gis"
)

// Predicate says which rows of two layers belong together.
type Predicate uint8

// The predicates, as OGC 06-103r4 §6.1.15 has them. A parcel intersects its
// neighbour, whose border it shares, and lies within a zone that ends where it
// does; but what lies on the border alone, as a line along it or a point on it,
// is not within: interiors must meet.
const (
	Intersects     Predicate = iota // A and B have a point in common
	Within                          // A lies in B
	Contains                        // B lies in A
	Nearest                         // B is the nearest to A, not farther than a distance
	LargestOverlap                  // B has the most in common with A: area, length, points
)

// Join pairs each row of a with the rows of b that belong to it. The sink gets
// a piece per pair, without geometry, by rows of a and then of b; a row of a
// without a partner gives none. Measure is what the pair has in common for
// LargestOverlap and the distance for Nearest, for which each row of a has one
// partner at most: of several alike the first. distance is used by Nearest
// alone, in the unit of the coordinates.
func Join(ctx context.Context, a, b *Layer, p Predicate, distance float64, o Options, sink func(*Chunk) error) (Stats, error) {
	r := newRunner(o, a.Len(), sink)
	err := r.run(ctx, a.Len(), func(w *worker, row int, c *Chunk) {
		if a.rows[row].kind != gis.NoShape {
			w.partners(a, b, uint32(row), p, distance, c)
		}
	})
	return r.stats, err
}

// Select says for each row of a whether it has a partner in b; see [Join].
func Select(ctx context.Context, a, b *Layer, p Predicate, distance float64, o Options) ([]bool, error) {
	chosen := make([]bool, a.Len())
	_, err := Join(ctx, a, b, p, distance, o, func(c *Chunk) error {
		for i := range c.Pieces {
			chosen[c.Pieces[i].A] = true
		}
		return nil
	})
	return chosen, err
}

// partners adds the partners of one row.
func (w *worker) partners(la, lb *Layer, row uint32, p Predicate, distance float64, c *Chunk) {
	a := &la.rows[row]
	pad := 0.0
	if p == Nearest {
		pad = distance
	}
	w.near = w.nearby.near(w.near[:0], la, lb, row, pad)
	best, most, least := none, 0.0, math.Inf(1)
	for _, k := range w.near {
		if w.halt.raised() {
			return
		}
		b := &lb.rows[k]
		w.stats.Pairs++
		belongs := false
		switch p {
		case Intersects:
			belongs = w.intersects(la, a, lb, b)
		case Within:
			belongs = w.within(la, a, lb, b)
		case Contains:
			belongs = w.within(lb, b, la, a)
		case Nearest:
			if d := w.distance(la, a, lb, b, min(least, distance)); d <= distance && d < least {
				best, least = k, d
			}
		case LargestOverlap:
			if m, ok := w.overlap(la, a, lb, b); !ok {
				w.stats.Unsolved = append(w.stats.Unsolved, Pair{int32(row), int32(k)})
			} else if m > most {
				best, most = k, m
			}
		}
		if belongs {
			c.Pieces = append(c.Pieces, Piece{A: int32(row), B: int32(k), Row: -1})
		}
	}
	if best != none {
		m := most
		if p == Nearest {
			m = least
		}
		c.Pieces = append(c.Pieces, Piece{A: int32(row), B: int32(best), Row: -1, Measure: m})
	}
}

// intersects reports whether two shapes have a point in common.
func (w *worker) intersects(la *Layer, a *feature, lb *Layer, b *feature) bool {
	if a.kind == gis.PolygonShape && b.kind == gis.PolygonShape {
		switch w.relate(la, a, lb, b) {
		case apart:
			w.stats.Apart++
			return false
		case tangled: // perhaps given up for its size
		default:
			return true
		}
	}
	if b.kind < a.kind {
		la, a, lb, b = lb, b, la, a
	}
	return w.bordersMeet(la, a, lb, b) || anyIn(la, a, lb, b) || b.kind == gis.PolygonShape && anyIn(lb, b, la, a)
}

// anyIn reports that the first point of a part of f lies in g: enough when
// borders do not meet. All points of points are parts.
func anyIn(lf *Layer, f *feature, lg *Layer, g *feature) bool {
	xy := lf.xy(f)
	if f.kind == gis.PointShape && f.slab >= 0 { // those level with g
		s := &lf.slabs[f.slab]
		return slices.ContainsFunc(s.edges[s.start[s.at(g.minY)]:s.start[s.at(g.maxY)+1]], func(i uint32) bool {
			return lg.locateOn(g, xy[2*i], xy[2*i+1]) != outside
		})
	}
	for r := range f.rings {
		from, _ := lf.ringSpan(f, r)
		if lg.locateOn(g, xy[2*from], xy[2*from+1]) != outside {
			return true
		}
	}
	return false
}

// bordersMeet reports that an edge of one touches or crosses an edge of the
// other.
func (w *worker) bordersMeet(la *Layer, a *feature, lb *Layer, b *feature) bool {
	if b.slab < 0 && a.slab >= 0 {
		la, a, lb, b = lb, b, la, a
	}
	box := a.window(b)
	w.a, w.b = la.edgesIn(w.a[:0], a, &box), w.b[:0]
	if b.slab < 0 {
		w.b = lb.edgesIn(w.b, b, &box)
	}
	for i := range w.a {
		if w.halt.raised() {
			return false
		}
		e := &w.a[i]
		near := window{min(e.ax, e.bx), min(e.ay, e.by), max(e.ax, e.bx), max(e.ay, e.by)}
		if b.slab >= 0 {
			w.b = lb.edgesIn(w.b[:0], b, &near)
		}
		for k := range w.b {
			f := &w.b[k]
			if !near.misses(f.ax, f.ay, f.bx, f.by) && edgesMeet(e, f) {
				return true
			}
		}
	}
	return false
}

func edgesMeet(e, f *windowEdge) bool {
	g := ringEdge{e.ax, e.ay, e.bx, e.by, 0, 0, 0}
	h := ringEdge{f.ax, f.ay, f.bx, f.by, 1, 0, 0}
	return g.contact(&h) != NoFault
}

// within reports that a lies in b and not on its border alone.
func (w *worker) within(la *Layer, a *feature, lb *Layer, b *feature) bool {
	if a.minX < b.minX || a.minY < b.minY || a.maxX > b.maxX || a.maxY > b.maxY || b.kind < a.kind {
		return false
	}
	switch a.kind {
	case gis.PointShape:
		w.scratch.Reset()
		return keepPoints(&w.scratch, la, a, []cutter{{lb, b}}, false) == 0 && anyInside(la, a, lb, b)
	case gis.LineShape:
		w.scratch.Reset()
		w.liner.keepLine(&w.scratch, la, a, []cutter{{lb, b}}, true)
		return w.liner.whole && (w.liner.inner || b.kind == gis.LineShape)
	}
	switch w.relate(la, a, lb, b) {
	case covered, same:
		return true
	case tangled:
		w.stats.Meshed++
		box := window{a.minX, a.minY, a.maxX, a.maxY}
		return w.solve(inAOnly, func(m *mesh) {
			m.feature(la, a, ofA, &box)
			m.feature(lb, b, ofB, &box)
		}) && len(w.mesh.rings.refs) == 0
	}
	return false
}

// anyInside reports that one of the points of a, all of which b has, lies in the
// interior of b: off the border of a polygon and the ends of a line.
func anyInside(la *Layer, a *feature, lb *Layer, b *feature) bool {
	xy := la.xy(a)
	for i := 0; i+1 < len(xy); i += 2 {
		switch {
		case b.kind == gis.PointShape,
			b.kind == gis.LineShape && !lb.ends(b, xy[i], xy[i+1]),
			b.kind == gis.PolygonShape && lb.locate(b, xy[i], xy[i+1]) == inside:
			return true
		}
	}
	return false
}

// ends reports that a line ends at a place: an odd number of its parts do, a
// part that closes twice over.
func (l *Layer) ends(f *feature, x, y float64) bool {
	xy, odd := l.xy(f), false
	for r := range f.rings {
		from, n := l.ringSpan(f, r)
		for _, end := range [...]uint32{from, from + n - 1} {
			odd = odd != (xy[2*end] == x && xy[2*end+1] == y)
		}
	}
	return odd
}

// overlap is how much two shapes have in common.
func (w *worker) overlap(la *Layer, a *feature, lb *Layer, b *feature) (measure float64, ok bool) {
	if a.kind == gis.PolygonShape && b.kind == gis.PolygonShape {
		switch rel := w.relate(la, a, lb, b); rel {
		case apart, touch:
			return 0, true
		case covered, same:
			return a.measure, true
		case covers, encloses:
			return b.measure, true
		default:
			r := w.common(la, a, lb, b, rel)
			if r == nil {
				return 0, false
			}
			return r.area(), true
		}
	}
	if b.kind < a.kind {
		la, a, lb, b = lb, b, la, a
	}
	w.scratch.Reset()
	if a.kind == gis.PointShape {
		return float64(keepPoints(&w.scratch, la, a, []cutter{{lb, b}}, true)), true
	}
	w.liner.keepLine(&w.scratch, la, a, []cutter{{lb, b}}, true)
	return w.liner.length, true
}
