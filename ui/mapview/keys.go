package mapview

import (
	"fyne.io/fyne/v2"
)

// arrowPart is the part of the view that an arrow key moves by.
const arrowPart = 0.25

// focus takes the keyboard, so that the arrows move the map.
func (m *Map) focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(m); c != nil {
		c.Focus(m)
	}
}

// FocusGained is part of fyne.Focusable.
func (m *Map) FocusGained() {}

// FocusLost forgets a held space bar: its release goes elsewhere.
func (m *Map) FocusLost() { m.hand.space = false }

// TypedRune zooms on plus and minus, of the keypad too.
func (m *Map) TypedRune(r rune) {
	switch r {
	case '+':
		m.Zoom(coarseStep)
	case '-':
		m.Zoom(1.0 / coarseStep)
	}
}

// TypedKey moves and zooms; Esc ends the drawing, then whatever Escape does.
func (m *Map) TypedKey(e *fyne.KeyEvent) {
	if m.sketchKey(e.Name) {
		return
	}
	switch e.Name {
	case fyne.KeyLeft:
		m.arrow(-arrowPart, 0)
	case fyne.KeyRight:
		m.arrow(arrowPart, 0)
	case fyne.KeyUp:
		m.arrow(0, -arrowPart)
	case fyne.KeyDown:
		m.arrow(0, arrowPart)
	case fyne.KeyPageUp:
		m.Zoom(coarseStep)
	case fyne.KeyPageDown:
		m.Zoom(1.0 / coarseStep)
	case fyne.KeyHome:
		m.FullExtent()
	case fyne.KeyEscape:
		if !m.Stop() && m.Events.Escape != nil {
			m.Events.Escape()
		}
	}
}

func (m *Map) arrow(dx, dy float64) {
	v := m.view
	x, y := float64(v.Width)*(0.5+dx), float64(v.Height)*(0.5+dy)
	m.Centre(v.ToWorld(x, y))
}

// KeyDown holds the space bar.
func (m *Map) KeyDown(e *fyne.KeyEvent) {
	if e.Name == fyne.KeySpace {
		m.hand.space = true
	}
}

// KeyUp lets the space bar go.
func (m *Map) KeyUp(e *fyne.KeyEvent) {
	if e.Name == fyne.KeySpace && m.hand.space {
		m.hand.space = false
		m.trail.visit(m.view)
	}
}
