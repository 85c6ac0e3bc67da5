package ui

import (
	"context"
	"fmt"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"segit/gis"
	"segit/gis/render"
	"segit/store/desk"
	"segit/ui/mapview"
	"segit/ui/task"
)

// listen connects the map with the panels.
func (w *Window) listen() {
	w.mapv.Events = mapview.Events{
		Click:   w.click,
		Context: w.contextMenu,
		Hover: func(at orb.Point) {
			w.touch()
			w.status.Coordinate(at)
			w.deps.Trace.Event("status", "coordinate", "x", at[0], "y", at[1])
		},
		Viewed: func(v render.View) { w.status.Scale(v.Scale()) },
		Drawn:  w.mapDrawn,
		Failed: func(err error) {
			w.status.Say(w.words.Error(err))
			w.deps.Trace.Event("map", "failed", "text", w.words.Error(err))
		},
		Escape: func() {
			if w.choice != nil {
				w.leaveChoice()
				return
			}
			w.clearSelection()
		},
	}
}

// click shows the finding whose symbol was hit, else what lies under the
// point, else nothing.
func (w *Window) click(at orb.Point, tolerance float64) {
	if w.choice != nil {
		w.toggleSheet(w.choice.At(at))
		return
	}
	w.lookAt(at, tolerance, w.findingsShown())
}

func (w *Window) findingsShown() bool {
	return slices.ContainsFunc(w.mapv.Layers(), func(l mapview.Layer) bool { return l.Name == findingsLayer && !l.Hidden })
}

// lookAt asks in one job for the finding and for the features of every visible
// layer at a point, and shows the one or the others.
func (w *Window) lookAt(at orb.Point, tolerance float64, symbols bool) {
	archive, layers, all, mpp := w.archive, w.visible(), w.all, w.mapv.View().MetresPerPixel
	var id string
	var found []desk.Feature
	w.tasks.Run(task.Job{
		Slot: slotIdentify,
		Work: func(ctx context.Context, _ gis.Progress) error {
			if symbols {
				box := orb.Bound{Min: at, Max: at}.Pad(tolerance * symbolReach)
				drawings, err := archive.Drawings(ctx, findingsLayer, ownSource, box, mpp, nil)
				if err != nil {
					return err
				}
				if row := symbolAt(drawings, at, tolerance*symbolReach); row >= 0 && row < len(all) {
					id = all[row].ID
					return nil
				}
			}
			var err error
			found, err = archive.Identify(ctx, at, tolerance, layers)
			return err
		},
		Done: func() {
			if id != "" {
				w.showFinding(id, false)
				return
			}
			w.showFeatures(found)
		},
	})
}

// symbolReach is how much further than a line a symbol reaches around its
// place: it is drawn larger than the tolerance of a click.
const symbolReach = 1.6

// symbolAt is the row of the symbol nearest to a point, -1 when none is
// within reach (metres).
func symbolAt(drawings []*render.Drawing, at orb.Point, reach float64) int {
	found := -1
	for _, d := range drawings {
		for row := range d.Len() {
			if far := planar.Distance(d.SymbolAt(row), at); far <= reach {
				found, reach = int(d.Row[row]), far
			}
		}
	}
	return found
}

// showFeatures puts features into the side panel, the first one opened.
func (w *Window) showFeatures(found []desk.Feature) {
	slices.SortStableFunc(found, func(a, b desk.Feature) int { return rank(identifyOrder(), a.Layer) - rank(identifyOrder(), b.Layer) })
	w.chosen.ID, w.features = "", found
	w.list.Select("")
	w.openFeature(0)
	names := []string{}
	for _, f := range found {
		names = append(names, f.Layer)
	}
	w.deps.Trace.Event("identify", "shown", "count", len(found), "layers", names)
}

// openFeature shows one of the features in full and outlines it.
func (w *Window) openFeature(at int) {
	w.opened = at
	w.showSide()
	if at >= len(w.features) {
		w.mapv.Select()
		return
	}
	f := w.features[at]
	w.mapv.Select(f.Shape)
	w.deps.Trace.Event("identify", "opened", "at", at, "layer", f.Layer, "key", f.Key.String())
}

// contextMenu offers what a right click on the map can do.
func (w *Window) contextMenu(at orb.Point, where fyne.Position) {
	coordinate := fmt.Sprintf("%.3f %.3f", at[0], at[1])
	menu := fyne.NewMenu("",
		fyne.NewMenuItem(w.words.Saying("ui.context.copy", coordinate), func() { w.copyText(coordinate) }),
		fyne.NewMenuItem(w.words.Saying("ui.context.centre"), func() { w.mapv.Centre(at) }),
		fyne.NewMenuItem(w.words.Saying("ui.context.identify"), func() { w.lookAt(at, w.mapv.Reach(), false) }))
	widget.ShowPopUpMenuAtPosition(menu, w.win.Canvas(), where)
	w.deps.Trace.Event("map", "menu", "x", at[0], "y", at[1])
}
