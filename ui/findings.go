package ui

import (
	"context"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/panel"
	"segit/ui/task"
)

// loadFindings asks for the findings of the filter and shows them.
func (w *Window) loadFindings() {
	if w.archive == nil {
		return
	}
	archive, order := w.archive, w.list.Order()
	control, state := w.list.Filter()
	var found []gis.Finding
	var at []int
	w.tasks.Run(task.Job{
		Slot: slotFindings,
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			found, err = archive.Findings(ctx, desk.FindingFilter{Control: control, State: state, NoPersons: true})
			at = panel.Sorted(found, order)
			return err
		},
		Done: func() {
			w.findings = found
			w.list.SetRows(found, at, order, len(w.all))
			if len(w.list.Marked()) > 1 {
				w.showSide()
			}
			w.deps.Trace.Event("findings", "listed", "control_id", control, "state", state, "count", len(found), "total", len(w.all))
		},
	})
}

// order sorts the list anew, in a job: a million rows take a while.
func (w *Window) order(o panel.Order) {
	found := w.findings
	var at []int
	w.tasks.Run(task.Job{
		Slot: slotFindings,
		Work: func(context.Context, gis.Progress) error {
			at = panel.Sorted(found, o)
			return nil
		},
		Done: func() {
			w.list.SetRows(found, at, o, len(w.all))
			w.deps.Trace.Event("findings", "sorted", "column", o.Column, "descend", o.Descend, "off", o.Off)
		},
	})
}

// showFindings puts what is known into a new list.
func (w *Window) showFindings(o panel.Order) {
	w.list.SetRows(w.findings, panel.Sorted(w.findings, o), o, len(w.all))
	w.list.Select(w.chosen.ID)
}

// chooseFinding shows a finding that was picked in the list: its evidence at
// the side, its place on the map.
func (w *Window) chooseFinding(id string) {
	w.showFinding(id, true)
}

// showFinding fetches a finding with its evidence; with zoom the map goes
// there, else it only outlines it.
func (w *Window) showFinding(id string, zoom bool) {
	archive := w.archive
	var found gis.Finding
	beside := panel.Beside{Joined: w.sharing.Shown().Joined}
	w.tasks.Run(task.Job{
		Slot: slotEvidence,
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			if found, err = archive.Finding(ctx, id); err != nil {
				return err
			}
			if found.Key.Complete() {
				if beside.Assertions, err = archive.Assertions(ctx, found.Key.String()); err != nil {
					return err
				}
			}
			if beside.Attachments, err = archive.Attachments(ctx, id); err != nil {
				return err
			}
			beside.History, err = archive.History(ctx, id)
			return err
		},
		Done: func() {
			w.chosen, w.beside, w.features = found, beside, nil
			w.list.Select(id)
			w.showSide()
			w.mapv.Select(found.Geometry)
			if zoom {
				w.zoomToSelection()
			}
			w.deps.Trace.Event("findings", "selected", "id", id, "zoomed", zoom)
			w.deps.Trace.Event("evidence", "shown", "id", id, "control_id", found.Control, "key", found.Key.String(),
				"state", found.State, "sources", len(found.Evidence), "attachments", len(beside.Attachments))
		},
	})
}

// showFirst opens the first finding, so that the demo begins with something to
// look at.
func (w *Window) showFirst() {
	if len(w.findings) > 0 {
		w.showFinding(w.findings[0].ID, true)
	}
}

// stepTo goes to the finding before or after in the list.
func (w *Window) stepTo(by int) {
	if id := w.list.Beside(w.chosen.ID, by); id != "" {
		w.showFinding(id, true)
		return
	}
	if w.chosen.ID == "" {
		w.showFirst()
	}
}

// edit stores what a person decided on findings, at one stroke.
func (w *Window) edit(ids []string, e desk.Edit) {
	w.refused = false
	archive := w.archive
	e.Author, e.Purpose = w.deps.Operator, w.purpose
	var refused []desk.RefusedEdit
	w.tasks.Run(task.Job{
		Slot:  slotEdit,
		Title: gis.Say("ui.task.edit"),
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			// A newer edit takes the place of this job, not of what it writes.
			refused, err = archive.EditFindings(context.WithoutCancel(ctx), ids, e)
			if err == nil && len(ids) == 1 && len(refused) == 1 {
				err = refused[0].Err
			}
			return err
		},
		Done: func() {
			w.deps.Trace.Event("finding", "edited", "ids", len(ids), "refused", len(refused))
			w.status.Say(w.words.Saying("ui.status.saved"))
			if len(refused) > 0 {
				w.status.Say(w.words.Saying("ui.status.refused", w.words.Count(int64(len(refused))), w.words.Count(int64(len(ids)))))
			}
			w.reread()
		},
	})
}

// reread shows what an edit, an undo or a redo changed.
func (w *Window) reread() {
	w.loadFindings()
	w.loadSteps()
	if w.chosen.ID != "" && len(w.list.Marked()) < 2 {
		w.showFinding(w.chosen.ID, false)
	}
}

// mark shows what can be done with the findings that are marked in the list.
func (w *Window) mark(ids []string) {
	w.deps.Trace.Event("findings", "marked", "count", len(ids))
	if len(ids) == 0 {
		w.clearSelection()
		return
	}
	w.showSide()
}

func (w *Window) focusFindings() {
	w.tabs.SelectIndex(0)
	if w.splits.folded {
		w.fold()
	}
	w.list.Focus()
}
