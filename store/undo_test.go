package store_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"segit/gis"
	"segit/store"
)

// value reads a column of a row; "" for none.
func value(t interface{ Fatal(...any) }, a *store.Archive, id, column string) string {
	e, err := a.EditsOf(store.DatasetFindings, id)
	var text string
	if err == nil {
		_, err = e.Value(column, &text)
	}
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestUndoAndRedoAreOperations(t *testing.T) {
	a := openNew(t)
	edit(t, a, "f1", "state", "checking")
	edit(t, a, "f1", "state", "closed")
	undone, err := a.Undo("analista", "errore")
	if err != nil || len(undone) != 1 || value(t, a, "f1", "state") != "checking" {
		t.Fatalf("%+v, %v: state %s", undone, err, value(t, a, "f1", "state"))
	}
	all := journal(t, a)
	if len(all) != 3 || all[2].Undoes != all[1].Name() || all[2].Kind != store.SetKind || all[2].Purpose != "errore" {
		t.Errorf("the undo is written as %+v", all[2])
	}
	if c := all[2].Set["state"]; !slices.Equal(c.Saw, []string{all[1].Name()}) || string(c.Base) != `"closed"` || string(c.New) != `"checking"` {
		t.Errorf("saw %v, base %s, new %s", c.Saw, c.Base, c.New)
	}
	if _, err := a.Undo("analista", ""); err != nil || value(t, a, "f1", "state") != "" {
		t.Errorf("%v: state %q", err, value(t, a, "f1", "state"))
	}
	if _, err := a.Undo("analista", ""); gis.KindOf(err) != gis.NotFound {
		t.Errorf("nothing is left to undo: %v", err)
	}
	for _, want := range []string{"checking", "closed"} {
		if _, err := a.Redo("analista", ""); err != nil || value(t, a, "f1", "state") != want {
			t.Errorf("%v: state %q, want %q", err, value(t, a, "f1", "state"), want)
		}
	}
	if _, err := a.Redo("analista", ""); gis.KindOf(err) != gis.NotFound {
		t.Errorf("nothing is left to redo: %v", err)
	}
	if n := len(journal(t, a)); n != 6 {
		t.Errorf("%d operations, want 6: nothing is ever removed", n)
	}
}

func TestOneStrokeIsOneStep(t *testing.T) {
	a := openNew(t)
	var ops []store.Operation
	for i := range 50 {
		ops = append(ops, store.Operation{
			Layer: store.DatasetFindings, ID: fmt.Sprint(i), Kind: store.SetKind, Actor: "analista",
			Set: map[string]store.Change{"state": {New: []byte(`"checking"`)}},
		})
	}
	// Twice the same cell: taken back in the opposite order.
	again := ops[7]
	again.Set = map[string]store.Change{"state": {New: []byte(`"closed"`)}}
	if _, err := a.Append(append(ops, again)...); err != nil {
		t.Fatal(err)
	}
	undo, redo, err := a.Steps("analista")
	if err != nil || len(undo) != 51 || len(redo) != 0 || undo[3].Step != undo[0].Seq {
		t.Fatalf("%d to undo, %d to redo, %v", len(undo), len(redo), err)
	}
	if _, err := a.Undo("analista", ""); err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		if got := value(t, a, fmt.Sprint(i), "state"); got != "" {
			t.Errorf("row %d is %q", i, got)
		}
	}
	if _, err := a.Redo("analista", ""); err != nil || value(t, a, "7", "state") != "closed" || value(t, a, "8", "state") != "checking" {
		t.Errorf("%v: %q, %q", err, value(t, a, "7", "state"), value(t, a, "8", "state"))
	}
}

func TestNoteIsDeletedAndRestored(t *testing.T) {
	a := openNew(t)
	note(t, a, "findings/f1", "prima")
	id := note(t, a, "findings/f1", "seconda")
	notes := func() []gis.Note {
		e, err := a.EditsOf(store.DatasetFindings, "f1")
		if err != nil {
			t.Fatal(err)
		}
		all, err := a.Edits(store.DatasetFindings)
		if err != nil || !slices.Equal(all["f1"].Notes, e.Notes) {
			t.Errorf("all edits give %v, the row alone %v, %v", all["f1"].Notes, e.Notes, err)
		}
		return e.Notes
	}
	if n := notes(); len(n) != 2 || n[1].Text != "seconda" || n[1].Author != "analista" {
		t.Fatalf("%v", n)
	}
	if _, err := a.Undo("analista", ""); err != nil || len(notes()) != 1 {
		t.Fatalf("%v: %v", err, notes())
	}
	rows, err := a.About("findings/f1")
	if err != nil || len(rows) != 2 || rows[1].ID != id || !rows[1].Gone() || rows[0].Gone() {
		t.Errorf("%+v, %v", rows, err)
	}
	if _, err := a.Redo("analista", ""); err != nil || len(notes()) != 2 {
		t.Fatalf("%v: %v", err, notes())
	}
	ops, err := a.OperationsOf(store.DatasetFindings, "f1")
	if err != nil || len(ops) != 4 || ops[2].Kind != store.DeleteKind || ops[3].Kind != store.RestoreKind {
		t.Errorf("%+v, %v", ops, err)
	}
}

// note creates a note beside something.
func note(t *testing.T, a *store.Archive, about, text string) string {
	t.Helper()
	o, err := a.Append(noteOperation("analista", about, text))
	if err != nil {
		t.Fatal(err)
	}
	return o[0].ID
}

func noteOperation(actor, about, text string) store.Operation {
	quote := func(s string) json.RawMessage { return json.RawMessage(fmt.Sprintf("%q", s)) }
	return store.Operation{
		Layer: store.LayerNotes, ID: uuid.NewString(), Kind: store.CreateKind, Actor: actor,
		Set: map[string]store.Change{store.AboutColumn: {New: quote(about)}, store.TextColumn: {New: quote(text)}},
	}
}

func TestUndoRefusesWhatSomebodyElseChanged(t *testing.T) {
	a := openNew(t)
	edit(t, a, "f1", "assignee", "Rosa")
	edit(t, a, "f1", "state", "checking")
	if err := a.Overwrite(store.DatasetFindings, "f1", "state", "closed", "elsewhere/9"); err != nil {
		t.Fatal(err)
	}
	_, err := a.Undo("analista", "")
	if gis.KindOf(err) != gis.BadInput || value(t, a, "f1", "state") != "closed" {
		t.Errorf("%v: state %q", err, value(t, a, "f1", "state"))
	}
	if n := len(journal(t, a)); n != 2 {
		t.Errorf("%d operations, want 2", n)
	}
	// An edit on top of theirs is undone to theirs, and there it ends.
	edit(t, a, "f1", "state", "rejected")
	if _, err := a.Undo("analista", ""); err != nil || value(t, a, "f1", "state") != "closed" {
		t.Errorf("%v: state %q", err, value(t, a, "f1", "state"))
	}
	if _, err := a.Undo("analista", ""); gis.KindOf(err) != gis.BadInput {
		t.Errorf("the value is given again, but it is still theirs: %v", err)
	}
	// Passed over, it leaves the way to what was done before.
	left, err := a.PassOver("analista")
	if err != nil || len(left) != 1 || left[0].Seq != 2 || value(t, a, "f1", "state") != "closed" {
		t.Errorf("passed over %v, %v", left, err)
	}
	if _, err := a.Undo("analista", ""); err != nil || value(t, a, "f1", "assignee") != "" {
		t.Errorf("%v: assignee %q", err, value(t, a, "f1", "assignee"))
	}
	if _, err := a.PassOver("analista"); gis.KindOf(err) != gis.NotFound {
		t.Error(err)
	}
}

// What left with its sheet was changed by nobody, and is undone once it is back.
func TestUndoRefusesWhatLeftWithItsSheet(t *testing.T) {
	a := openNew(t)
	written, err := a.Append(store.Operation{
		Layer: store.DatasetFindings, ID: "f1", Cell: "A/12", Kind: store.SetKind, Actor: "analista", Set: map[string]store.Change{"assignee": {New: json.RawMessage(`"Rosa"`)}},
	})
	if err != nil {
		t.Fatal(err)
	}
	shows := func(e *store.Edits) {
		t.Helper()
		if err := a.Shared(func(tx *store.SharedTx) error { return tx.Show(store.DatasetFindings, "f1", e) }); err != nil {
			t.Fatal(err)
		}
	}
	shows(nil)
	_, err = a.Undo("analista", "")
	var refused *gis.Error
	if !errors.As(err, &refused) || refused.Code != "edit.away" || refused.Args[0] != "A/12" {
		t.Errorf("%v", err)
	}
	shows(&store.Edits{Cells: map[string]store.Cell{"assignee": {Value: json.RawMessage(`"Rosa"`), By: []string{written[0].Name()}}}})
	if _, err := a.Undo("analista", ""); err != nil || value(t, a, "f1", "assignee") != "" {
		t.Errorf("%v: assignee %q", err, value(t, a, "f1", "assignee"))
	}
}

// modelCell is a value and who gave it first: what the archive says in
// operations, in two words.
type modelCell struct {
	value string
	given int
}

type modelChange struct {
	cell        string
	was, became modelCell
}

// model is two people at one desk, each with the steps done and undone.
type model struct {
	cells map[string]modelCell
	done  map[string][][]modelChange
	back  map[string][][]modelChange
	given int
}

func (m *model) turn(actor string, forth bool) (possible, agreed bool) {
	from, to := m.done, m.back
	if forth {
		from, to = to, from
	}
	n := len(from[actor])
	if n == 0 {
		return false, false
	}
	s := from[actor][n-1]
	after := maps.Clone(m.cells)
	for i := range s {
		c := s[i]
		if !forth {
			c = s[len(s)-1-i]
			c.was, c.became = c.became, c.was
		}
		if after[c.cell] != c.was {
			return true, false
		}
		after[c.cell] = c.became
	}
	m.cells = after
	from[actor], to[actor] = from[actor][:n-1], append(to[actor], s)
	return true, true
}

// Random edits by two people, edits of other devices, undo, redo and reopening
// leave the archive as a simple model, and the journal makes the same edits.
func TestUndoAgreesWithAModel(t *testing.T) {
	dir := t.TempDir()
	runs := 0
	rapid.Check(t, func(t *rapid.T) {
		runs++
		a, err := store.Create(contextOf(t), filepath.Join(dir, fmt.Sprint(runs, ".segit")), "W001", 7792)
		if err != nil {
			t.Fatal(err)
		}
		a.Fast()
		defer func() { a.Close() }() //nolint:errcheck // the test is over
		m := &model{cells: map[string]modelCell{}, done: map[string][][]modelChange{}, back: map[string][][]modelChange{}}
		who := rapid.SampledFrom([]string{"anna", "bruno"})
		row, column := rapid.SampledFrom([]string{"f1", "f2"}), rapid.SampledFrom([]string{"state", "assignee"})
		turn := func(forth bool) func(*rapid.T) {
			return func(t *rapid.T) {
				actor := who.Draw(t, "who")
				possible, agreed := m.turn(actor, forth)
				do := a.Undo
				if forth {
					do = a.Redo
				}
				_, err := do(actor, "")
				switch {
				case agreed && err != nil, !possible && gis.KindOf(err) != gis.NotFound, possible && !agreed && gis.KindOf(err) != gis.BadInput:
					t.Fatalf("possible %v, agreed %v: %v", possible, agreed, err)
				}
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"edit": func(t *rapid.T) {
				actor := who.Draw(t, "who")
				var s []modelChange
				var ops []store.Operation
				for range rapid.IntRange(1, 3).Draw(t, "edits") {
					m.given++
					id, col, v := row.Draw(t, "row"), column.Draw(t, "column"), fmt.Sprint("<", m.given%4)
					was := m.cells[id+" "+col]
					m.cells[id+" "+col] = modelCell{v, m.given}
					s = append(s, modelChange{id + " " + col, was, m.cells[id+" "+col]})
					ops = append(ops, store.Operation{
						Layer: store.DatasetFindings, ID: id, Kind: store.SetKind, Actor: actor,
						Set: map[string]store.Change{col: {New: json.RawMessage(fmt.Sprintf("%q", v))}},
					})
				}
				m.done[actor], m.back[actor] = append(m.done[actor], s), nil
				if _, err := a.Append(ops...); err != nil {
					t.Fatal(err)
				}
			},
			"elsewhere": func(t *rapid.T) {
				m.given++
				id, col := row.Draw(t, "row"), column.Draw(t, "column")
				m.cells[id+" "+col] = modelCell{"theirs", m.given}
				if err := a.Overwrite(store.DatasetFindings, id, col, "theirs", fmt.Sprint("elsewhere/", m.given)); err != nil {
					t.Fatal(err)
				}
			},
			"undo": turn(false),
			"redo": turn(true),
			"reopen": func(t *rapid.T) {
				if err := a.Close(); err != nil {
					t.Fatal(err)
				}
				if a, err = store.Open(contextOf(t), a.Path); err != nil {
					t.Fatal(err)
				}
				a.Fast()
			},
			"": func(t *rapid.T) {
				for _, id := range []string{"f1", "f2"} {
					for _, col := range []string{"state", "assignee"} {
						if got := value(t, a, id, col); got != m.cells[id+" "+col].value {
							t.Fatalf("%s %s is %q, want %q", id, col, got, m.cells[id+" "+col].value)
						}
					}
				}
			},
		})
		if err := a.CheckJournal(contextOf(t), func(m gis.Message) { t.Errorf("check: %v", m) }); err != nil {
			t.Fatal(err)
		}
	})
}

func contextOf(t *rapid.T) context.Context { return t.Context() }
