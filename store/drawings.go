package store

import (
	"context"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
)

// DrawingRef names a stored drawing: a chunk of a layer at a level of its
// pyramid, so that whoever draws can keep the decoded one.
type DrawingRef struct {
	Segment uint32
	Level   int
	Chunk   int
	Rows    uint64 // tells which rows of the segment are drawn; 0 for all
}

// Drawings names the drawings of a layer that meet a window at a coarse level
// (1 and up). Some may not have been made yet: [Snapshot.Drawing] makes those.
func (s *Snapshot) Drawings(q Ask, w orb.Bound, level int) ([]DrawingRef, error) {
	q.Within = &w
	var refs []DrawingRef
	for v := range s.views(&q) {
		boxes, err := v.chunkBoxes(level)
		if err != nil {
			return nil, err
		}
		live, err := v.live()
		if err != nil {
			return nil, err
		}
		print := live.print()
		for chunk, box := range boxes {
			if meets(boundOf(box), w) {
				refs = append(refs, DrawingRef{v.info.ID, level, chunk, print})
			}
		}
	}
	return refs, nil
}

// Drawing gives a drawing: the stored one, or one made of the rows where none is
// stored yet. Its rows are rows of the segment.
func (s *Snapshot) Drawing(ref DrawingRef) (*render.Drawing, error) {
	i := s.m.segmentAt(ref.Segment)
	if i < 0 {
		return nil, gis.Refuse("store.Drawing", gis.NotFound, "store.damaged", "drawings")
	}
	d, err := s.archive.segment(s.m, i).drawing(ref.Level, ref.Chunk)
	if err != nil || ref.Rows == 0 {
		return d, err
	}
	live, err := s.drawn(i, ref.Rows)
	if err != nil {
		return nil, err
	}
	return d.Only(func(row uint32) bool { return live.has(int(row)) }), nil
}

// FullDrawings draws the rows of a layer that meet a window from the stored
// geometry itself, with labels: for near views. each is called per block.
func (s *Snapshot) FullDrawings(ctx context.Context, q Ask, w orb.Bound, each func(*render.Drawing) error) error {
	q.Within = &w
	q.Shapes = true
	q.Columns, q.Roles = []string{}, []gis.Role{gis.RoleLabel}
	origin := orb.Point{float64(int64(w.Min[0])), float64(int64(w.Min[1]))}
	for rows, err := range s.Scan(ctx, q) {
		if err != nil {
			return err
		}
		var in []int
		for row := range rows.Len() {
			if meets(rows.Shapes.Bound(row), w) {
				in = append(in, row)
			}
		}
		if len(in) == 0 {
			continue
		}
		d := render.Simplify(&rows.Shapes, in, 0, origin)
		label := rows.Schema.Role(gis.RoleLabel)
		if label >= 0 {
			d.Label = make([]string, 0, len(in))
		}
		for i, row := range in {
			d.Row[i] = rows.Ref(row).Row
			if label >= 0 {
				d.Label = append(d.Label, rows.Text(label, row))
			}
		}
		if err := each(d); err != nil {
			return err
		}
	}
	return nil
}

// drawn is the set of rows that a drawing's reference names.
func (s *Snapshot) drawn(i int, print uint64) (set *rowSet, err error) {
	found := false
	s.m.views(s.archive, i, func(v *view) bool {
		set, err = v.live()
		found = err == nil && set.print() == print
		return err == nil && !found
	})
	if err == nil && !found {
		err = gis.Refuse("store.Drawing", gis.NotFound, "store.damaged", "drawings")
	}
	return set, err
}
