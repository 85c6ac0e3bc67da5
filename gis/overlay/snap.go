package overlay

import (
	"cmp"
	"context"
	"math"
	"slices"

	"segit/gis"
)

// Snap draws b to a within a tolerance, in the unit of the coordinates, before
// they are put over each other, so that borders meant to be one are one: a
// vertex of b moves to the nearest vertex of a, a vertex of a beside an edge of
// b becomes a vertex of it, and last a vertex of b beside an edge of a becomes
// a vertex of that. No vertex of a moves. Both come back as new layers, the old
// ones stay as they are; rows that changed are told by [Layer.Repaired], and
// rows that got a fault by it stand among the noted, with those noted before.
// moved is how many rows of b changed.
func Snap(ctx context.Context, a, b *Layer, tolerance float64, o Options) (snappedA, snappedB *Layer, moved int, err error) {
	if !(tolerance > 0) {
		return a, b, 0, nil
	}
	snappedB, moved, err = b.drawTo(ctx, a, tolerance, true, o)
	if err != nil {
		return nil, nil, 0, err
	}
	snappedA, _, err = a.drawTo(ctx, snappedB, tolerance, false, o)
	return snappedA, snappedB, moved, err
}

// drawTo makes the layer in which l is drawn to the vertices of to.
func (l *Layer) drawTo(ctx context.Context, to *Layer, tolerance float64, move bool, o Options) (*Layer, int, error) {
	d := NewDrawing(l, tolerance, move)
	rows := make([]uint32, l.Len())
	for row := range rows {
		rows[row] = uint32(row)
	}
	if err := d.To(ctx, to, rows, o); err != nil {
		return nil, 0, err
	}
	return d.Done(ctx, o)
}

// Drawing draws the rows of a layer some at a time, each set of them to the rows
// of another layer that lie within the tolerance: a half of [Snap], for layers
// that are not in memory whole.
type Drawing struct {
	l         *Layer
	tolerance float64
	move      bool
	rows      []gis.Shapes
	changed   []bool
}

// NewDrawing begins a drawing of l. move is for the second layer, whose vertices
// move; those of the first stay and its edges only get new ones.
func NewDrawing(l *Layer, tolerance float64, move bool) *Drawing {
	return &Drawing{l, tolerance, move, make([]gis.Shapes, l.Len()), make([]bool, l.Len())}
}

// To draws some rows to the vertices of another layer.
func (d *Drawing) To(ctx context.Context, to *Layer, rows []uint32, o Options) error {
	snappers := make([]snapper, o.threads())
	return abreast(ctx, len(snappers), len(rows), longestLot, func(worker, from, end int) {
		s := &snappers[worker]
		s.tolerance, s.move = d.tolerance, d.move
		for _, row := range rows[from:end] {
			d.changed[row] = s.row(d.l, to, int(row), &d.rows[row])
		}
	})
}

// Done makes the layer of the rows as they are drawn, and says how many changed.
func (d *Drawing) Done(ctx context.Context, o Options) (*Layer, int, error) {
	whole, count := &gis.Shapes{XY: make([]float64, 0, len(d.l.shapes.XY))}, 0
	for row := range d.l.rows {
		switch {
		case d.changed[row]:
			count++
			whole.AppendRow(&d.rows[row], 0)
		case d.l.state[row] == aside:
			whole.AppendEmpty()
		default:
			whole.AppendRow(d.l.shapes, row)
		}
	}
	out, err := Prepare(ctx, whole, o)
	if err != nil {
		return nil, 0, err
	}
	out.inherit(d.l, d.changed)
	return out, count, nil
}

// inherit takes over what was known of the rows before they were drawn.
func (l *Layer) inherit(before *Layer, changed []bool) {
	// A row that was set aside comes as an empty one: its first fault counts.
	l.noted = slices.DeleteFunc(l.noted, func(n Noted) bool { return before.state[n.Row] == aside })
	l.noted = append(slices.Clone(before.noted), l.noted...)
	slices.SortStableFunc(l.noted, func(p, q Noted) int { return cmp.Compare(p.Row, q.Row) })
	for row := range l.state {
		if l.state[row] == sound && (changed[row] || before.state[row] == repaired) {
			l.state[row] = repaired
		}
	}
}

// snapper is the working memory of one goroutine.
type snapper struct {
	tolerance float64
	move      bool
	near      []uint32
	points    []target
	touched   []int32 // of points, those that the line at hand has or gets
	drawn     []float64
	inserted  []target
}

// target is a vertex to be drawn to, and where it goes into the line at hand.
type target struct {
	x, y        float64
	edge        int32 // whose vertex it becomes; or one of the below
	along, away float64
}

const (
	inNoEdge = -1
	isVertex = -2 // of the line already
)

// row writes to out how a row is drawn; false when it stays as it is.
func (s *snapper) row(l, to *Layer, row int, out *gis.Shapes) bool {
	f := &l.rows[row]
	if f.kind == gis.NoShape || !s.gather(to, f) {
		return false
	}
	changed := false
	p0, p1 := l.shapes.Parts(row)
	for p := p0; p < p1; p++ {
		r0, r1 := l.shapes.Rings(p)
		for r := r0; r < r1; r++ {
			changed = s.line(l.shapes.Ring(r), out) || changed
			out.EndRing()
		}
		out.EndPart()
	}
	out.EndRow(f.kind)
	return changed
}

// gather collects the vertices of to that may lie near a feature.
func (s *snapper) gather(to *Layer, f *feature) bool {
	box := f.bound().Pad(s.tolerance)
	s.near = to.meet(s.near[:0], box)
	s.points = s.points[:0]
	for _, k := range s.near {
		xy := to.xy(&to.rows[k])
		for i := 0; i+1 < len(xy); i += 2 {
			if x, y := xy[i], xy[i+1]; x >= box.Min[0] && x <= box.Max[0] && y >= box.Min[1] && y <= box.Max[1] {
				s.points = append(s.points, target{x: x, y: y, edge: inNoEdge})
			}
		}
	}
	slices.SortFunc(s.points, func(p, q target) int { return cmp.Or(cmp.Compare(p.x, q.x), cmp.Compare(p.y, q.y)) })
	s.points = slices.Compact(s.points)
	return len(s.points) > 0
}

// line draws a line or ring: its vertices first, then the targets beside its edges
// become vertices.
func (s *snapper) line(xy []float64, out *gis.Shapes) (changed bool) {
	s.drawn = s.drawn[:0]
	for i := 0; i+1 < len(xy); i += 2 {
		x, y := s.vertex(xy[i], xy[i+1])
		changed = changed || x != xy[i] || y != xy[i+1]
		s.drawn = append(s.drawn, x, y)
	}
	s.insert()
	next := 0
	for i := 0; i+1 < len(s.drawn); i += 2 {
		for ; next < len(s.inserted) && int(s.inserted[next].edge) < i/2; next++ {
			out.AppendPoint(s.inserted[next].x, s.inserted[next].y)
			changed = true
		}
		if x, y := s.drawn[i], s.drawn[i+1]; i == 0 || x != s.drawn[i-2] || y != s.drawn[i-1] || len(s.drawn) == 4 {
			out.AppendPoint(x, y)
		}
	}
	return changed
}

// insert puts into s.inserted the targets that lie beside an edge of the drawn
// line and are none of its vertices, in order along it. Each goes into the nearest
// edge alone: where vertices stand closer than the tolerance is wide, one that went
// into every edge in reach would have the line run to and fro.
func (s *snapper) insert() {
	for i := 0; i+1 < len(s.drawn); i += 2 {
		x, y := s.drawn[i], s.drawn[i+1]
		for k := s.from(x); k < len(s.points) && s.points[k].x == x; k++ {
			if s.points[k].y == y && s.points[k].edge == inNoEdge {
				s.points[k].edge = isVertex
				s.touched = append(s.touched, int32(k))
			}
		}
	}
	for i := 2; i+1 < len(s.drawn); i += 2 {
		s.beside(int32(i/2-1), s.drawn[i-2], s.drawn[i-1], s.drawn[i], s.drawn[i+1])
	}
	s.inserted = s.inserted[:0]
	for _, k := range s.touched {
		if p := &s.points[k]; p.edge >= 0 {
			s.inserted = append(s.inserted, *p)
		}
		s.points[k].edge = inNoEdge
	}
	s.touched = s.touched[:0]
	slices.SortFunc(s.inserted, func(p, q target) int { return cmp.Or(cmp.Compare(p.edge, q.edge), cmp.Compare(p.along, q.along)) })
}

// from is the first target not west of x.
func (s *snapper) from(x float64) int {
	k, _ := slices.BinarySearchFunc(s.points, x, func(p target, x float64) int { return cmp.Compare(p.x, x) })
	return k
}

// vertex is where a vertex goes: to the nearest target within the tolerance.
func (s *snapper) vertex(x, y float64) (float64, float64) {
	if !s.move {
		return x, y
	}
	best, tx, ty := s.tolerance, x, y
	for k := s.from(x - s.tolerance); k < len(s.points) && s.points[k].x <= x+s.tolerance; k++ {
		p := &s.points[k]
		if d := math.Hypot(p.x-x, p.y-y); d < best || d == best && tx == x && ty == y {
			best, tx, ty = d, p.x, p.y
		}
	}
	return tx, ty
}

// beside notes the targets that lie beside an edge, not beside its ends, nearer
// than beside any before.
func (s *snapper) beside(edge int32, ax, ay, bx, by float64) {
	dx, dy := bx-ax, by-ay
	long := dx*dx + dy*dy
	if long == 0 {
		return
	}
	low, high := min(ay, by)-s.tolerance, max(ay, by)+s.tolerance
	for k := s.from(min(ax, bx) - s.tolerance); k < len(s.points) && s.points[k].x <= max(ax, bx)+s.tolerance; k++ {
		p := &s.points[k]
		if p.y < low || p.y > high || p.edge == isVertex {
			continue
		}
		along := ((p.x-ax)*dx + (p.y-ay)*dy) / long
		away := math.Hypot(p.x-ax-along*dx, p.y-ay-along*dy)
		if along <= 0 || along >= 1 || away > s.tolerance || p.edge != inNoEdge && away >= p.away {
			continue
		}
		if p.edge == inNoEdge {
			s.touched = append(s.touched, int32(k))
		}
		p.edge, p.along, p.away = edge, along, away
	}
}
