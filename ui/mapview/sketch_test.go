package mapview

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"github.com/paulmach/orb"
)

// tap is a click without a drag.
func tap(r *rig, x, y float32) {
	press(r, desktop.MouseButtonPrimary, x, y, 0)
	lift(r, desktop.MouseButtonPrimary, x, y)
}

// TestSketch: clicks set corners and tell nobody of a click; a click on the first
// corner, Enter or the right button close it; Backspace takes one back; Esc and
// another sketch leave it.
func TestSketch(t *testing.T) {
	key := func(name fyne.KeyName) func(*rig) {
		return func(r *rig) { r.TypedKey(&fyne.KeyEvent{Name: name}) }
	}
	triangle := func(r *rig) {
		tap(r, 100, 100)
		tap(r, 200, 100)
		tap(r, 150, 180)
	}
	for name, c := range map[string]struct {
		draw    []func(*rig)
		corners int // 0: left, -1: still being drawn
	}{
		"first corner": {[]func(*rig){triangle, func(r *rig) { tap(r, 101, 101) }}, 3},
		"double click": {[]func(*rig){triangle, func(r *rig) { tap(r, 150, 180) }}, 3},
		"enter":        {[]func(*rig){triangle, key(fyne.KeyReturn)}, 3},
		"right button": {[]func(*rig){triangle, func(r *rig) {
			press(r, desktop.MouseButtonSecondary, 10, 10, 0)
			lift(r, desktop.MouseButtonSecondary, 10, 10)
		}}, 3},
		"taken back": {[]func(*rig){triangle, key(fyne.KeyBackspace), key(fyne.KeyReturn)}, -1},
		"escape":     {[]func(*rig){triangle, key(fyne.KeyEscape)}, 0},
		"another":    {[]func(*rig){triangle, func(r *rig) { r.Sketch(func(orb.Ring) {}) }}, 0},
	} {
		r := newRig(t, Layer{Name: "parcels"})
		r.Events.Click = func(orb.Point, float64) { t.Errorf("%s: a click was told", name) }
		corners := -1
		r.Sketch(func(ring orb.Ring) {
			if corners = 0; ring != nil {
				corners = len(ring) - 1
				if !ring.Closed() {
					t.Errorf("%s: %v is open", name, ring)
				}
			}
		})
		for _, draw := range c.draw {
			draw(r)
		}
		if corners != c.corners {
			t.Errorf("%s: %d corners, want %d", name, corners, c.corners)
		}
	}
}
