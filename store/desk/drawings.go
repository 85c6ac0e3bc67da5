package desk

import (
	"container/list"
	"context"
	"sync"

	"github.com/paulmach/orb"

	"segit/gis/render"
	"segit/store"
)

// Drawings gives what a layer draws in a window at a scale: stored drawings of
// the pyramid in far views, the geometry itself with labels in near ones. The
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

// drawingBudget is how much memory decoded drawings may take.
const drawingBudget = 128 << 20

// drawingCache keeps decoded drawings, the least used leave first. A drawing
// never changes: its segment is never rewritten.
type drawingCache struct {
	mu     sync.Mutex
	size   int
	recent *list.List // of *cachedDrawing, most recent in front
	byRef  map[store.DrawingRef]*list.Element
}

type cachedDrawing struct {
	ref     store.DrawingRef
	drawing *render.Drawing
	size    int
}

func newDrawingCache() *drawingCache {
	return &drawingCache{recent: list.New(), byRef: map[store.DrawingRef]*list.Element{}}
}

func (c *drawingCache) find(ref store.DrawingRef) *render.Drawing {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e := c.byRef[ref]; e != nil {
		c.recent.MoveToFront(e)
		return e.Value.(*cachedDrawing).drawing //nolint:forcetypeassert // the list holds nothing else
	}
	return nil
}

func (c *drawingCache) put(ref store.DrawingRef, drawing *render.Drawing) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.byRef[ref] != nil {
		return
	}
	size := 4*(len(drawing.XY)+len(drawing.RingEnd)+len(drawing.RowEnd)+len(drawing.Row)) + len(drawing.Kind)
	c.byRef[ref] = c.recent.PushFront(&cachedDrawing{ref, drawing, size})
	c.size += size
	for c.size > drawingBudget && c.recent.Len() > 1 {
		e := c.recent.Back()
		old := c.recent.Remove(e).(*cachedDrawing) //nolint:forcetypeassert // the list holds nothing else
		delete(c.byRef, old.ref)
		c.size -= old.size
	}
}

// get decodes what is not kept, on all cores.
func (c *drawingCache) get(ctx context.Context, s *store.Snapshot, refs []store.DrawingRef) ([]*render.Drawing, error) {
	all := make([]*render.Drawing, len(refs))
	var missing []int
	for i, ref := range refs {
		if all[i] = c.find(ref); all[i] == nil {
			missing = append(missing, i)
		}
	}
	err := parallel(ctx, len(missing), func(n int) error {
		i := missing[n]
		drawing, err := s.Drawing(refs[i])
		if err == nil {
			all[i] = drawing
			c.put(refs[i], drawing)
		}
		return err
	})
	return all, err
}
