package overlay

import (
	"context"
	"slices"

	"segit/gis"
)

// Dissolve unites the rows of a layer by group. group gives the group of each
// row, from 0; rows of group −1 are left out. The pieces come by group, which
// stands in Piece.A, with their geometry in the chunk: for each group its
// polygons united, then its lines as they are, then its points, each place
// once. Sums and counts over a group are the caller's, who knows the rows.
func Dissolve(ctx context.Context, l *Layer, group []int32, o Options, sink func(*Chunk) error) (Stats, error) {
	return dissolveRows(ctx, l, group, l.Order(), o, sink)
}

// DissolveInOrder is [Dissolve] of rows that stand in the order of the curve
// through the layer that they are a part of: it gives the same groups as that.
func DissolveInOrder(ctx context.Context, l *Layer, group []int32, o Options, sink func(*Chunk) error) (Stats, error) {
	order := make([]uint32, l.Len())
	for i := range order {
		order[i] = uint32(i)
	}
	return dissolveRows(ctx, l, group, order, o, sink)
}

// dissolveRows unites groups, the rows of each taken in the order given.
func dissolveRows(ctx context.Context, l *Layer, group []int32, order []uint32, o Options, sink func(*Chunk) error) (Stats, error) {
	groups := int32(0)
	for _, g := range group {
		groups = max(groups, g+1)
	}
	d := dissolver{l: l, members: make([][]uint32, groups)}
	for _, row := range order { // near rows follow each other
		if g := group[row]; g >= 0 && l.Used(int(row)) {
			d.members[g] = append(d.members[g], row)
		}
	}
	parts := d.split()
	r := newRunner(o, len(parts)+len(d.members), sink)
	united := make([]heap, len(parts))
	halted, release := haltOf(ctx)
	defer release()
	err := abreast(ctx, o.threads(), len(parts), 1, func(_, from, to int) {
		for k := from; k < to; k++ {
			w := &worker{}
			w.heed(halted)
			parts[k].ok = d.unite(w, parts[k].rows, nil)
			if parts[k].ok {
				united[k] = heapOf(&w.mesh.rings)
			}
		}
		r.o.progress().Add(int64(to - from))
	})
	if err != nil {
		return r.stats, err
	}
	d.parts, d.united = parts, united
	err = r.run(ctx, len(d.members), func(w *worker, g int, c *Chunk) { d.group(w, int32(g), c, &r.o) })
	return r.stats, err
}

// dissolver unites groups.
type dissolver struct {
	l       *Layer
	members [][]uint32 // rows of each group, near ones next to each other
	parts   []part
	united  []heap // of each part
}

// part is some rows of a large group, united by themselves first.
type part struct {
	group int32
	rows  []uint32
	ok    bool
}

// partRows is how many rows a part has at most: enough that most borders are
// inner ones, few enough that all cores have work.
const partRows = 2048

// split cuts large groups into parts.
func (d *dissolver) split() []part {
	var parts []part
	for g, rows := range d.members {
		if len(rows) <= 2*partRows {
			continue
		}
		for p := range slices.Chunk(rows, partRows) {
			parts = append(parts, part{group: int32(g), rows: p})
		}
	}
	return parts
}

// unite puts the union of the polygons among some rows, and of parts united
// before, into w.mesh.rings.
func (d *dissolver) unite(w *worker, rows []uint32, parts []heap) bool {
	var heaps []heap
	for _, row := range rows {
		if d.l.rows[row].kind == gis.PolygonShape {
			heaps = append(heaps, d.l.heap(row))
		}
	}
	heaps = w.thinOut(append(heaps, parts...))
	return w.solve(inA, func(m *mesh) {
		for i := range heaps {
			m.heap(&heaps[i], ofA, nil)
		}
	})
}

// group adds the pieces of one group.
func (d *dissolver) group(w *worker, g int32, c *Chunk, o *Options) {
	rows := d.members[g]
	var parts []heap
	ok := true
	for k := range d.parts {
		if p := &d.parts[k]; p.group == g {
			parts = append(parts, d.united[k])
			ok = ok && p.ok
		}
	}
	direct := rows
	if len(parts) > 0 {
		direct = nil
	}
	w.stats.Meshed++
	switch ok = ok && d.unite(w, direct, parts); {
	case !ok:
		w.stats.Unsolved = append(w.stats.Unsolved, Pair{g, -1})
	case len(w.mesh.rings.refs) > 0:
		area := w.mesh.rings.area()
		d.add(g, gis.PolygonShape, area, c, o)
		w.mesh.rings.append(&c.Shapes)
	}
	d.lines(rows, g, c, o)
	d.points(rows, g, c, o)
}

func (d *dissolver) add(g int32, kind gis.ShapeKind, measure float64, c *Chunk, o *Options) {
	c.Pieces = append(c.Pieces, Piece{
		A: g, B: -1, Row: int32(c.Shapes.Len()), Kind: kind, Measure: measure,
		Sliver: kind == gis.PolygonShape && measure < o.Sliver,
	})
}

// lines adds the lines of a group as the parts of one row.
func (d *dissolver) lines(rows []uint32, g int32, c *Chunk, o *Options) {
	sum := 0.0
	for _, row := range rows {
		f := &d.l.rows[row]
		if f.kind != gis.LineShape {
			continue
		}
		sum += f.measure
		for r := f.ring; r < f.ring+f.rings; r++ {
			c.Shapes.XY = append(c.Shapes.XY, d.l.shapes.Ring(int(r))...)
			c.Shapes.EndRing()
			c.Shapes.EndPart()
		}
	}
	if sum > 0 {
		d.add(g, gis.LineShape, sum, c, o)
		c.Shapes.EndRow(gis.LineShape)
	}
}

// points adds the points of a group, each place once.
func (d *dissolver) points(rows []uint32, g int32, c *Chunk, o *Options) {
	seen := map[[2]float64]bool{}
	for _, row := range rows {
		f := &d.l.rows[row]
		if f.kind != gis.PointShape {
			continue
		}
		xy := d.l.xy(f)
		for i := 0; i+1 < len(xy); i += 2 {
			if p := [2]float64{xy[i], xy[i+1]}; !seen[p] {
				seen[p] = true
				c.Shapes.AppendPoint(p[0], p[1])
				c.Shapes.EndRing()
				c.Shapes.EndPart()
			}
		}
	}
	if len(seen) > 0 {
		d.add(g, gis.PointShape, float64(len(seen)), c, o)
		c.Shapes.EndRow(gis.PointShape)
	}
}
