package ui

import (
	"context"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"segit/gis"
	"segit/ui/mapview"
	"segit/ui/task"
)

// fail shows a failure as a sentence; it is the only place that does.
func (w *Window) fail(err error) {
	w.deps.Trace.Event("error", "shown", "text", w.words.Error(err))
	w.ask.Error(err)
}

// tell shows how far a job is.
func (w *Window) tell(s task.Status) {
	w.status.Task(s)
	if !s.Running {
		defer w.closeBehind()
	}
	switch {
	case s.Running && s.Elapsed < time.Millisecond:
		w.deps.Trace.Event("task", "started", "task", s.Slot)
	case s.Running:
		w.deps.Trace.Event("task", "running", "task", s.Slot, "done", s.Done, "size", s.Size)
	case task.Cancelled(s.Err):
		w.status.Say(w.words.Saying("ui.status.cancelled"))
		w.deps.Trace.Event("task", "cancelled", "task", s.Slot, "took", s.Elapsed.Milliseconds())
	case s.Err != nil:
		w.deps.Trace.Event("task", "failed", "task", s.Slot, "took", s.Elapsed.Milliseconds())
	default:
		w.deps.Trace.Event("task", "done", "task", s.Slot, "took", s.Elapsed.Milliseconds())
	}
}

// mapDrawn tells what the map shows now that a frame of it is on the screen
// ("frame" while a better one will follow, "view" when it is settled), and where
// on the screen that is, in physical pixels of the window.
func (w *Window) mapDrawn(f mapview.Frame) {
	event := "frame"
	if f.Settled {
		event = "view"
		w.keepDrawings()
	}
	v, corner := f.View, fyne.CurrentApp().Driver().AbsolutePositionForObject(w.mapv)
	w.deps.Trace.Event("map", event, "x", v.Centre[0], "y", v.Centre[1], "scale", v.Scale(),
		"metres_per_pixel", v.MetresPerPixel, "left", float64(corner.X)*v.PixelRatio, "top", float64(corner.Y)*v.PixelRatio,
		"width", v.Width, "height", v.Height, "draw_ms", f.Took.Milliseconds())
}

// keepDrawings has what the map shows from afar stored, once the map stands and
// nobody waits for it: it is drawn from the rows until then. What is not stored is
// drawn so the next time too.
func (w *Window) keepDrawings() {
	if w.archive == nil || !w.undrawn {
		return
	}
	w.undrawn = false
	archive, made := w.archive, 0
	w.tasks.Run(task.Job{
		Slot: slotDrawings, Unattended: true,
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			made, err = archive.KeepDrawings(ctx)
			return err
		},
		Done:   func() { w.deps.Trace.Event("drawings", "kept", "segments", made) },
		Failed: func(err error) { w.status.Say(w.words.Error(err)) },
	})
}

// fold takes the panels away, so that the map has the whole room, or brings
// them back.
func (w *Window) fold() {
	w.splits.fold()
	w.deps.Trace.Event("window", "panels", "folded", w.splits.folded)
}

func (w *Window) showKeys() {
	lines := []string{}
	for _, code := range keysHelp() {
		lines = append(lines, w.words.Saying(code))
	}
	w.ask.Tell("ui.menu.keys", strings.Join(lines, "\n"))
}

func (w *Window) showAbout() {
	w.ask.Tell("ui.menu.about", w.words.Saying("ui.about.text", w.deps.Version))
}
