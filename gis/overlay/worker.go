package overlay

import "segit/gis"

// worker is the working memory of one goroutine.
type worker struct {
	pairing
	liner liner
	bufferer
	scratch gis.Shapes // where geometry goes that nobody asked for
	nearby  nearby
	near    []uint32
	cutters []uint32
	free    bool // all cutters lie in the row, clear of its border
	stats   Stats
}

// heed has all that the worker does look at a halt.
func (w *worker) heed(h *halt) {
	w.halt, w.liner.halt = h, h
	w.mesh.finder.halt = h
}

// row does one row of a.
func (w *worker) row(j *job, row uint32, c *Chunk, o *Options) {
	a := &j.a.rows[row]
	if a.kind == gis.NoShape {
		return
	}
	w.near = w.nearby.near(w.near[:0], j.a, j.b, row, 0)
	w.cutters, w.free = w.cutters[:0], true
	gone := false // nothing is left of a
	for _, k := range w.near {
		b := &j.b.rows[k]
		w.stats.Pairs++
		if w.halt.raised() {
			return
		}
		if a.kind != gis.PolygonShape || b.kind != gis.PolygonShape {
			if j.pairs {
				w.thin(j, row, k, c, o)
			}
			if b.kind >= a.kind { // what has fewer dimensions takes nothing away
				w.cutters = append(w.cutters, k)
			}
			continue
		}
		gone = w.polygons(j, row, k, c, o) || gone
	}
	switch {
	case a.kind != gis.PolygonShape:
		if j.rest || j.inside {
			w.thinRest(j, row, c, o)
		}
	case j.rest && !gone:
		w.remainder(j, row, inAOnly, len(w.cutters) == 0, c, o)
	case j.inside && (gone || len(w.cutters) > 0):
		w.remainder(j, row, inBoth, gone, c, o)
	}
}

// polygons adds what two polygons have in common, and counts b among what cuts
// a. It reports that b covers all of a.
func (w *worker) polygons(j *job, row, k uint32, c *Chunk, o *Options) (gone bool) {
	a, b := &j.a.rows[row], &j.b.rows[k]
	rel := w.relate(j.a, a, j.b, b)
	switch rel {
	case apart:
		w.stats.Apart++
		return false
	case touch:
		w.stats.Touching++
		return false
	case covered, same:
		w.stats.Contained++
		if j.pairs {
			c.add(j, row, k, WholeA, a.kind, a.measure, o)
		}
		return true
	case covers, encloses:
		w.stats.Contained++
		if j.pairs {
			c.add(j, row, k, WholeB, b.kind, b.measure, o)
		}
	default:
		if j.pairs {
			w.cut(j, row, k, rel, c, o)
		}
	}
	w.cutters = append(w.cutters, k)
	w.free = w.free && rel == encloses
	return false
}

// cut adds what two crossing polygons have in common.
func (w *worker) cut(j *job, row, k uint32, rel relation, c *Chunk, o *Options) {
	r := w.common(j.a, &j.a.rows[row], j.b, &j.b.rows[k], rel)
	if r == nil {
		w.stats.Unsolved = append(w.stats.Unsolved, Pair{int32(row), int32(k)})
		return
	}
	c.addCut(j, row, k, r, o)
}

// common builds what two polygons that cross have in common; nil when it could
// not be settled.
func (w *worker) common(la *Layer, a *feature, lb *Layer, b *feature, rel relation) *rings {
	if rel == crosses && w.clip(la, a, lb, b) {
		w.stats.Clipped++
		return &w.walk.rings
	}
	w.stats.Meshed++
	box := a.window(b)
	if !w.solve(inBoth, func(m *mesh) {
		m.feature(la, a, ofA, &box)
		m.feature(lb, b, ofB, &box)
	}) {
		return nil
	}
	return &w.mesh.rings
}

// remainder adds what of a row is to be kept against all its cutters; whole
// when nothing is cut.
func (w *worker) remainder(j *job, row uint32, k keep, whole bool, c *Chunk, o *Options) {
	a := &j.a.rows[row]
	if whole {
		c.add(j, row, none, WholeA, a.kind, a.measure, o)
		return
	}
	if j.rest && w.free && w.punch(j, a) {
		w.stats.Contained++
		c.addCut(j, row, none, &w.walk.rings, o)
		return
	}
	w.stats.Meshed++
	box := window{a.minX, a.minY, a.maxX, a.maxY}
	cutters := w.cutWith(j.b)
	if !w.solve(k, func(m *mesh) {
		m.feature(j.a, a, ofA, &box)
		for i := range cutters {
			m.heap(&cutters[i], ofB, &box)
		}
	}) {
		p := Pair{int32(row), -1}
		if j.swapped {
			p = Pair{-1, int32(row)}
		}
		w.stats.Unsolved = append(w.stats.Unsolved, p)
		return
	}
	c.addCut(j, row, none, &w.mesh.rings, o)
}

// punch builds what is left of a polygon when cutters that lie in it, clear of
// its border and of each other, become holes. It is false when they may touch
// each other, or have holes themselves.
func (w *worker) punch(j *job, a *feature) bool {
	if len(w.cutters) > 16 || j.b.boxesMeet(w.cutters) {
		return false
	}
	r := &w.walk.rings
	r.reset()
	xy := j.a.xy(a)
	for k := range a.rings {
		from, n := j.a.ringSpan(a, k)
		r.add(xy[2*from : 2*(from+n)])
	}
	for _, k := range w.cutters {
		b := &j.b.rows[k]
		if b.rings > 1 {
			return false
		}
		r.add(j.b.xy(b))
		hole := &r.refs[len(r.refs)-1]
		turnAround(r.xy[hole.from:hole.to])
		hole.area = -hole.area
	}
	return r.place()
}

// solve fills the mesh and solves it: as the coordinates are, and should that
// not come to rest, on a grid of a micrometre and at last of a millimetre.
func (w *worker) solve(k keep, fill func(*mesh)) bool {
	if w.try(0, k, fill) {
		return true
	}
	w.stats.Snapped++
	return w.try(1e-6, k, fill) || w.try(1e-3, k, fill)
}

func (w *worker) try(grid float64, k keep, fill func(*mesh)) (ok bool) {
	if w.halt.raised() {
		return false
	}
	defer func() {
		if recover() != nil { // a fault of ours must not end the job
			ok = false
		}
	}()
	w.mesh.reset()
	w.mesh.grid = grid
	fill(&w.mesh)
	return w.mesh.solve(k)
}

// none stands for no row.
const none = ^uint32(0)

// add adds a piece that is the whole of a row.
func (c *Chunk) add(j *job, a, b uint32, of Source, kind gis.ShapeKind, measure float64, o *Options) {
	p := Piece{A: int32(a), B: int32(b), Source: of, Row: -1, Kind: kind, Measure: measure}
	if f := &j.a.rows[a]; f.kind == kind {
		p.ShareA = measure / f.measure
	}
	if b != none && j.b.rows[b].kind == kind {
		p.ShareB = measure / j.b.rows[b].measure
	}
	if j.swapped {
		p.A, p.B, p.ShareA, p.ShareB = p.B, p.A, p.ShareB, p.ShareA
		if of != Cut {
			p.Source = WholeA + WholeB - of
		}
	}
	p.Sliver = kind == gis.PolygonShape && measure < o.Sliver
	c.Pieces = append(c.Pieces, p)
}

// addCut adds a piece with a geometry of its own, unless it has no area.
func (c *Chunk) addCut(j *job, a, b uint32, r *rings, o *Options) {
	area := r.area()
	if !(area > 0) {
		return
	}
	row := int32(c.Shapes.Len())
	r.append(&c.Shapes)
	c.add(j, a, b, Cut, gis.PolygonShape, area, o)
	c.Pieces[len(c.Pieces)-1].Row = row
}
