//go:build cgo

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store/desk"
)

const buildings = `{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"EDIFC_USO":"01"},"geometry":{"type":"Polygon","coordinates":[[[507000,4151000],[507010,4151000],[507010,4151010],[507000,4151000]]]}},
{"type":"Feature","properties":{"EDIFC_USO":"02"},"geometry":{"type":"Polygon","coordinates":[[[507020,4151000],[507030,4151000],[507030,4151010],[507020,4151000]]]}}]}`

// TestGeodatabaseIsOneSource: a folder NAME.gdb is imported as one supply, known
// again where it lies elsewhere, and drawn.
func TestGeodatabaseIsOneSource(t *testing.T) {
	dir := t.TempDir()
	geojson, database := filepath.Join(dir, "edifici.geojson"), filepath.Join(dir, "edifici.gdb")
	if err := os.WriteFile(geojson, []byte(buildings), 0o600); err != nil {
		t.Fatal(err)
	}
	if out, err := exec.Command("ogr2ogr", "-f", "OpenFileGDB", "-a_srs", "EPSG:7792", database, geojson).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	d, err := desk.Create(t.Context(), filepath.Join(dir, "a.segit"), desk.CreateRequest{Comune: "W001", EPSG: 7792, Plaintext: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	}()
	take := func(path string) []desk.ImportedFile {
		var files []desk.ImportedFile
		req := desk.ImportRequest{Paths: []string{path}, Source: "buildings"}
		if err := d.Import(t.Context(), req, gis.Quiet{}, func(f desk.ImportedFile) { files = append(files, f) }); err != nil {
			t.Fatal(err)
		}
		if len(files) != 1 || files[0].Refused != nil {
			t.Fatalf("%s: %+v", path, files)
		}
		return files
	}
	first := take(database)[0]
	if first.Supply.File != "edifici.gdb" || first.Supply.Accepted != 2 || first.Supply.Rejected != 0 || len(first.Supply.SHA256) != 64 {
		t.Errorf("%+v", first.Supply)
	}
	elsewhere := filepath.Join(dir, "copie")
	if err := os.CopyFS(filepath.Join(elsewhere, "edifici.gdb"), os.DirFS(database)); err != nil {
		t.Fatal(err)
	}
	if again := take(elsewhere)[0]; again.Supply.ID != first.Supply.ID {
		t.Errorf("the same files are another supply: %+v", again.Supply)
	}
	var out bytes.Buffer
	req := desk.RenderRequest{Bound: orb.Bound{Min: orb.Point{1, 1}}, Width: 200, Height: 100, Form: "png"}
	if err := desk.RenderFiles(t.Context(), []string{database}, req, &out); err != nil || out.Len() == 0 {
		t.Errorf("drawn in %d bytes: %v", out.Len(), err)
	}
	var refused *gis.Error
	empty := filepath.Join(dir, "vuoto.gdb")
	if err := os.Mkdir(empty, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := desk.RenderFiles(t.Context(), []string{empty}, req, &out); !errors.As(err, &refused) || refused.File != "vuoto.gdb" {
		t.Errorf("an empty one: %v", err)
	}
}
