package desk

import (
	"context"

	"segit/gis"
	"segit/gis/overlay"
	"segit/store/spill"
)

// drawSpilled draws B to A, as [overlay.Snap] does, where neither is in memory:
// window by window to what the other has near it, and onto new tapes.
func (r *overlayRun) drawSpilled(ctx context.Context) error {
	if err := r.stockAll(ctx, r.a); err != nil {
		return err
	}
	moved, err := r.draw(ctx, r.b, r.a, true)
	if err != nil {
		return err
	}
	r.drew(moved)
	r.a.stocked = nil // as it was before
	if _, err = r.draw(ctx, r.a, r.b, false); err != nil {
		return err
	}
	if r.groups != nil {
		r.groups.finish()
	}
	return nil
}

// draw puts a side, drawn to the stock of the other, onto a tape of its own, which
// takes the place of the one it had; and B into what can be searched.
func (r *overlayRun) draw(ctx context.Context, s, to *overlaySide, move bool) (moved int, err error) {
	file, err := r.working()
	if err != nil {
		return 0, err
	}
	tape := file.NewTape(s.rows.Schema, tapeRows)
	r.progress.Stage(gis.Say("overlay.sorting", s.name), int64(s.count))
	err = r.windows(ctx, s, func() error {
		d := overlay.NewDrawing(s.layer, r.req.Tolerance, move)
		if err := r.drawPart(ctx, d, s, to, s.layer.Order()); err != nil {
			return err
		}
		layer, n, err := d.Done(ctx, overlay.Options{Threads: r.req.Threads})
		if err != nil {
			return err
		}
		s.layer, s.rows.Shapes, moved = layer, *layer.Shapes(), moved+n
		r.enrol(s)
		if s == r.b {
			if err := r.stock(s); err != nil {
				return err
			}
		}
		r.progress.Add(int64(s.rows.Len()))
		v := s.view()
		return tape.Put(v, 0, v.Len())
	})
	if err == nil {
		err = tape.Close()
	}
	if err == nil && s == r.b && s.stocked != nil {
		err = s.stocked.Close()
	}
	s.tape, s.drawn, s.transform = tape, true, nil
	return moved, err
}

// drawPart draws some rows of a window, in the order of the curve; halves of them
// where what lies near them has no room. One row has all that is near it.
func (r *overlayRun) drawPart(ctx context.Context, d *overlay.Drawing, s, to *overlaySide, rows []uint32) error {
	box := nowhere()
	some := make([]uint32, 0, len(rows))
	for _, row := range rows {
		if s.layer.Used(int(row)) {
			box = around(box, s.layer.Bound(int(row)))
			some = append(some, row)
		}
	}
	if len(some) == 0 {
		return nil
	}
	box = box.Pad(r.req.Tolerance)
	blocks, weight := to.meeting(box)
	if weight > r.room.near && len(some) > 1 {
		if err := r.drawPart(ctx, d, s, to, some[:len(some)/2]); err != nil {
			return err
		}
		return r.drawPart(ctx, d, s, to, some[len(some)/2:])
	}
	if err := to.fetch(ctx, blocks, box); err != nil {
		return err
	}
	return d.To(ctx, to.layer, some, overlay.Options{Threads: r.req.Threads})
}

// showDrawn makes rows of a tape of drawn ones the window.
func (s *overlaySide) showDrawn(v *spill.Rows) {
	for row, mark := range v.Marks {
		if mark == asideMark {
			v.Batch.Shapes.Kind[row] = gis.NoShape
		}
	}
	s.show(v)
}
