package desk

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"segit/gis"
	"segit/gis/finding"
	"segit/store"
)

// The human columns of a finding, by the permanent ids under which operations
// know them. A note is a row of its own, beside the finding.
const (
	stateColumn    = "state" // with its reason and what was seen: [finding.Decision]
	assigneeColumn = "assignee"
	dueColumn      = "due" // YYYY-MM-DD
)

// Edit is one human edit of findings; nil fields stay as they are.
type Edit struct {
	State    *string
	Reason   string // why the state changes; wanted for closed and rejected
	Assignee *string
	Due      *gis.Date // 0 takes the date away
	Note     string
	Author   string
	Purpose  string
}

// IsEmpty reports an edit that changes nothing.
func (e *Edit) IsEmpty() bool {
	return e.State == nil && e.Assignee == nil && e.Due == nil && strings.TrimSpace(e.Note) == ""
}

// RefusedEdit is a finding that an edit of many did not change, and why.
type RefusedEdit struct {
	ID  string
	Err error
}

// EditFinding writes an edit as operations, one for each column, and gives the
// finding as it is then, without persons and evidence. When it returns, the edit
// is on disk.
func (d *Desk) EditFinding(ctx context.Context, id string, e Edit) (gis.Finding, error) {
	refused, err := d.EditFindings(ctx, []string{id}, e)
	if err == nil && len(refused) > 0 {
		err = refused[0].Err
	}
	f, found := d.finding(ctx, id)
	if err == nil {
		err = found
	}
	f.FiscalCode, f.Name, f.Address, f.Quota, f.Evidence = "", "", "", "", nil
	return f, err
}

// EditFindings writes the same edit on many findings, in one transaction that
// one undo takes back. A finding that cannot take the edit is left as it is and
// told; the others are edited.
func (d *Desk) EditFindings(ctx context.Context, ids []string, e Edit) (refused []RefusedEdit, err error) {
	const op = "desk.EditFinding"
	if e.IsEmpty() {
		return nil, gis.Refuse(op, gis.BadUsage, "desk.nothing-to-edit")
	}
	findings, err := d.some(ctx, ids)
	if err != nil {
		return nil, err
	}
	var ops []store.Operation
	for _, id := range ids {
		f, there := findings[id]
		if !there {
			refused = append(refused, RefusedEdit{id, gis.Refuse(op, gis.NotFound, "desk.no-finding", id)})
			continue
		}
		more, err := d.operations(f, e)
		if err != nil {
			refused = append(refused, RefusedEdit{id, err})
			continue
		}
		ops = append(ops, more...)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if _, err := d.archive.Append(ops...); err != nil {
		return nil, err
	}
	d.changed()
	return refused, nil
}

// fewFindings is up to how many findings are looked up one by one.
const fewFindings = 16

// some gives findings by id; those that are not there are left out.
func (d *Desk) some(ctx context.Context, ids []string) (map[string]*gis.Finding, error) {
	found := make(map[string]*gis.Finding, len(ids))
	if len(ids) > fewFindings {
		all, err := d.findings(ctx, FindingFilter{})
		for i := range all {
			found[all[i].ID] = &all[i]
		}
		return found, err
	}
	for _, id := range ids {
		f, err := d.finding(ctx, id)
		if gis.KindOf(err) == gis.NotFound {
			continue
		}
		if err != nil {
			return nil, err
		}
		found[id] = &f
	}
	return found, nil
}

// operations are an edit of one finding: one for each column that changes, so
// that two desks that set different columns do not meet.
func (d *Desk) operations(f *gis.Finding, e Edit) ([]store.Operation, error) {
	var ops []store.Operation
	set := func(kind, column string, value any) error {
		raw, err := json.Marshal(value)
		if err != nil {
			return gis.Wrap("desk.EditFinding", gis.Internal, err, "store.encode", column)
		}
		ops = append(ops, store.Operation{
			Layer: store.DatasetFindings, ID: f.ID, Cell: f.Key.Cell(), Kind: kind, Actor: e.Author, Purpose: e.Purpose,
			Set: map[string]store.Change{column: {New: raw}},
		})
		return nil
	}
	if e.State != nil {
		if err := d.states.Next(f.State, *e.State, e.Reason); err != nil {
			return nil, err
		}
	}
	if e.State != nil && (*e.State != f.State || strings.TrimSpace(e.Reason) != "") {
		if err := set(store.TransitionKind, stateColumn, finding.Decision{State: *e.State, Reason: strings.TrimSpace(e.Reason), Proof: f.Proof}); err != nil {
			return nil, err
		}
	}
	if e.Assignee != nil && strings.TrimSpace(*e.Assignee) != f.Assignee {
		var name any
		if text := strings.TrimSpace(*e.Assignee); text != "" {
			name = text
		}
		if err := set(store.SetKind, assigneeColumn, name); err != nil {
			return nil, err
		}
	}
	if e.Due != nil && *e.Due != f.Due {
		var day any
		if *e.Due != 0 {
			day = e.Due.String()
		}
		if err := set(store.SetKind, dueColumn, day); err != nil {
			return nil, err
		}
	}
	if text := strings.TrimSpace(e.Note); text != "" {
		o, err := written(store.LayerNotes, store.DatasetFindings+"/"+f.ID, text)
		if err != nil {
			return nil, err
		}
		o.Cell, o.Actor, o.Purpose = f.Key.Cell(), e.Author, e.Purpose
		ops = append(ops, o)
	}
	return ops, nil
}

// written is the operation that puts a text beside something, as a row of its
// own.
func written(layer, about, text string) (o store.Operation, err error) {
	o = store.Operation{Layer: layer, ID: uuid.NewString(), Kind: store.CreateKind, Set: map[string]store.Change{}}
	for column, value := range map[string]string{store.AboutColumn: about, store.TextColumn: text} {
		raw, err := json.Marshal(value)
		if err != nil {
			return o, gis.Wrap("desk.write", gis.Internal, err, "store.encode", column)
		}
		o.Set[column] = store.Change{New: raw}
	}
	return o, nil
}

// changed tells who compares generations that an edit was made.
func (d *Desk) changed() {
	d.mu.Lock()
	d.changes++
	d.mu.Unlock()
}
