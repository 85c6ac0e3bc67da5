package mapview

import (
	"context"
	"image"
	"time"

	"segit/gis"
	"segit/gis/render"
	"segit/ui/task"
)

// generate is called by the canvas on the UI goroutine, in physical pixels,
// when it needs the image. It draws nothing.
func (m *Map) generate(width, height int) image.Image {
	m.resize(width, height)
	if m.shown == nil || m.shown.Rect.Dx() != width || m.shown.Rect.Dy() != height {
		m.compose()
	}
	if m.fresh != nil && m.fresh.View == m.view {
		shown := *m.fresh
		m.fresh = nil
		if m.Events.Drawn != nil {
			m.post(func() { m.Events.Drawn(shown) })
		}
	}
	return m.shown
}

// resize follows the size of the raster: the middle and the scale stay.
func (m *Map) resize(width, height int) {
	ratio := 1.0
	if size := m.raster.Size(); size.Width > 0 {
		ratio = float64(width) / float64(size.Width)
	}
	if m.view.Width == width && m.view.Height == height && m.view.PixelRatio == ratio {
		return
	}
	if m.view.MetresPerPixel > 0 {
		m.view.MetresPerPixel *= m.view.PixelRatio / ratio
	}
	m.view.Width, m.view.Height, m.view.PixelRatio = width, height, ratio
	if m.fit != nil {
		m.view.MetresPerPixel = max(m.view.MetresPerPixel, 1)
		m.view = m.view.Fit(*m.fit)
		m.fit = nil
		m.trail.visit(m.view)
	}
	m.shown = nil
	m.redraw()
	if m.Events.Viewed != nil && m.view.Usable() {
		m.Events.Viewed(m.view)
	}
}

// compose makes the image that shows: the last frame, moved to where the view
// is now.
func (m *Map) compose() {
	if m.frame != nil && m.frameOf == m.view {
		m.shown = m.frame
		return
	}
	if m.moved == nil || m.moved.Rect.Dx() != m.view.Width || m.moved.Rect.Dy() != m.view.Height {
		m.moved = blank(m.view)
	}
	ground := m.theme.Ground()
	if m.frame == nil || render.Preview(m.moved, m.view, m.frame, m.frameOf, ground) != nil {
		// Without a frame, or with one whose view cannot be placed in this one.
		render.Clear(m.moved, ground)
	}
	m.shown = m.moved
}

// present shows what there is for the view at once.
func (m *Map) present() {
	if m.view.Width > 0 {
		m.compose()
	}
	m.raster.Refresh()
	if m.sketch != nil {
		m.showSketch()
	}
}

// redraw asks for a new frame of the view as it is now.
func (m *Map) redraw() {
	if !m.view.Usable() {
		return
	}
	if m.painter.source == nil {
		m.frame = nil
		m.present()
		return
	}
	next := request{view: m.view, layers: m.layers, theme: m.theme, marked: m.marked, bold: m.bold, quality: render.Fast}
	m.again = false
	m.coarse = next
	m.fresh = nil
	m.tasks.Run(task.Job{
		Slot: slotDraw,
		Work: m.draw(next, false),
		Done: func() {
			m.coarse = request{}
			if m.again {
				m.redraw()
				return
			}
			m.refine(next)
		},
		Failed: m.failed,
	})
}

// follow asks for a new frame after the view moved at the same scale: a
// drawing that runs is worth finishing, for most of it will still be seen.
func (m *Map) follow() {
	if m.tasks.Busy(slotDraw) && m.coarse.view.MetresPerPixel == m.view.MetresPerPixel {
		m.again = true
		return
	}
	m.redraw()
}

// refine draws the same again with smooth edges once the map has been left
// alone for a while.
func (m *Map) refine(r request) {
	r.quality = render.Fine
	work := m.draw(r, true)
	m.tasks.Run(task.Job{
		Slot: slotDraw,
		Work: func(ctx context.Context, progress gis.Progress) error {
			if err := task.Pause(ctx, idle); err != nil {
				return err
			}
			return work(ctx, progress)
		},
		Failed: m.failed,
	})
}

func (m *Map) failed(err error) {
	m.coarse = request{}
	if m.Events.Failed != nil {
		m.Events.Failed(err)
	}
}

// draw is the work of a job: paint a request and hand over what comes of it.
func (m *Map) draw(r request, last bool) func(context.Context, gis.Progress) error {
	m.generation++
	generation, painter := m.generation, m.painter
	return func(ctx context.Context, _ gis.Progress) error {
		begun := time.Now()
		deliver := func(img *image.RGBA, done bool) {
			took := time.Since(begun)
			m.post(func() {
				if generation == m.generation {
					m.arrived(img, Frame{View: r.view, Took: took, Settled: done && last})
				}
			})
		}
		partial := func(img *image.RGBA) { deliver(img, false) }
		if last {
			partial = nil // the coarse frame shows already
		}
		img, err := painter.paint(ctx, r, partial)
		if err != nil {
			return err
		}
		deliver(img, true)
		return nil
	}
}

// arrived takes a frame from a job.
func (m *Map) arrived(img *image.RGBA, f Frame) {
	if f.View.Width != m.view.Width || f.View.Height != m.view.Height {
		return
	}
	m.frame, m.frameOf, m.fresh = img, f.View, &f
	m.present()
}
