package desk

import (
	"context"
	"path/filepath"
	"testing"

	"segit/gis"
	"segit/gis/demo"
	"segit/store"
)

// Each column that a person sets is an operation of its own, with author and
// purpose: two desks that set different columns do not meet.
func TestEditsAreOperationsPerColumn(t *testing.T) {
	ctx := context.Background()
	dir := filepath.Join(t.TempDir(), "demo")
	if _, err := Demo(ctx, dir, demo.Options{Seed: 3, Units: 200}, gis.Quiet{}, func(ImportedFile) {}); err != nil {
		t.Fatal(err)
	}
	d, err := Open(ctx, filepath.Join(dir, DemoArchive))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.RunControls(ctx, ControlRequest{IDs: []string{"obsolete-class"}, Year: 2025}, gis.Quiet{}, func(gis.Finding) {}); err != nil {
		t.Fatal(err)
	}
	all, err := d.Findings(ctx, FindingFilter{})
	if err != nil || len(all) == 0 {
		t.Fatal(err)
	}
	id, before := all[0].ID, d.About().Generation
	state, who := "checking", " Ufficio tributi "
	f, err := d.EditFinding(ctx, id, Edit{State: &state, Assignee: &who, Note: " visto ", Author: "prova", Purpose: "verifica"})
	if err != nil {
		t.Fatal(err)
	}
	if f.State != "checking" || f.Assignee != "Ufficio tributi" || len(f.Notes) != 1 || f.Notes[0].Text != "visto" || f.Notes[0].Author != "prova" {
		t.Errorf("%+v", f)
	}
	if d.About().Generation == before {
		t.Error("an edit shows nobody that something is new")
	}
	var columns []string
	err = d.archive.Operations(func(o store.Operation) error {
		if o.Layer != store.DatasetFindings || o.ID != id || o.Actor != "prova" || o.Purpose != "verifica" || len(o.Set) != 1 {
			t.Errorf("%+v", o)
		}
		for column := range o.Set {
			columns = append(columns, column)
		}
		return nil
	})
	if err != nil || len(columns) != 3 || columns[0] != "state" || columns[1] != "assignee" || columns[2] != "note" {
		t.Errorf("operations on %v, %v", columns, err)
	}

	for name, e := range map[string]Edit{
		"nothing":           {Note: "  "},
		"no such state":     {State: new(string)},
		"closed, no reason": {State: ptr("closed")},
	} {
		if _, err := d.EditFinding(ctx, id, e); gis.KindOf(err) != gis.BadUsage && gis.KindOf(err) != gis.BadInput {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.EditFinding(ctx, "none", Edit{Note: "x"}); gis.KindOf(err) != gis.NotFound {
		t.Errorf("%v", err)
	}
}

func ptr[T any](v T) *T { return &v }
