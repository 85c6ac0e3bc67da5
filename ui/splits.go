package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
)

// splits are the movable borders between the panels. Their places, and the
// size of the window, are kept in the preferences.
type splits struct {
	left, right, bottom *container.Split
	folded              bool // Ctrl+Tab: the map alone
	open                bool // an archive is open: there is something to put around the map
}

// The names of the preferences.
const (
	prefLeft   = "split.left"
	prefRight  = "split.right"
	prefBottom = "split.bottom"
	prefWidth  = "window.width"
	prefHeight = "window.height"
)

// arrange puts the layers left, the map in the middle, the side panel right
// and the lists below.
func (s *splits) arrange(prefs fyne.Preferences, layers, middle, side, lists fyne.CanvasObject) fyne.CanvasObject {
	s.right = container.NewHSplit(middle, side)
	s.left = container.NewHSplit(layers, s.right)
	s.bottom = container.NewVSplit(s.left, lists)
	s.left.SetOffset(prefs.FloatWithFallback(prefLeft, 0.19))
	s.right.SetOffset(prefs.FloatWithFallback(prefRight, 0.71))
	s.bottom.SetOffset(prefs.FloatWithFallback(prefBottom, 0.70))
	s.show()
	return s.bottom
}

// furnish says whether there is anything to show around the middle.
func (s *splits) furnish(open bool) {
	s.open = open
	s.show()
}

// fold takes the panels away or brings them back.
func (s *splits) fold() {
	s.folded = !s.folded
	s.show()
}

func (s *splits) show() {
	hide := s.folded || !s.open
	for _, o := range []fyne.CanvasObject{s.left.Leading, s.right.Trailing, s.bottom.Trailing} {
		if hide {
			o.Hide()
		} else {
			o.Show()
		}
	}
	s.right.Refresh()
	s.left.Refresh()
	s.bottom.Refresh()
}

// keep remembers where the borders stand.
func (s *splits) keep(prefs fyne.Preferences, window fyne.Size) {
	prefs.SetFloat(prefLeft, s.left.Offset)
	prefs.SetFloat(prefRight, s.right.Offset)
	prefs.SetFloat(prefBottom, s.bottom.Offset)
	prefs.SetFloat(prefWidth, float64(window.Width))
	prefs.SetFloat(prefHeight, float64(window.Height))
}

// size is the size that the window had last.
func (s *splits) size(prefs fyne.Preferences) fyne.Size {
	return fyne.NewSize(float32(prefs.FloatWithFallback(prefWidth, 1360)), float32(prefs.FloatWithFallback(prefHeight, 860)))
}
