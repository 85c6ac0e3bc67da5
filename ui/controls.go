package ui

import (
	"context"
	"time"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/task"
)

func (w *Window) askControls() {
	if w.archive == nil {
		return
	}
	w.ask.Controls(w.archive.Controls(), time.Now().Year(), w.runControls)
}

// runControls runs controls and tells control by control what came of it.
func (w *Window) runControls(request desk.ControlRequest) {
	archive, page := w.archive, w.outcome
	request.Operator = w.deps.Operator
	page.Clear()
	var outcomes []desk.ControlOutcome
	w.tasks.Run(task.Job{
		Slot:  slotControls,
		Title: gis.Say("ui.task.controls"),
		Work: func(ctx context.Context, progress gis.Progress) (err error) {
			outcomes, err = archive.RunControls(ctx, request, progress, func(gis.Finding) {})
			return err
		},
		Done: func() {
			found := 0
			for _, o := range outcomes {
				page.Control(o)
				found += o.Findings
			}
			w.status.Say(w.words.Saying("ui.status.controlled", w.words.Count(int64(len(outcomes))), w.words.Count(int64(found))))
			w.tabs.SelectIndex(tabFindings)
			w.list.SetChoices(w.controlIDs(), w.stateIDs())
			w.refresh(func() { w.deps.Trace.Event("controls", "done", "controls", len(outcomes), "findings", found) })
		},
	})
}
