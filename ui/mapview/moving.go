package mapview

import (
	"image/color"
	"math"

	"fyne.io/fyne/v2"
	"github.com/paulmach/orb"

	"segit/gis/render"
)

// move shows another view: the last frame shifted at once, a new one as soon
// as it is drawn.
func (m *Map) move(to render.View) {
	if !to.Usable() {
		return
	}
	sameScale := to.MetresPerPixel == m.view.MetresPerPixel
	m.view = to
	m.present()
	if sameScale {
		m.follow()
	} else {
		m.redraw()
	}
	if m.Events.Viewed != nil {
		m.Events.Viewed(to)
	}
}

// jump is a move that "previous view" can take back.
func (m *Map) jump(to render.View) {
	m.move(to)
	m.trail.visit(m.view)
}

// pan shifts the ground with the hand, by whole pixels so that lines do not
// shimmer.
func (m *Map) pan(from, to fyne.Position) {
	x0, y0 := m.pixel(from)
	x1, y1 := m.pixel(to)
	v := m.view
	v.Centre[0] -= (math.Round(x1) - math.Round(x0)) * v.MetresPerPixel
	v.Centre[1] += (math.Round(y1) - math.Round(y0)) * v.MetresPerPixel
	m.move(v)
}

func (m *Map) zoomAt(x, y, factor float64) {
	if m.view.Usable() {
		m.jump(m.view.ZoomAt(x, y, factor))
	}
}

// Zoom magnifies about the middle; factor 2 shows half the ground.
func (m *Map) Zoom(factor float64) {
	m.zoomAt(float64(m.view.Width)/2, float64(m.view.Height)/2, factor)
}

// SetScale shows the ground about the middle at 1:denominator.
func (m *Map) SetScale(denominator float64) { m.jump(m.view.WithScale(denominator)) }

// Centre brings a point into the middle at the same scale.
func (m *Map) Centre(at orb.Point) {
	v := m.view
	v.Centre = at
	m.jump(v)
}

// closest is the scale beyond which a small feature is not magnified: its
// surroundings say where one is.
const closest = 500

// ZoomTo shows a box of the ground with a margin, or, before the widget has a
// size, as soon as it has one. A small box is shown at 1:500.
func (m *Map) ZoomTo(box orb.Bound) {
	if box.Min[0] > box.Max[0] || box.Min[1] > box.Max[1] {
		return
	}
	if m.view.Width == 0 {
		m.fit = &box
		return
	}
	v := m.view
	v.MetresPerPixel = max(v.MetresPerPixel, 1)
	v = v.Fit(box)
	if v.Scale() < closest {
		v = v.WithScale(closest)
	}
	m.jump(v)
}

// ZoomToFeature shows a feature with its neighbours around it.
func (m *Map) ZoomToFeature(box orb.Bound) {
	margin := max(box.Max[0]-box.Min[0], box.Max[1]-box.Min[1]) * 0.75
	m.ZoomTo(box.Pad(margin))
}

// FullExtent shows everything.
func (m *Map) FullExtent() { m.ZoomTo(m.full) }

// Back goes to the previous view.
func (m *Map) Back() { m.step(-1) }

// Forward goes to the next view.
func (m *Map) Forward() { m.step(1) }

func (m *Map) step(by int) {
	if v, ok := m.trail.step(by); ok {
		now := m.view
		now.Centre, now.MetresPerPixel = v.Centre, v.MetresPerPixel
		m.move(now)
	}
}

// Redraw forgets every frame and draws again.
func (m *Map) Redraw() { m.Changed("") }

// Stop ends the drawing that runs and reports whether there was one. The fine
// drawing of an idle map does not count: nobody waits for it.
func (m *Map) Stop() bool {
	busy := m.coarse.view.Width > 0
	if busy {
		m.tasks.Cancel(slotDraw)
	}
	m.coarse, m.again = request{}, false
	return busy
}

// themeLine is the colour of the selection and of the zoom box.
func (m *Map) themeLine() color.RGBA {
	return render.StyleFor(render.SelectionLayer, m.theme).Line
}
