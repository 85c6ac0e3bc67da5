package desk

import (
	"context"
	"sync"

	"github.com/paulmach/orb"

	"segit/gis/render"
	"segit/store"
	"segit/store/cores"
	"segit/store/shelf"
)

// Drawings gives what a layer draws in a window at a scale: the drawings of the
// pyramid in far views, made here where none are stored yet, the geometry itself
// with labels in near ones. The drawings are shared: read only. Since the making
// takes its time, some, where it is not nil, gets meanwhile those that are ready,
// lot by lot and one lot at a time, each once and the last perhaps not.
func (d *Desk) Drawings(
	ctx context.Context, layer, source string, bound orb.Bound, metresPerPixel float64, some func([]*render.Drawing),
) ([]*render.Drawing, error) {
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
				if some != nil {
					some(all[len(all)-1:])
				}
				return nil
			})
		}
		refs, err := s.Drawings(q, bound, level)
		if err != nil {
			return err
		}
		all, err = d.drawings.get(ctx, s, refs, &lots{some: some})
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

// lots gives drawings away while others are made.
type lots struct {
	some   func([]*render.Drawing) // nil: to nobody
	mu     sync.Mutex
	ready  []*render.Drawing
	giving sync.Mutex
}

// add takes a drawing and gives what is ready, unless that is being done: nobody
// waits for another's lot.
func (l *lots) add(drawing *render.Drawing) {
	if l.some == nil {
		return
	}
	l.mu.Lock()
	l.ready = append(l.ready, drawing)
	l.mu.Unlock()
	if !l.giving.TryLock() {
		return
	}
	defer l.giving.Unlock()
	l.mu.Lock()
	lot := l.ready
	l.ready = nil
	l.mu.Unlock()
	if len(lot) > 0 {
		l.some(lot)
	}
}

// get decodes what is not kept, on all cores.
func (c drawingShelf) get(ctx context.Context, s *store.Snapshot, refs []store.DrawingRef, ready *lots) ([]*render.Drawing, error) {
	all := make([]*render.Drawing, len(refs))
	var missing []int
	for i, ref := range refs {
		var ok bool
		if all[i], ok = c.Find(ref); !ok {
			missing = append(missing, i)
		} else {
			ready.ready = append(ready.ready, all[i]) // given with the first that is made
		}
	}
	err := cores.Each(ctx, len(missing), func(n int) error {
		i := missing[n]
		drawing, err := s.Drawing(refs[i])
		if err == nil {
			all[i] = drawing
			size := 4*(len(drawing.XY)+len(drawing.RingEnd)+len(drawing.RowEnd)+len(drawing.Row)) + len(drawing.Kind)
			c.Put(refs[i], drawing, int64(size))
			ready.add(drawing)
		}
		return err
	})
	return all, err
}
