package mapview

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/paulmach/orb"

	"segit/ui/look"
)

// What the map answers to.
var (
	_ fyne.Draggable     = (*Map)(nil)
	_ fyne.Scrollable    = (*Map)(nil)
	_ fyne.Focusable     = (*Map)(nil)
	_ desktop.Mouseable  = (*Map)(nil)
	_ desktop.Hoverable  = (*Map)(nil)
	_ desktop.Keyable    = (*Map)(nil)
	_ desktop.Cursorable = (*Map)(nil)
)

// gesture is what the hand is doing on the map.
type gesture struct {
	button  desktop.MouseButton // held now, 0 for none
	from    fyne.Position       // where it went down
	at      fyne.Position       // where the pointer was seen last
	boxing  bool                // the drag draws a zoom box
	dragged bool                // the pointer left the spot: no click comes of it
	space   bool                // the space bar is held: moving pans
}

// clickSlop is how far, in logical pixels, a hand may tremble within a click.
const clickSlop = 4

// identifyReach is how far beside a line one may click, in logical pixels.
const identifyReach = 5

// MouseDown begins a click, a pan or, with Shift, a zoom box.
func (m *Map) MouseDown(e *desktop.MouseEvent) {
	m.focus()
	m.hand = gesture{
		button: e.Button, from: e.Position, at: e.Position, space: m.hand.space,
		boxing: e.Button == desktop.MouseButtonPrimary && e.Modifier&fyne.KeyModifierShift != 0,
	}
}

// Dragged moves the map with the hand, or draws the box.
func (m *Map) Dragged(e *fyne.DragEvent) {
	to := e.Position
	if !m.hand.dragged && near(m.hand.from, to) {
		return
	}
	m.hand.dragged = true
	if m.hand.boxing {
		m.showBox(m.hand.from, to)
	} else {
		m.pan(m.hand.at, to)
	}
	m.hand.at = to
	m.hover(to)
}

// DragEnd is part of fyne.Draggable; MouseUp does the work when the pointer is
// still over the map.
func (m *Map) DragEnd() { m.release() }

// MouseUp ends the gesture; without a drag it is a click.
func (m *Map) MouseUp(e *desktop.MouseEvent) {
	clicked, button := !m.hand.dragged && near(m.hand.from, e.Position), m.hand.button
	m.release()
	m.hand.at = e.Position
	if !clicked || !m.view.Usable() {
		return
	}
	at := m.world(e.Position)
	switch {
	case m.sketch != nil && button == desktop.MouseButtonPrimary:
		m.corner(e.Position)
	case m.sketch != nil && button == desktop.MouseButtonSecondary:
		m.closeSketch()
	case button == desktop.MouseButtonPrimary && m.Events.Click != nil:
		m.Events.Click(at, m.Reach())
	case button == desktop.MouseButtonSecondary && m.Events.Context != nil:
		m.Events.Context(at, e.AbsolutePosition)
	}
}

// release ends a drag.
func (m *Map) release() {
	if m.hand.button == 0 {
		return
	}
	done := m.hand
	m.hand = gesture{space: done.space}
	switch {
	case !done.dragged:
	case done.boxing:
		m.hideBox()
		m.ZoomTo(orb.MultiPoint{m.world(done.from), m.world(done.at)}.Bound())
	default:
		m.trail.visit(m.view)
		m.follow()
	}
}

// MouseIn is part of desktop.Hoverable.
func (m *Map) MouseIn(e *desktop.MouseEvent) { m.MouseMoved(e) }

// MouseMoved tells the coordinate; with the space bar held it pans.
func (m *Map) MouseMoved(e *desktop.MouseEvent) {
	if m.hand.space {
		m.pan(m.hand.at, e.Position)
	}
	m.hand.at = e.Position
	if m.sketch != nil {
		m.showSketch()
	}
	m.hover(e.Position)
}

// MouseOut is part of desktop.Hoverable.
func (m *Map) MouseOut() {}

// Cursor is a cross while a box is being drawn.
func (m *Map) Cursor() desktop.Cursor {
	if m.hand.boxing || m.sketch != nil {
		return desktop.CrosshairCursor
	}
	return desktop.DefaultCursor
}

// Scrolled zooms about the pointer: a step doubles or halves the scale, with
// Ctrl it is finer. Drivers scale and accelerate the distance, so only its
// direction counts.
func (m *Map) Scrolled(e *fyne.ScrollEvent) {
	m.wheel(e.Position, e.Scrolled.DY, modifiers()&fyne.KeyModifierControl != 0)
}

// The zoom steps of the wheel and of the keys.
const (
	coarseStep = 2
	fineStep   = 1.189207 // a quarter of the coarse one: four steps double
)

func (m *Map) wheel(at fyne.Position, dy float32, fine bool) {
	step := float64(coarseStep)
	if fine {
		step = fineStep
	}
	switch {
	case dy > 0:
	case dy < 0:
		step = 1 / step
	default:
		return
	}
	x, y := m.pixel(at)
	m.zoomAt(x, y, step)
	m.hover(at)
}

// modifiers are the keys held now; the test driver has no keyboard.
func modifiers() fyne.KeyModifier {
	if d, ok := fyne.CurrentApp().Driver().(desktop.Driver); ok {
		return d.CurrentKeyModifiers()
	}
	return 0
}

func (m *Map) hover(at fyne.Position) {
	if m.Events.Hover != nil && m.view.Usable() {
		m.Events.Hover(m.world(at))
	}
}

// pixel is a place of the widget in physical pixels.
func (m *Map) pixel(at fyne.Position) (x, y float64) {
	return float64(at.X) * m.view.PixelRatio, float64(at.Y) * m.view.PixelRatio
}

// world is the ground under a place of the widget.
func (m *Map) world(at fyne.Position) orb.Point { return m.view.ToWorld(m.pixel(at)) }

func near(a, b fyne.Position) bool {
	d := a.Subtract(b)
	return d.X*d.X+d.Y*d.Y <= clickSlop*clickSlop
}

func (m *Map) showBox(a, b fyne.Position) {
	line := m.themeLine()
	m.box.StrokeColor, m.box.FillColor = line, look.Faded(line, 0.15)
	m.box.Move(fyne.NewPos(min(a.X, b.X), min(a.Y, b.Y)))
	m.box.Resize(fyne.NewSize(max(a.X, b.X)-min(a.X, b.X), max(a.Y, b.Y)-min(a.Y, b.Y)))
	m.box.Show()
	m.box.Refresh()
}

func (m *Map) hideBox() {
	m.box.Hide()
	m.box.Refresh()
}
