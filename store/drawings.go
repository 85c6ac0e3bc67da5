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
}

// Drawings names the drawings of a layer that meet a window at a coarse level
// (1 and up).
func (s *Snapshot) Drawings(q Ask, w orb.Bound, level int) ([]DrawingRef, error) {
	q.Within = &w
	var refs []DrawingRef
	for seg := range s.segments(&q) {
		meta, err := seg.readMeta()
		if err != nil {
			return nil, err
		}
		for chunk, box := range meta.Chunks {
			if meets(boundOf(box), w) {
				refs = append(refs, DrawingRef{seg.info.ID, level, chunk})
			}
		}
	}
	return refs, nil
}

// Drawing reads a stored drawing; its rows are rows of the segment.
func (s *Snapshot) Drawing(ref DrawingRef) (*render.Drawing, error) {
	for i := range s.m.Segments {
		if s.m.Segments[i].ID != ref.Segment {
			continue
		}
		plain, err := s.archive.segment(s.m, i).value(pyramidValue, pyramidKey(ref.Level, ref.Chunk))
		if err != nil {
			return nil, err
		}
		return render.DecodeDrawing(plain)
	}
	return nil, gis.Refuse("store.Drawing", gis.NotFound, "store.damaged", "drawings")
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
			d.Row[i] = rows.First + uint32(row)
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
