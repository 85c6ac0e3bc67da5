package desk

import (
	"encoding/json"
	"errors"
	"slices"
	"testing"

	"segit/gis"
	"segit/store"
)

// A finding of a control that a person deleted, as programs do through the central
// repository, is no row of its layer, as it is in no list; one that comes back is.
func TestRowsOfFindingsAreThoseListed(t *testing.T) {
	d, _, all := deskWithFindings(t)
	id := all[0].ID
	ids := func() (rows []string) {
		err := d.Query(t.Context(), QueryRequest{Dataset: store.DatasetFindings}, func(f Feature) error {
			for _, v := range f.Fields {
				if v.Name == "id" {
					rows = append(rows, v.Value)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return rows
	}
	for _, step := range []struct {
		kind string
		want int
	}{{"", len(all)}, {store.DeleteKind, len(all) - 1}, {store.RestoreKind, len(all)}} {
		if step.kind != "" {
			err := d.Share(func(a *store.Archive) error {
				_, err := a.Append(store.Operation{
					Layer: store.DatasetFindings, ID: id, Kind: step.kind, Actor: "prova",
					Set: map[string]store.Change{"_row": {Saw: []string{"altro/1"}, New: json.RawMessage("false")}},
				})
				return err
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		listed, err := d.Findings(t.Context(), FindingFilter{})
		if err != nil {
			t.Fatal(err)
		}
		layers, err := d.Layers(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		layer := layers[slices.IndexFunc(layers, func(l Layer) bool { return l.Name == store.DatasetFindings })]
		rows := ids()
		if len(listed) != step.want || len(rows) != step.want || int(layer.Count) != step.want {
			t.Errorf("after %q: %d listed, %d rows, %d in the layer; want %d", step.kind, len(listed), len(rows), layer.Count, step.want)
		}
		if there := slices.ContainsFunc(listed, func(f gis.Finding) bool { return f.ID == id }); slices.Contains(rows, id) != there {
			t.Errorf("after %q it is listed: %t, and a row: %t", step.kind, there, !there)
		}
	}
}

// Undoing a restore that somebody else decided on since is refused in words.
func TestUndoOfARestoreIsRefusedInWords(t *testing.T) {
	d, _, all := deskWithFindings(t)
	id := all[0].ID
	row := func(kind, saw string) {
		t.Helper()
		err := d.Share(func(a *store.Archive) error {
			_, err := a.Append(store.Operation{
				Layer: store.DatasetFindings, ID: id, Kind: kind, Actor: "prova", Set: map[string]store.Change{"_row": {Saw: []string{saw}, New: json.RawMessage("false")}},
			})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	row(store.DeleteKind, "altro/1")
	row(store.RestoreKind, "altro/2")
	err := d.Share(func(a *store.Archive) error {
		return a.Shared(func(tx *store.SharedTx) error {
			return tx.Show(store.DatasetFindings, id, &store.Edits{Life: &store.Cell{Value: json.RawMessage("false"), By: []string{"altro/3"}}})
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	_, err = d.Undo(t.Context(), 1, "prova", "prova")
	var refused *gis.Error
	if !errors.As(err, &refused) || refused.Code != "edit.changed-row" || refused.Args[0] == "" {
		t.Errorf("%v", err)
	}
}
