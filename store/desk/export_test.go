package desk_test

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/format/vector"
	"segit/store/desk"
)

// What is written is read back by our readers, with the same rows.
func TestExportIsReadBack(t *testing.T) {
	d := demoDesk(t)
	dir := t.TempDir()
	for _, name := range []string{"parcels.gpkg", "parcels.geojson", "buildings.gpkg"} {
		path := filepath.Join(dir, name)
		layer, _, _ := strings.Cut(name, ".")
		n, err := d.Export(context.Background(), layer, path, italian(t))
		if err != nil || n != counts(t, d)[layer] {
			t.Fatalf("%s: %d rows, %v", name, n, err)
		}
		file, err := vector.Open(context.Background(), path)
		if err != nil {
			t.Fatal(err)
		}
		l := file.Layers()[0]
		var back rowCount
		if _, err := file.Read(context.Background(), l.Name, l.Schema, &back); err != nil {
			t.Fatal(err)
		}
		if back.rows != n || back.shapes != n || l.EPSG != 7792 {
			t.Errorf("%s: %+v of %d, EPSG %d", name, back, n, l.EPSG)
		}
		if err := file.Close(); err != nil {
			t.Error(err)
		}
	}
	out, err := exec.Command("ogrinfo", "-so", "-al", filepath.Join(dir, "parcels.gpkg")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	for _, want := range []string{"Feature Count: 328", "7792", "Polygon"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("ogrinfo does not say %q: %s", want, out)
		}
	}
}

// rowCount counts what comes in.
type rowCount struct{ rows, shapes int64 }

func (c *rowCount) Rows(_ context.Context, b *gis.Batch) error {
	for row := range b.Len() {
		c.rows++
		if b.Shapes.Kind[row] == gis.PolygonShape {
			c.shapes++
		}
	}
	return nil
}
func (*rowCount) Reject(int, gis.Message, string) error { return nil }
func (*rowCount) Warn(gis.Message)                      {}

func TestExportCSV(t *testing.T) {
	d := demoDesk(t)
	path := filepath.Join(t.TempDir(), "units.csv")
	if _, err := d.Export(context.Background(), "units", path, italian(t)); err != nil {
		t.Fatal(err)
	}
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil || int64(len(rows)-1) != counts(t, d)["units"] {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if rows[0][0] != "comune" || rows[1][0] != "W001" || rows[0][len(rows[0])-1] != "valid_to" {
		t.Errorf("%v", rows[:2])
	}
}

func TestExportFindings(t *testing.T) {
	d := demoDesk(t)
	found, _ := runAll(t, d, 2025)
	closed := "closed"
	edit(t, d, found[0].ID, desk.Edit{State: &closed, Reason: "=1+1", Author: "test"})
	dir := t.TempDir()
	for _, form := range []string{"csv", "xlsx", "geojson", "gpkg"} {
		path := filepath.Join(dir, "f."+form)
		n, err := d.ExportFindings(context.Background(), desk.FindingFilter{}, path, italian(t))
		if err != nil || n != len(found) {
			t.Errorf("%s: %d of %d, %v", form, n, len(found), err)
		}
	}
	raw, err := os.ReadFile(filepath.Join(dir, "f.geojson"))
	if err != nil {
		t.Fatal(err)
	}
	var body struct {
		Features []struct {
			Properties map[string]any `json:"properties"`
		} `json:"features"`
	}
	if err := json.Unmarshal(raw, &body); err != nil || len(body.Features) != len(found) {
		t.Errorf("%d features, %v", len(body.Features), err)
	}
	// A layer of findings is exported as findings, never as the archive keeps them.
	n, err := d.Export(context.Background(), "findings", filepath.Join(dir, "l.csv"), italian(t))
	if err != nil || int(n) != len(found) {
		t.Errorf("%d, %v", n, err)
	}
	if raw, err := os.ReadFile(filepath.Join(dir, "l.csv")); err != nil || strings.Contains(string(raw), "_body") || !strings.Contains(string(raw), found[0].ID) {
		t.Errorf("%v", err)
	}
}

func TestExportRefuses(t *testing.T) {
	d := demoDesk(t)
	dir := t.TempDir()
	for name, c := range map[string]struct {
		layer, file string
		kind        gis.Kind
	}{
		"another form":    {"parcels", "p.dxf", gis.BadUsage},
		"no form":         {"parcels", "p", gis.BadUsage},
		"no such layer":   {"particelle", "p.csv", gis.BadUsage},
		"no such folder":  {"parcels", "no/p.csv", gis.BadInput},
		"no such folder2": {"parcels", "no/p.gpkg", gis.BadInput},
	} {
		if _, err := d.Export(context.Background(), c.layer, filepath.Join(dir, c.file), italian(t)); gis.KindOf(err) != c.kind {
			t.Errorf("%s: %v", name, err)
		}
	}
	// A cancelled export leaves no half file, and the one before stands.
	path := write(t, filepath.Join(dir, "p.geojson"), "before")
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := d.Export(ctx, "parcels", path, italian(t)); err == nil {
		t.Error("a cancelled export ends well")
	}
	if raw, err := os.ReadFile(path); err != nil || string(raw) != "before" {
		t.Errorf("%q %v", raw, err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left behind: %v %v", left, err)
	}
}
