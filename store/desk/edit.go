package desk

import (
	"context"
	"encoding/json"
	"strings"

	"segit/gis"
	"segit/gis/finding"
	"segit/store"
)

// Edit is one human edit of a finding; nil fields stay as they are.
type Edit struct {
	State    *string
	Reason   string // why the state changes; wanted for closed and rejected
	Assignee *string
	Note     string
	Author   string
	Purpose  string
}

// EditFinding writes an edit as operations, one for each column, and gives the
// finding as it is then. When it returns, the edit is on disk.
func (d *Desk) EditFinding(ctx context.Context, id string, e Edit) (gis.Finding, error) {
	const op = "desk.EditFinding"
	f, err := d.Finding(ctx, id)
	if err != nil {
		return f, err
	}
	if e.State == nil && e.Assignee == nil && strings.TrimSpace(e.Note) == "" {
		return f, gis.Refuse(op, gis.BadUsage, "desk.nothing-to-edit")
	}
	if e.State != nil {
		if err := d.states.Next(f.State, *e.State, e.Reason); err != nil {
			return f, err
		}
		if err := d.append(&f, e, store.TransitionKind, "state", finding.Decision{State: *e.State, Reason: strings.TrimSpace(e.Reason), Proof: f.Proof}); err != nil {
			return f, err
		}
	}
	if e.Assignee != nil {
		if err := d.append(&f, e, store.SetKind, "assignee", strings.TrimSpace(*e.Assignee)); err != nil {
			return f, err
		}
	}
	if note := strings.TrimSpace(e.Note); note != "" {
		if err := d.append(&f, e, store.SetKind, "note", note); err != nil {
			return f, err
		}
	}
	return d.Finding(ctx, id)
}

func (d *Desk) append(f *gis.Finding, e Edit, kind, column string, value any) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return gis.Wrap("desk.EditFinding", gis.Internal, err, "store.encode", column)
	}
	_, err = d.archive.Append(store.Operation{
		Layer: store.DatasetFindings, ID: f.ID, Cell: f.Key.Cell(), Kind: kind, Actor: e.Author, Purpose: e.Purpose,
		Set: map[string]store.Change{column: {New: raw}},
	})
	if err != nil {
		return err
	}
	d.mu.Lock()
	d.changes++
	d.mu.Unlock()
	return nil
}
