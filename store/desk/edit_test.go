package desk

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"segit/gis"
	"segit/gis/demo"
	"segit/store"
)

// deskWithFindings is an open demo archive, its folder and the findings of a
// control.
func deskWithFindings(t *testing.T) (d *Desk, dir string, all []gis.Finding) {
	t.Helper()
	ctx := t.Context()
	dir = filepath.Join(t.TempDir(), "demo")
	if _, err := Demo(ctx, dir, demo.Options{Seed: 3, Units: 200}, gis.Quiet{}, func(ImportedFile) {}); err != nil {
		t.Fatal(err)
	}
	d, err := Open(ctx, filepath.Join(dir, DemoArchive))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() }) //nolint:errcheck // the test is over
	if _, err := d.RunControls(ctx, ControlRequest{IDs: []string{"obsolete-class"}, Year: 2025}, gis.Quiet{}, func(gis.Finding) {}); err != nil {
		t.Fatal(err)
	}
	if all, err = d.Findings(ctx, FindingFilter{}); err != nil || len(all) == 0 {
		t.Fatal(err)
	}
	return d, dir, all
}

// Each column that a person sets is an operation of its own, with author and
// purpose: two desks that set different columns do not meet.
func TestEditsAreOperationsPerColumn(t *testing.T) {
	ctx := context.Background()
	d, _, all := deskWithFindings(t)
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
		if o.Actor != "prova" || o.Purpose != "verifica" {
			t.Errorf("%+v", o)
		}
		if (o.Layer != store.DatasetFindings || o.ID != id || len(o.Set) != 1) && o.Layer != store.LayerNotes {
			t.Errorf("%+v", o)
		}
		columns = append(columns, columnsOf(&o)...)
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

// worked is a desk with findings, in the order of the list.
func worked(t *testing.T) (*Desk, []gis.Finding) {
	t.Helper()
	ctx, dir := t.Context(), filepath.Join(t.TempDir(), "demo")
	if _, err := Demo(ctx, dir, demo.Options{Seed: 3, Units: 200}, gis.Quiet{}, func(ImportedFile) {}); err != nil {
		t.Fatal(err)
	}
	d, err := Open(ctx, filepath.Join(dir, DemoArchive))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := d.RunControls(ctx, ControlRequest{All: true, Year: 2025}, gis.Quiet{}, func(gis.Finding) {}); err != nil {
		t.Fatal(err)
	}
	all, err := d.Findings(ctx, FindingFilter{})
	if err != nil || len(all) < 20 {
		t.Fatalf("%d findings, %v", len(all), err)
	}
	return d, all
}

func TestManyFindingsAreEditedAtOneStroke(t *testing.T) {
	d, all := worked(t)
	ctx := t.Context()
	ids := []string{"none"}
	for _, f := range all[:20] {
		ids = append(ids, f.ID)
	}
	if _, err := d.EditFinding(ctx, ids[5], Edit{State: ptr("closed"), Reason: "pagato", Author: "prova"}); err != nil {
		t.Fatal(err)
	}
	day := gis.Day(2026, 12, 31)
	refused, err := d.EditFindings(ctx, ids, Edit{State: ptr("to-invite"), Due: &day, Author: "prova"})
	if err != nil || len(refused) != 2 || refused[0].ID != "none" || refused[1].ID != ids[5] || gis.KindOf(refused[1].Err) != gis.BadUsage {
		t.Fatalf("%v, %v", refused, err)
	}
	f, err := d.Finding(ctx, ids[1])
	if err != nil || f.State != "to-invite" || f.Due != day {
		t.Errorf("%s, %s, %v", f.State, f.Due, err)
	}
	undo, redo, err := d.NextSteps(ctx, "prova")
	if err != nil || redo != nil || undo == nil || undo.Rows != 19 || !slices.Equal(undo.Columns, []string{"state", "due"}) {
		t.Errorf("to undo %+v, to redo %+v, %v", undo, redo, err)
	}
	steps, err := d.Undo(ctx, 5, "prova", "")
	if err != nil || len(steps) != 2 || steps[1].Rows != 1 || steps[1].Place == "" || steps[1].Control == "" {
		t.Errorf("%+v, %v", steps, err)
	}
	for _, id := range ids[1:] {
		if f, err := d.Finding(ctx, id); err != nil || f.State != "new" || f.Due != 0 {
			t.Errorf("%s is %s, due %s, %v", id, f.State, f.Due, err)
		}
	}
	if _, err := d.Undo(ctx, 1, "prova", ""); gis.KindOf(err) != gis.NotFound {
		t.Error(err)
	}
}

func TestHistoryTellsOldAndNew(t *testing.T) {
	d, all := worked(t)
	ctx, id := t.Context(), all[0].ID
	for _, e := range []Edit{
		{State: ptr("checking"), Author: "anna"}, {Note: "visto", Author: "bruno"}, {State: ptr("closed"), Reason: "demolito", Author: "anna"},
	} {
		if _, err := d.EditFinding(ctx, id, e); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := d.EditFinding(ctx, all[1].ID, Edit{Note: "altra", Author: "anna"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Undo(ctx, 1, "bruno", ""); err != nil {
		t.Fatal(err)
	}
	history, err := d.History(ctx, id)
	if err != nil || len(history) != 4 {
		t.Fatalf("%d entries, %v", len(history), err)
	}
	for i, want := range []Changed{
		{"state", "", "checking", ""},
		{"note", "", "visto", ""},
		{"state", "checking", "closed", "demolito"},
		{"note", "visto", "", ""},
	} {
		if len(history[i].Changes) != 1 || history[i].Changes[0] != want || history[i].Finding != id || history[i].Control != all[0].Control {
			t.Errorf("%d: %+v, want %+v", i, history[i], want)
		}
	}
	n := 0
	err = d.Log(ctx, LogFilter{Actor: "Anna"}, func(l Logged) error { n++; return nil })
	if err != nil || n != 3 {
		t.Errorf("%d operations of anna, %v", n, err)
	}
	ids, err := d.FindingIDs(ctx, FindingChoice{Where: "state == 'closed'"})
	if err != nil || !slices.Equal(ids, []string{id}) {
		t.Errorf("closed are %v, %v", ids, err)
	}
	if ids, err = d.FindingIDs(ctx, FindingChoice{IDs: []string{id[:8]}}); err != nil || ids[0] != id {
		t.Errorf("%v, %v", ids, err)
	}
	for name, c := range map[string]FindingChoice{"nothing": {}, "filter": {Where: "colour == 1"}, "control": {Control: "none"}, "id": {IDs: []string{"ffffffffff"}}} {
		if _, err := d.FindingIDs(ctx, c); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestAssertionsStandBesideAKey(t *testing.T) {
	d, _ := worked(t)
	ctx := t.Context()
	for key, text := range map[string]string{
		"f:w001/A/1/2/3": "unità", "T:W001/A/1/2": "terreno", "W001/A/1/2": "entrambi", "W001/A/1/20": "altra", "vrdmrc80a01w001e": "",
	} {
		if text == "" {
			if _, err := d.Assert(ctx, key, "x", "anna", ""); gis.KindOf(err) != gis.BadUsage {
				t.Errorf("a code with a wrong check character: %v", err)
			}
			continue
		}
		if _, err := d.Assert(ctx, key, text, "anna", ""); err != nil {
			t.Fatal(err)
		}
	}
	for key, want := range map[string]int{"F:W001/A/1/2/3": 2, "W001/A/1/2/3": 3, "T:W001/A/1/2": 2, "F:W001/A/1/2": 1, "W001/A/1/21": 0} {
		if all, err := d.Assertions(ctx, key); err != nil || len(all) != want {
			t.Errorf("%s: %+v, %v; want %d", key, all, err, want)
		}
	}
	if _, err := d.Assert(ctx, "W001/A/1/2", " ", "anna", ""); gis.KindOf(err) != gis.BadUsage {
		t.Error(err)
	}
	if _, err := d.Undo(ctx, 4, "anna", ""); err != nil {
		t.Fatal(err)
	}
	if all, err := d.Assertions(ctx, "W001/A/1/2/3"); err != nil || len(all) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
}

// A folder and an empty file are no attachment: both are refused by name, and
// nothing is written.
func TestWhatIsNoFileWithAContentIsNotAttached(t *testing.T) {
	ctx := t.Context()
	d, dir, all := deskWithFindings(t)
	empty, full := filepath.Join(dir, "vuoto.jpg"), filepath.Join(dir, "foto.jpg")
	for path, content := range map[string]string{empty: "", full: "x"} {
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, path := range []string{dir, empty, filepath.Join(dir, "manca.jpg")} {
		a, err := d.Attach(ctx, all[0].ID, path, "prova", "verifica")
		var e *gis.Error
		if !errors.As(err, &e) || e.Kind != gis.BadInput || !slices.Contains(e.Args, path) {
			t.Errorf("%s: %+v, %v", path, a, err)
		}
	}
	if _, err := d.Attach(ctx, all[0].ID, full, "prova", "verifica"); err != nil {
		t.Error(err)
	}
	if kept, err := d.Attachments(ctx, all[0].ID); err != nil || len(kept) != 1 || kept[0].Name != "foto.jpg" {
		t.Errorf("%+v, %v", kept, err)
	}
}
