package store_test

import (
	"encoding/json"
	"slices"
	"testing"

	"segit/gis"
	"segit/store"
)

// edit writes one column of a row.
func edit(t *testing.T, a *store.Archive, id, column, value string) store.Operation {
	t.Helper()
	raw, err := json.Marshal(value)
	if err != nil {
		t.Fatal(err)
	}
	o, err := a.Append(store.Operation{
		Layer: store.DatasetFindings, ID: id, Kind: store.SetKind, Actor: "analista", Purpose: "prova",
		Set: map[string]store.Change{column: {New: raw}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return o[0]
}

// journal reads the operations and checks that they are one chain.
func journal(t *testing.T, a *store.Archive) []store.Operation {
	t.Helper()
	var all []store.Operation
	prev := ""
	err := a.Operations(func(o store.Operation) error {
		all = append(all, o)
		if o.Seq != uint64(len(all)) || o.Prev != prev || o.Device != a.Head.Device || o.Comune != "W001" {
			t.Errorf("operation %d of %s %s follows %q, want number %d after %q", o.Seq, o.Device, o.Comune, o.Prev, len(all), prev)
		}
		raw, err := o.Encode()
		prev = store.HashOf(raw)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func TestJournalIsAChainThatGoesOn(t *testing.T) {
	a := openNew(t)
	edit(t, a, "f1", "state", "checking")
	edit(t, a, "f2", "assignee", "<ufficio & co>")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := store.Open(t.Context(), a.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // the test is over
	edit(t, a, "f1", "state", "closed")
	all := journal(t, a)
	if len(all) != 3 {
		t.Fatalf("%d operations, want 3", len(all))
	}
	last := all[2].Set["state"]
	if !slices.Equal(last.Saw, []string{all[0].Name()}) || string(last.Base) != `"checking"` || string(last.New) != `"closed"` {
		t.Errorf("saw %v, base %s, new %s", last.Saw, last.Base, last.New)
	}
	if first := all[0].Set["state"]; len(first.Saw) != 0 || first.Base != nil {
		t.Errorf("the first edit saw %v, %s", first.Saw, first.Base)
	}
}

func TestEditsHoldTheLastValueAndAllNotes(t *testing.T) {
	a := openNew(t)
	edit(t, a, "f1", "state", "checking")
	edit(t, a, "f1", "note", "prima")
	edit(t, a, "f1", "note", "seconda")
	last := edit(t, a, "f1", "state", "rejected")
	edit(t, a, "f2", "note", "altra")
	edits, err := a.Edits(store.DatasetFindings)
	if err != nil || len(edits) != 2 {
		t.Fatalf("%d rows, %v", len(edits), err)
	}
	e := edits["f1"]
	if cell := e.Cells["state"]; string(cell.Value) != `"rejected"` || !slices.Equal(cell.By, []string{last.Name()}) {
		t.Errorf("state %s by %v", cell.Value, cell.By)
	}
	if len(e.Notes) != 2 || e.Notes[0].Text != "prima" || e.Notes[1].Text != "seconda" || e.Notes[1].Author != "analista" {
		t.Errorf("notes %v", e.Notes)
	}
	if other, err := a.Edits("finding"); err != nil || len(other) != 0 {
		t.Errorf("a layer whose name begins alike has %d edits, %v", len(other), err)
	}
}

func TestRefusedOperationLeavesNoTrace(t *testing.T) {
	a := openNew(t)
	edit(t, a, "f1", "state", "checking")
	for name, set := range map[string]store.Change{"note": {New: []byte(`7`)}, "state": {New: []byte(`{`)}} {
		_, err := a.Append(store.Operation{Layer: store.DatasetFindings, ID: "f1", Set: map[string]store.Change{name: set}})
		if err == nil {
			t.Errorf("%s %s was taken", name, set.New)
		}
	}
	if n := len(journal(t, a)); n != 1 {
		t.Errorf("%d operations, want 1", n)
	}
}

func TestAppendLeavesTheCallersOperationAlone(t *testing.T) {
	a := openNew(t)
	edit(t, a, "f1", "state", "checking")
	set := map[string]store.Change{"state": {New: []byte(`"closed"`)}}
	if _, err := a.Append(store.Operation{Layer: store.DatasetFindings, ID: "f1", Set: set}); err != nil {
		t.Fatal(err)
	}
	if c := set["state"]; c.Saw != nil || c.Base != nil {
		t.Errorf("the caller's map was changed: %v", c)
	}
}

func TestReaderOfTheJournalMayWrite(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 3, [2]float64{507000, 4151000}))
	edit(t, a, "f1", "state", "checking")
	err := a.Operations(func(store.Operation) error {
		// An import that makes the file grow would wait for ever for a reader.
		load(t, a, "b", grid(plots(), "13", 60, [2]float64{507000, 4151000}))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	stop := gis.Refuse("test", gis.Cancelled, "test.stop")
	if err := a.Operations(func(store.Operation) error { return stop }); err != stop {
		t.Errorf("%v, want what the reader returned", err)
	}
}
