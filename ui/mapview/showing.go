package mapview

import (
	"context"
	"image"
	"time"

	"segit/gis/render"
)

// showing gives images of a request away before all of it is painted.
type showing struct {
	partial func(*image.RGBA) // nil: to nobody
	last    time.Time         // when something was shown
	cost    time.Duration     // that it took
}

// share is how many times as long as showing took the rest has until the next:
// what shows early is not to make all of it late.
const share = 4

// due reports whether what shows is old enough for the next.
func (s *showing) due() bool {
	return s.partial != nil && time.Since(s.last) > max(firstShow, share*s.cost)
}

func (s *showing) give(img *image.RGBA) {
	s.partial(img)
	s.last = time.Now()
}

// layer takes drawings of a layer while others of it are made, and shows them
// over what lies below it. The image that it draws them into is its own: the
// layer's frame is drawn of all of them in their order. Its errors are those of
// the drawing to come.
func (s *showing) layer(ctx context.Context, r request, layer Layer, below *image.RGBA) func([]*render.Drawing) {
	if s.partial == nil {
		return nil
	}
	var frame *image.RGBA
	var ready []*render.Drawing
	rows := 0
	styles := bare(render.StylesFor(layer.Name, r.theme))
	return func(lot []*render.Drawing) {
		ready = append(ready, lot...)
		if !s.due() || ctx.Err() != nil {
			return
		}
		begun := time.Now()
		if frame == nil {
			frame = blank(r.view)
		}
		rows += render.Rows(ready)
		crowd := render.Crowded(styles, rows)
		err := render.Draw(ctx, frame, r.view, []render.Layer{{Styles: crowd, Drawings: ready}}, render.Fast)
		ready = nil
		if err != nil {
			return
		}
		img := clone(below)
		lay(img, frame)
		s.give(img)
		s.cost = time.Since(begun)
	}
}
