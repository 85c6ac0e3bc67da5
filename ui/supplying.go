package ui

import (
	"context"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/panel"
	"segit/ui/task"
)

// changesShown is how many changes of a supply the window lists.
const changesShown = 200

// showChanges lists what a supply did to the rows of before.
func (w *Window) showChanges(s desk.SupplyStatus) {
	archive := w.archive
	var found []desk.Change
	var counts desk.ChangeCounts
	w.tasks.Run(task.Job{
		Slot:  slotSupplies,
		Title: gis.Say("ui.task.changes"),
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			counts, err = archive.Changes(ctx, s.ID, desk.ChangesPage{Limit: changesShown}, func(c desk.Change) error {
				found = append(found, c)
				return nil
			})
			return err
		},
		Done: func() {
			w.ask.Show("ui.changes.title", panel.Changes(w.words, s, found, counts))
			w.deps.Trace.Event("supplies", "changes", "supply", s.ID, "shown", len(found))
		},
	})
}

// undoSupply undoes a whole supply for a reason, or takes it back.
func (w *Window) undoSupply(s desk.SupplyStatus) {
	archive, who := w.archive, w.deps.Operator
	act := func(work func(context.Context) error) {
		w.tasks.Run(task.Job{
			Slot:  slotImport,
			Title: gis.Say("ui.task.undo-supply"),
			Work:  func(ctx context.Context, _ gis.Progress) error { return work(ctx) },
			Done: func() {
				w.refresh(func() { w.deps.Trace.Event("supplies", "acted", "supply", s.ID, "withdrawn", !s.Withdrawn()) })
			},
		})
	}
	if s.Withdrawn() {
		act(func(ctx context.Context) error {
			_, err := archive.Restore(ctx, s.ID, "", who)
			return err
		})
		return
	}
	w.ask.Line("ui.supplies.undo-title", "ui.supplies.undo-hint", "", func(reason string) {
		act(func(ctx context.Context) error {
			_, err := archive.Withdraw(ctx, s.ID, reason, who)
			return err
		})
	})
}
