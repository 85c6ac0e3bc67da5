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
	w.tasks.Run(task.Job{
		Slot: slotEvidence,
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			found, err = archive.Finding(ctx, id)
			return err
		},
		Done: func() {
			w.chosen, w.features = found, nil
			w.list.Select(id)
			w.showSide()
			w.mapv.Select(found.Geometry)
			if zoom {
				w.zoomToSelection()
			}
			w.deps.Trace.Event("findings", "selected", "id", id, "zoomed", zoom)
			w.deps.Trace.Event("evidence", "shown", "id", id, "control_id", found.Control, "key", found.Key.String(),
				"state", found.State, "sources", len(found.Evidence))
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

// beside goes to the finding before or after in the list.
func (w *Window) beside(by int) {
	if id := w.list.Beside(w.chosen.ID, by); id != "" {
		w.showFinding(id, true)
		return
	}
	if w.chosen.ID == "" {
		w.showFirst()
	}
}

// edit stores what a person decided on a finding.
func (w *Window) edit(id string, e desk.Edit) {
	archive := w.archive
	e.Author = w.deps.Operator
	var after gis.Finding
	w.tasks.Run(task.Job{
		Slot:  slotEdit,
		Title: gis.Say("ui.task.edit"),
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			after, err = archive.EditFinding(ctx, id, e)
			return err
		},
		Done: func() {
			w.deps.Trace.Event("finding", "edited", "id", id, "state", after.State)
			w.status.Say(w.words.Saying("ui.status.saved"))
			w.loadFindings()
			if w.chosen.ID == id {
				w.showFinding(id, false)
			}
		},
	})
}

func (w *Window) focusFindings() {
	w.tabs.SelectIndex(0)
	if w.splits.folded {
		w.fold()
	}
	w.list.Focus()
}
