package gpkg_test

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/featuretest"
	"segit/gis/format/gpkg"
)

func open(t testing.TB, path string) *gpkg.File {
	t.Helper()
	f, err := gpkg.Open(context.Background(), path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

func ExampleCreate() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "gpkg")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	schema := &gis.Schema{Dataset: "fontane", Shape: gis.PointShape, Columns: []gis.Column{{Name: "nome", Type: gis.Text}}}
	rows := gis.NewBatch(schema)
	rows.Shapes.Append(orb.Point{507707.3, 4150644.5})
	rows.SetText(0, "Elefante")
	rows.Add(1, gis.Always, gis.OpenEnd)

	w, err := gpkg.Create(ctx, filepath.Join(dir, "arredo.gpkg"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer w.Abort()
	if err := w.Layer(ctx, schema, 7792); err != nil {
		fmt.Println(err)
	} else if err := w.Rows(ctx, rows); err != nil {
		fmt.Println(err)
	} else if err := w.Close(ctx); err != nil {
		fmt.Println(err)
	}
	f, err := gpkg.Open(ctx, filepath.Join(dir, "arredo.gpkg"))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	l := f.Layers()[0]
	fmt.Println(l.Name, l.Count, l.EPSG, l.Schema.Shape)
	// Output: fontane 1 7792 point
}

func TestComesBack(t *testing.T) {
	holed := orb.Polygon{square(500000, 4150000, 10), square(500002, 4150002, 2)}
	apart := orb.MultiPolygon{holed, {square(500100.1, 4150000.2, 5)}}
	line := orb.LineString{{0.1, 0.2}, {math.Pi, math.E}}
	path := filepath.Join(t.TempDir(), "tutto.gpkg")
	batches := []*gis.Batch{
		rowsOfAll(layerOfAll("polygons", gis.PolygonShape), holed, apart, nil),
		rowsOfAll(layerOfAll("lines", gis.LineShape), line, orb.MultiLineString{line, line}),
		rowsOfAll(layerOfAll("points", gis.PointShape), orb.Point{1, 2}, orb.Point{3, 4}),
		rowsOfAll(layerOfAll("clusters", gis.PointShape), orb.Point{1, 2}, orb.MultiPoint{{3, 4}, {5, 6}}),
		rowsOfAll(layerOfAll("mixed", gis.AnyShape), orb.Point{1, 2}, holed),
		rowsOfAll(layerOfAll("a \"table\"; it's", gis.NoShape), nil, nil),
	}
	write(t, path, 7792, batches...)
	f := open(t, path)
	for i, l := range f.Layers() {
		b := batches[i]
		if l.Name != b.Schema.Dataset || l.Count != int64(b.Len()) || b.Schema.Shape != gis.NoShape && l.EPSG != 7792 {
			t.Errorf("layer %+v", l)
		}
		if l.Name != "clusters" && l.Schema.Shape != b.Schema.Shape {
			t.Errorf("%s: shape %v, want %v", l.Name, l.Schema.Shape, b.Schema.Shape)
		}
		// Into the schema that was written: what is exact there comes back so.
		got, want := &featuretest.Kept{}, &featuretest.Kept{}
		if _, err := f.Read(t.Context(), l.Name, b.Schema, got); err != nil {
			t.Fatal(err)
		}
		if err := want.Rows(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		got.Warnings = nil
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%s: %s", l.Name, d)
		}
	}
}

// change runs SQL on a file from outside.
func change(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.Exec(s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}

func TestBadRowsAreKept(t *testing.T) {
	path := filepath.Join(t.TempDir(), "cattivo.gpkg")
	four := []orb.Geometry{orb.Point{1, 2}, orb.Point{1, 2}, orb.Point{1, 2}, orb.Point{1, 2}, orb.Point{1, 2}, orb.Point{1, 2}, orb.Point{1, 2}}
	write(t, path, 25833, rowsOfAll(layerOfAll("p", gis.PointShape), four...))
	change(t, path,
		`DROP TRIGGER rtree_p_geom_update1`, `DROP TRIGGER rtree_p_geom_update2`, `DROP TRIGGER rtree_p_geom_update3`, `DROP TRIGGER rtree_p_geom_update4`,
		`UPDATE p SET geom = x'00'  WHERE fid = 1`,
		`UPDATE p SET geom = substr(geom, 1, 20) WHERE fid = 2`,
		`UPDATE p SET geom = 'text' WHERE fid = 3`,
		`UPDATE p SET floors = 'tre' WHERE fid = 4`,
		`UPDATE p SET built = '1967-02-30' WHERE fid = 5`,
		`UPDATE p SET floors = '3', surface = 12, listed = 'true', height = '2.5', name = 77 WHERE fid = 6`,
		`UPDATE p SET fid = 8589934592 WHERE fid = 7`,
	)
	k := featuretest.Read(t, open(t, path))
	var reasons []string
	for _, r := range k.Rejects {
		reasons = append(reasons, r.Reason.Code)
	}
	if d := cmp.Diff([]string{"gpkg.blob", "vector.wkb-short", "gpkg.blob", "vector.value", "vector.value"}, reasons); d != "" {
		t.Error(d)
	}
	if want := []string{"77", "3", "12", "1234.5", "1967-09-01", "1", "2.5"}; !slices.Equal(k.Values[0], want) {
		t.Errorf("%q, want %q", k.Values[0], want)
	}
	if !slices.Equal(k.Lines, []uint32{6, 7}) {
		t.Errorf("lines %v: a key beyond 32 bits becomes the place", k.Lines)
	}
	if r := k.Rejects[3]; r.Line != 4 || !strings.Contains(r.Text, "floors=tre") {
		t.Errorf("reject %+v", r)
	}
}

// TestDamaged cuts a file and overwrites its middle: never a panic, and either a
// refusal or a reject that says so.
func TestDamaged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "intero.gpkg")
	geometries := make([]orb.Geometry, 900)
	for i := range geometries {
		geometries[i] = orb.Polygon{square(float64(i), 0, 1)}
	}
	write(t, path, 7792, rowsOfAll(layerOfAll("p", gis.PolygonShape), geometries...))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	middle := slices.Clone(whole)
	copy(middle[len(middle)/3:], bytes.Repeat([]byte{0xA5}, len(middle)/3))
	for name, content := range map[string][]byte{"cut": whole[:len(whole)/2], "overwritten": middle, "head alone": whole[:100], "empty": {}, "text": []byte("SQLite, they said")} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := gpkg.Open(t.Context(), path)
		if err != nil {
			if gis.KindOf(err) != gis.BadInput {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		k := featuretest.Read(t, f)
		if len(k.Values) >= 900 || len(k.Rejects) == 0 || k.Rejects[len(k.Rejects)-1].Reason.Code != "gpkg.broken-off" {
			t.Errorf("%s: %d rows, rejects %v", name, len(k.Values), k.Rejects)
		}
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestUncheckpointed reads rows that another program has written and not yet
// moved out of its journal.
func TestUncheckpointed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "aperto.gpkg")
	write(t, path, 7792, rowsOfAll(layerOfAll("a", gis.NoShape), nil))
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range []string{"PRAGMA journal_mode = WAL", "INSERT INTO a (name) VALUES ('nuovo')"} {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	if k := featuretest.Read(t, open(t, path)); len(k.Values) != 2 || k.Values[1][0] != "nuovo" {
		t.Errorf("rows %v", k.Values)
	}
}

func TestOtherSQLiteIsRefused(t *testing.T) {
	path := filepath.Join(t.TempDir(), "altro.gpkg")
	change(t, path, "CREATE TABLE x (y)")
	if _, err := gpkg.Open(t.Context(), path); code(err) != "gpkg.other" {
		t.Errorf("%v", err)
	}
	if _, err := gpkg.Open(t.Context(), filepath.Join(t.TempDir(), "nessuno.gpkg")); code(err) != "vector.open" {
		t.Errorf("%v", err)
	}
}

func TestConduct(t *testing.T) {
	path := filepath.Join(t.TempDir(), "c.gpkg")
	write(t, path, 7792, rowsOfAll(layerOfAll("p", gis.PointShape), orb.Point{1, 2}, orb.Point{3, 4}))
	featuretest.Conduct(t, open(t, path))
}
