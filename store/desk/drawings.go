package desk

import (
	"context"

	"github.com/paulmach/orb"

	"segit/gis/render"
	"segit/store"
	"segit/store/cores"
	"segit/store/shelf"
)

// Drawings gives what a layer draws in a window at a scale: the drawings of the
// pyramid in far views, made here where none are stored yet, the geometry itself with labels in near ones. The
// drawings are shared: read only.
func (d *Desk) Drawings(ctx context.Context, layer, source string, bound orb.Bound, metresPerPixel float64) ([]*render.Drawing, error) {
	var all []*render.Drawing
	if layer == store.DatasetFindings {
		return d.findingDrawings(ctx, bound)
	}
	err := d.with(func(s *store.Snapshot) error {
		q := store.Ask{Dataset: layer, Source: source}
		level := render.LevelFor(metresPerPixel)
		if level == 0 {
			return s.FullDrawings(ctx, q, bound, func(drawing *render.Drawing) error {
				all = append(all, drawing)
				return nil
			})
		}
		refs, err := s.Drawings(q, bound, level)
		if err != nil {
			return err
		}
		all, err = d.drawings.get(ctx, s, refs)
		return err
	})
	return all, err
}

// KeepDrawings stores the drawings of far views that are not stored yet, in the
// background of other work: layers are drawn from their rows until then. segments
// is of how many.
func (d *Desk) KeepDrawings(ctx context.Context) (segments int, err error) {
	return d.archive.KeepDrawings(ctx)
}

// drawingRoom is how much memory decoded drawings may take.
const drawingRoom = 128 << 20

// drawingShelf keeps decoded drawings. A drawing never changes: its segment is
// never rewritten.
type drawingShelf struct {
	*shelf.Shelf[store.DrawingRef, *render.Drawing]
}

func newDrawingShelf() drawingShelf {
	return drawingShelf{shelf.New[store.DrawingRef, *render.Drawing](drawingRoom)}
}

// get decodes what is not kept, on all cores.
func (c drawingShelf) get(ctx context.Context, s *store.Snapshot, refs []store.DrawingRef) ([]*render.Drawing, error) {
	all := make([]*render.Drawing, len(refs))
	var missing []int
	for i, ref := range refs {
		var ok bool
		if all[i], ok = c.Find(ref); !ok {
			missing = append(missing, i)
		}
	}
	err := cores.Each(ctx, len(missing), func(n int) error {
		i := missing[n]
		drawing, err := s.Drawing(refs[i])
		if err == nil {
			all[i] = drawing
			size := 4*(len(drawing.XY)+len(drawing.RingEnd)+len(drawing.RowEnd)+len(drawing.Row)) + len(drawing.Kind)
			c.Put(refs[i], drawing, int64(size))
		}
		return err
	})
	return all, err
}
