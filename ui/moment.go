package ui

import (
	"context"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/task"
)

// askMoment asks at which moment the archive is to be read. Map, identify,
// search and lists follow.
func (w *Window) askMoment() {
	archive := w.archive
	w.ask.Moment(archive.Moment(), func(at desk.Moment) {
		w.tasks.Run(task.Job{
			Slot:  slotArchive,
			Title: gis.Say("ui.task.moment"),
			Work:  func(ctx context.Context, _ gis.Progress) error { return archive.At(ctx, at) },
			Done: func() {
				if at == (desk.Moment{}) {
					w.status.Say(w.words.Saying("ui.status.moment-today"))
				}
				w.refresh(func() {
					w.deps.Trace.Event("moment", "set", "as_at", traced(at.AsAt), "as_known", traced(at.AsKnown))
				})
			},
		})
	})
}

// traced is a day of a moment, "" for none.
func traced(day gis.Date) string {
	if day == 0 {
		return ""
	}
	return day.String()
}
