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

// undoSupply undoes a whole supply for a reason, or takes it back; with all files
// of its delivery or alone.
func (w *Window) undoSupply(s desk.SupplyStatus, delivery bool) {
	archive := w.archive
	deed := desk.SupplyDeed{Supply: s.ID, Delivery: delivery, Actor: w.deps.Operator}
	var after desk.SuppliesActed
	act := func(work func(context.Context, desk.SupplyDeed) (desk.SuppliesActed, error)) {
		w.tasks.Run(task.Job{
			Slot:  slotImport,
			Title: gis.Say("ui.task.undo-supply"),
			Work: func(ctx context.Context, _ gis.Progress) (err error) {
				after, err = work(ctx, deed)
				return err
			},
			Done: func() {
				w.refresh(func() {
					for _, m := range after.Stays() {
						w.ask.Tell("ui.supplies.undo-part", w.words.Say(m))
					}
					w.deps.Trace.Event("supplies", "acted", "supply", s.ID, "withdrawn", !s.Withdrawn(), "supplies", len(after.Done))
				})
			},
		})
	}
	if s.Withdrawn() {
		act(archive.Restore)
		return
	}
	title := "ui.supplies.undo-title"
	if delivery {
		title = "ui.supplies.undo-delivery-title"
	}
	w.ask.Line(title, "ui.supplies.undo-hint", "", func(reason string) {
		deed.Reason = reason
		act(archive.Withdraw)
	})
}
