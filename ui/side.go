package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"github.com/paulmach/orb"

	"segit/ui/look"
)

// showSide fills the side panel: the chosen finding, what identify found, or
// what one can do to see something there.
func (w *Window) showSide() {
	var content fyne.CanvasObject
	marked := w.list.Marked()
	switch {
	case w.choice != nil:
		content = w.area.Of(w.choice, w.mapv.Sketching())
	case len(marked) > 1:
		content = w.evidence.Many(marked)
	case w.chosen.ID != "":
		at, of := w.list.Place(w.chosen.ID)
		content = w.evidence.Of(w.chosen, at, of, w.beside)
	case len(w.features) > 0:
		content = w.feature.Of(w.features, w.opened)
	default:
		content = container.NewVBox(look.Heading(w.words.Saying("ui.side.title")), look.Caption(w.words.Saying("ui.side.empty")))
	}
	w.side.RemoveAll()
	w.side.Add(content)
	w.side.Refresh()
}

// zoomToSelection brings what the side panel shows into the middle of the map.
func (w *Window) zoomToSelection() {
	switch {
	case w.chosen.ID != "" && w.chosen.Geometry != nil:
		w.mapv.ZoomToFeature(w.chosen.Geometry.Bound())
	case w.opened < len(w.features):
		if f := w.features[w.opened]; f.Bound.Min[0] <= f.Bound.Max[0] && f.Bound != (orb.Bound{}) {
			w.mapv.ZoomToFeature(f.Bound)
		}
	}
}

// clearSelection empties the side panel.
func (w *Window) clearSelection() {
	w.chosen.ID, w.features, w.opened = "", nil, 0
	w.mapv.Select()
	w.list.Select("")
	w.showSide()
	w.deps.Trace.Event("selection", "cleared")
}

func (w *Window) copyText(s string) {
	w.deps.App.Clipboard().SetContent(s)
	w.status.Say(w.words.Saying("ui.status.copied"))
}
