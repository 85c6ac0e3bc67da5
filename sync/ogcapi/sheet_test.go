package ogcapi_test

import (
	"encoding/json"
	"fmt"
	"iter"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/sync/layer"
	"segit/sync/server"
)

// borders are sheets A/7 and A/8 beside each other, and 7 once more where it was
// before 2020.
func borders() (layer.Layer, iter.Seq2[*layer.Feature, error]) {
	l := layer.Layer{Comune: "W001", Name: "sheets", EPSG: 7792, Shape: gis.PolygonShape}
	for _, name := range []string{"section", "sheet"} {
		l.Columns = append(l.Columns, layer.Column{Name: name, Type: gis.Text})
	}
	return l, func(yield func(*layer.Feature, error) bool) {
		for i, x := range []float64{502600, 503100, 503100} {
			f := square(fmt.Sprint("W001.", i), x, 4165900, 500)
			f.Values = fmt.Appendf(nil, `["A","%d"]`, [...]int{7, 8, 7}[i])
			if i == 2 {
				f.To = gis.Day(2020, 1, 1)
			}
			if !yield(f, nil) {
				return
			}
		}
	}
}

// TestWhatIsDrawnLiesInItsSheet: a finding whose sheet nobody says is of that in
// which it lies, by the borders of sheets or else by parcels, and moves with its
// geometry; a sheet that is said stands.
func TestWhatIsDrawnLiesInItsSheet(t *testing.T) { onEach(t, drawnInSheets) }

func drawnInSheets(t *testing.T, s *site) {
	post := func(geometry, properties string) featureOut {
		t.Helper()
		w := s.ask("POST", findingItems, []byte(`{"type":"Feature","geometry":`+geometry+`,"properties":{"description":"x"`+properties+`}}`),
			"Authorization", "Bearer "+s.token("analyst", "W001"), "Content-Type", "application/geo+json", "Content-Crs", "<"+epsg+"7792>")
		var f featureOut
		if w.Code != 201 || json.Unmarshal(w.Body.Bytes(), &f) != nil {
			t.Fatal(w.Code, w.Body)
		}
		return f
	}
	cell := func(f featureOut) string {
		t.Helper()
		var changes []server.Accepted
		s.must(s.core.Read(t.Context(), "W001", func(v server.View) (err error) {
			changes, err = v.Changes(0, 100)
			return err
		}))
		last := changes[len(changes)-1]
		o, err := store.DecodeOperation(last.Raw)
		if err != nil || f.ID != "W001."+last.ID || o.Cell != last.Cell {
			t.Fatalf("%+v, %v", last, err)
		}
		return last.Cell
	}
	const inParcel, onRoad, faraway, square = `{"type":"Point","coordinates":[502710,4166010]}`, `{"type":"Point","coordinates":[502722,4166022]}`, `{"type":"Point","coordinates":[505000,4166000]}`,
		`{"type":"Polygon","coordinates":[[[502702,4166077],[502720,4166077],[502720,4166090],[502702,4166090],[502702,4166077]]]}`
	for _, c := range []struct{ geometry, properties, cell, sheet string }{
		{inParcel, ``, "_/1", "1"},
		{onRoad, ``, "_/1", "1"},
		{square, ``, "_/2", "2"},
		{faraway, ``, "", ""},
		{inParcel, `,"section":"B","sheet":"9"`, "B/9", "9"},
	} {
		f := post(c.geometry, c.properties)
		if got := cell(f); got != c.cell || fmt.Sprint(f.Properties["sheet"]) != fmt.Sprint(map[bool]any{true: c.sheet}[c.sheet != ""]) {
			t.Errorf("%s%s lies in %q, sheet %v; want %q", c.geometry, c.properties, got, f.Properties["sheet"], c.cell)
		}
	}
	s.publish(borders())
	s.now = s.now.Add(day)
	f := post(inParcel, ``)
	if got := cell(f); got != "A/7" {
		t.Errorf("by the borders it lies in %q", got)
	}
	w := s.ask("PATCH", findingItems+"/"+f.ID, []byte(`{"geometry":{"type":"Point","coordinates":[503300,4166010]}}`), "Authorization", "Bearer "+s.token("analyst", "W001"),
		"Content-Type", "application/merge-patch+json", "Content-Crs", "<"+epsg+"7792>", "If-Match", "*")
	if w.Code != 200 || json.Unmarshal(w.Body.Bytes(), &f) != nil || f.Properties["sheet"] != "8" || cell(f) != "A/8" {
		t.Errorf("moved: %d %s, %q", w.Code, w.Body, cell(f))
	}
	w = s.write("PATCH", findingItems+"/"+f.ID, "application/merge-patch+json", "*", `{"properties":{"assignee":"bruno"}}`)
	if w.Code != 200 || cell(f) != "A/8" {
		t.Errorf("edited: %d %s, %q", w.Code, w.Body, cell(f))
	}
}
