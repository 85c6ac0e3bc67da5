package desk_test

import (
	"os"
	"path/filepath"
	"testing"

	"segit/gis"
	"segit/store/desk"
)

// A ring that was closed at reading stands in the table of what was repaired, by
// its feature.
func TestOverlayNotesClosedRings(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.geojson")
	file := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::7792"}},"features":[
{"type":"Feature","properties":{"n":1},"geometry":{"type":"Polygon","coordinates":[[[507000,4150000],[507010,4150000],[507010,4150010],[507000,4150000]]]}},
{"type":"Feature","properties":{"n":2},"geometry":{"type":"Polygon","coordinates":[[[507020,4150000],[507030,4150000],[507030,4150010]]]}}]}`
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	req := overlayOf("dissolve", path, "", filepath.Join(t.TempDir(), "o.gpkg"))
	for range 2 {
		result, err := desk.Overlay(t.Context(), req, gis.Quiet{})
		if err != nil {
			t.Fatal(err)
		}
		if len(result.Aside) != 1 || result.SetAside != 0 {
			t.Fatalf("%+v", result.Aside)
		}
		n := result.Aside[0]
		if n.Number != 2 || n.Reason.Code != "overlay.fault.open-ring" || n.Aside || n.After != 50 || n.X != 507020 {
			t.Errorf("%+v", n)
		}
		req.By = []string{"n"}
	}
}

// Rows of a file are told by their cadastral key where the file has its columns.
func TestOverlayNotesKeysOfFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.geojson")
	file := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::7792"}},"features":[
{"type":"Feature","properties":{"Belfiore":"C351","FOGLIO":"0012","Particella":"7"},"geometry":{"type":"Polygon","coordinates":[[[507000,4150000],[507010,4150010],[507010,4150000],[507000,4150010],[507000,4150000]]]}}]}`
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, fields := range [][]string{nil, {"foglio"}} {
		req := overlayOf("buffer", path, "", filepath.Join(t.TempDir(), "o.gpkg"))
		req.Distance, req.FieldsA = 1, fields
		result, err := desk.Overlay(t.Context(), req, gis.Quiet{})
		if err != nil {
			t.Fatal(err)
		}
		want := gis.MakeKey("C351", "", "12", "7", "")
		if fields != nil {
			want = gis.Key{}
		}
		if len(result.Aside) != 1 || result.Aside[0].Key != want {
			t.Errorf("%v: %+v, want %v", fields, result.Aside, want)
		}
	}
}
