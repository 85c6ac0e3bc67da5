package ui

import (
	"context"
	"strings"
	"time"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/task"
)

// typingPause is how long a search waits for the next letter.
const typingPause = 150 * time.Millisecond

// searchMost is how many results are shown as one types.
const searchMost = 20

// search looks for what stands in the search box, once the typing pauses.
func (w *Window) search(typed string) {
	typed = strings.TrimSpace(typed)
	if w.archive == nil || typed == "" {
		w.tasks.Cancel(slotSearch)
		return
	}
	archive := w.archive
	var found []desk.Feature
	w.tasks.Run(task.Job{
		Slot: slotSearch,
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			if err := task.Pause(ctx, typingPause); err != nil {
				return err
			}
			found, err = archive.Locate(ctx, typed, searchMost)
			return err
		},
		Done:   func() { w.showResults(found, "") },
		Failed: func(err error) { w.showResults(nil, w.words.Error(err)) },
	})
}

func (w *Window) showResults(found []desk.Feature, trouble string) {
	w.locator.Results(found, trouble)
	w.deps.Trace.Event("locator", "results", "count", len(found), "trouble", trouble)
}

// goTo shows a feature that was looked for.
func (w *Window) goTo(f desk.Feature) {
	w.showFeatures([]desk.Feature{f})
	if f.Bound.Min == f.Bound.Max {
		w.mapv.Centre(f.Bound.Min)
	} else {
		w.mapv.ZoomToFeature(f.Bound)
	}
	w.focusMap()
	w.deps.Trace.Event("map", "goto", "key", f.Key.String(), "label", f.Label)
}

// goToGoal goes to the key that the command line named.
func (w *Window) goToGoal() {
	goal := w.goal
	w.goal = ""
	if goal == "" {
		return
	}
	archive := w.archive
	var found []desk.Feature
	w.tasks.Run(task.Job{
		Slot: slotSearch,
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			found, err = archive.Locate(ctx, goal, 1)
			if err == nil && len(found) == 0 {
				err = gis.Refuse("ui.goto", gis.NotFound, "ui.goto.none", goal)
			}
			return err
		},
		Done: func() { w.goTo(found[0]) },
	})
}

func (w *Window) focusLocator() {
	w.win.Canvas().Focus(w.locator)
	w.deps.Trace.Event("locator", "focused")
}

func (w *Window) focusMap() { w.win.Canvas().Focus(w.mapv) }
