package mapview

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/paulmach/orb"
)

// sketch is a polygon that the hand draws: a click sets a corner, a click on the
// last or the first one ends it, as Enter does; Backspace takes a corner back and
// Esc leaves it.
type sketch struct {
	corners []orb.Point
	done    func(orb.Ring) // nil when it was left
}

// Sketch lets the user draw a polygon; done gets it closed, nil when it was left.
// Another sketch that was being drawn is left.
func (m *Map) Sketch(done func(orb.Ring)) {
	m.endSketch(nil)
	m.sketch = &sketch{done: done}
	m.focus()
	m.showSketch()
}

// Sketching reports whether a polygon is being drawn.
func (m *Map) Sketching() bool { return m.sketch != nil }

// LeaveSketch leaves the polygon that is being drawn.
func (m *Map) LeaveSketch() { m.endSketch(nil) }

func (m *Map) endSketch(ring orb.Ring) {
	s := m.sketch
	if s == nil {
		return
	}
	m.sketch = nil
	m.showSketch()
	s.done(ring)
}

// corner sets a corner where a click was, or ends the polygon.
func (m *Map) corner(at fyne.Position) {
	s := m.sketch
	n := len(s.corners)
	if n > 0 && (near(m.position(s.corners[n-1]), at) || n > 2 && near(m.position(s.corners[0]), at)) {
		m.closeSketch()
		return
	}
	s.corners = append(s.corners, m.world(at))
	m.showSketch()
}

// closeSketch ends a polygon that has three corners.
func (m *Map) closeSketch() {
	if s := m.sketch; len(s.corners) > 2 {
		m.endSketch(append(orb.Ring(s.corners), s.corners[0]))
	}
}

// sketchKey does what a key means while a polygon is being drawn.
func (m *Map) sketchKey(name fyne.KeyName) bool {
	if m.sketch == nil {
		return false
	}
	switch name {
	case fyne.KeyEscape:
		m.endSketch(nil)
	case fyne.KeyReturn, fyne.KeyEnter:
		m.closeSketch()
	case fyne.KeyBackspace:
		if n := len(m.sketch.corners); n > 0 {
			m.sketch.corners = m.sketch.corners[:n-1]
			m.showSketch()
		}
	default:
		return false
	}
	return true
}

// showSketch draws the corners, the sides, and the side that follows the pointer.
func (m *Map) showSketch() {
	m.pen.RemoveAll()
	if s := m.sketch; s != nil && m.view.Usable() {
		ink := m.themeLine()
		var at []fyne.Position
		for _, c := range s.corners {
			at = append(at, m.position(c))
		}
		for i, p := range at {
			if i > 0 {
				m.side(at[i-1], p, ink, 2)
			}
			dot := canvas.NewCircle(ink)
			dot.Resize(fyne.NewSquareSize(7))
			dot.Move(p.SubtractXY(3.5, 3.5))
			m.pen.Add(dot)
		}
		if n := len(at); n > 0 {
			m.side(at[n-1], m.hand.at, ink, 1)
			if n > 1 {
				m.side(m.hand.at, at[0], ink, 1)
			}
		}
	}
	m.pen.Refresh()
}

func (m *Map) side(from, to fyne.Position, ink color.Color, width float32) {
	l := canvas.NewLine(ink)
	l.StrokeWidth = width
	l.Position1, l.Position2 = from, to
	m.pen.Add(l)
}

// position is where a place of the ground shows on the widget.
func (m *Map) position(p orb.Point) fyne.Position {
	x, y := m.view.ToPixel(p)
	return fyne.NewPos(float32(x/m.view.PixelRatio), float32(y/m.view.PixelRatio))
}
