package client_test

import (
	"encoding/json"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"

	"segit/gis"
	"segit/gis/finding"
	"segit/store"
	deeds "segit/store/desk"
	"segit/sync/rights"
	"segit/sync/server"
)

// A finding that a person made elsewhere, through another program, is one at
// every desk: listed, on the map, edited, undone and merged like the others, and
// gone where it was deleted.
func TestWhatAPersonReportsIsAFindingEverywhere(t *testing.T) {
	c := newCentral(t)
	d := c.desk()
	const id = "5c1f6d1e-0000-4000-8000-000000000001"
	place, err := wkb.Marshal(orb.Point{14.1, 42.5})
	if err != nil {
		t.Fatal(err)
	}
	token := func(v any) json.RawMessage {
		raw, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	writes := func(o store.Operation) {
		t.Helper()
		o.Layer, o.ID, o.Cell = store.DatasetFindings, id, "A/12"
		caller := rights.Caller{User: "bruno", Role: "analyst", Comuni: []string{"W001"}}
		_, err := c.core.WriteAs(t.Context(), &caller, "W001", func(v server.View) ([]store.Operation, error) {
			row, _, err := v.Row(o.Layer, id)
			for column, change := range o.Set {
				if change.Saw = row.Shown(); change.Saw == nil {
					change.Saw = []string{}
				}
				o.Set[column] = change
			}
			return []store.Operation{o}, err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	writes(store.Operation{Kind: store.CreateKind, Set: map[string]store.Change{
		store.DescriptionColumn: {New: token("recinto nuovo sul fronte strada")}, store.ShapeColumn: {New: token(store.Drawn{CRS: 4326, WKB: place})},
	}})

	seen := func(want int, look func(k *deeds.Desk, all []gis.Finding)) {
		t.Helper()
		d.sync()
		k, err := deeds.Open(t.Context(), d.path)
		if err != nil {
			t.Fatal(err)
		}
		all, err := k.Findings(t.Context(), deeds.FindingFilter{Control: finding.Reported})
		if err != nil || len(all) != want {
			t.Fatalf("%d findings, %v; want %d", len(all), err, want)
		}
		look(k, all)
		if err := k.Close(); err != nil {
			t.Fatal(err)
		}
	}
	seen(1, func(k *deeds.Desk, all []gis.Finding) {
		f := all[0]
		at, ok := f.Geometry.(orb.Point)
		if !ok || f.Key.Sheet != "12" || f.Key.Section != "A" || f.State != "new" || at[0] < 100000 || len(f.Reasons) != 1 || f.Reasons[0].Args[0] != "recinto nuovo sul fronte strada" {
			t.Errorf("it reads %+v", f)
		}
		drawn, err := k.Drawings(t.Context(), store.DatasetFindings, "", orb.Bound{Min: at, Max: at}.Pad(10), 1, nil)
		if err != nil || len(drawn) != 1 || len(drawn[0].Row) != 1 {
			t.Errorf("on the map: %v, %v", drawn, err)
		}
		asRow(t, k, id, at, 1)
		state := "checking"
		if _, err := k.EditFinding(t.Context(), id, deeds.Edit{State: &state, Author: "pc-anna"}); err != nil {
			t.Fatal(err)
		}
	})
	d.sync()
	err = c.store.Read(t.Context(), "W001", func(v server.View) error {
		row, _, err := v.Row(store.DatasetFindings, id)
		values := row.Columns["state"].Values
		if len(values) != 1 || values[0].Actor != "anna" {
			t.Errorf("the state at the centre is %+v: want one, by the user who enrolled", values)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	writes(store.Operation{Kind: store.SetKind, Set: map[string]store.Change{store.DescriptionColumn: {New: token("recinto demolito")}}})
	seen(1, func(k *deeds.Desk, all []gis.Finding) {
		if f := all[0]; f.State != "checking" || f.Reasons[0].Args[0] != "recinto demolito" {
			t.Errorf("edits of two reach it as %+v", f)
		}
	})
	writes(store.Operation{Kind: store.DeleteKind, Set: map[string]store.Change{"_row": {New: token(false)}}})
	seen(0, func(k *deeds.Desk, _ []gis.Finding) {
		asRow(t, k, id, orb.Point{}, 0)
		if _, err := k.Finding(t.Context(), id); gis.KindOf(err) != gis.NotFound {
			t.Errorf("a finding that was deleted: %v", err)
		}
	})
}

// asRow expects of a finding that it is a row of its layer as often as the list has
// it, however the layer is read.
func asRow(t *testing.T, k *deeds.Desk, id string, at orb.Point, want int) {
	t.Helper()
	layers, err := k.Layers(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for i := range layers {
		if layers[i].Name == store.DatasetFindings {
			count += int(layers[i].Count)
		}
	}
	if count != want {
		t.Errorf("the layers list %d findings, want %d", count, want)
	}
	box := orb.Bound{Min: at, Max: at}.Pad(10)
	for name, req := range map[string]deeds.QueryRequest{
		"all": {}, "where": {Where: "control == 'reported'"}, "window": {Within: &box}, "key": {Keys: "W001/A/12"}, "sorted": {Sort: "id"}, "near": {Near: &at, Reach: 5},
	} {
		req.Dataset = store.DatasetFindings
		var found []string
		err := k.Query(t.Context(), req, func(f deeds.Feature) error {
			for _, field := range f.Fields {
				if field.Name == "id" {
					found = append(found, field.Value)
				}
			}
			return nil
		})
		if want == 0 {
			if gis.KindOf(err) != gis.BadUsage { // there is no such layer
				t.Errorf("%s: %v, %v", name, found, err)
			}
			continue
		}
		if err != nil || len(found) != 1 || found[0] != id {
			t.Errorf("%s: %v, %v; want %s", name, found, err, id)
		}
	}
}
