package gpkg_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/gpkg"
)

// layerOfAll has a column of every type.
func layerOfAll(name string, shape gis.ShapeKind) *gis.Schema {
	return &gis.Schema{Dataset: name, Source: "zones", Shape: shape, Columns: []gis.Column{
		{Name: "name", Type: gis.Text},
		{Name: "floors", Type: gis.Integer},
		{Name: "surface", Type: gis.Number},
		{Name: "rendita", Type: gis.Money},
		{Name: "built", Type: gis.DayType},
		{Name: "listed", Type: gis.Flag},
		{Name: "height", Type: gis.Real},
	}}
}

func square(x, y, side float64) orb.Ring {
	return orb.Ring{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}
}

// rowsOfAll fills a batch with one row per geometry, the last row without
// attributes.
func rowsOfAll(s *gis.Schema, geometries ...orb.Geometry) *gis.Batch {
	b := gis.NewBatch(s)
	for i, g := range geometries {
		if s.Shape != gis.NoShape {
			b.Shapes.Append(g)
		}
		if i < len(geometries)-1 && len(s.Columns) > 0 {
			b.SetText(0, "casa \"del\" Colò")
			b.SetNum(1, int64(i-5))
			b.SetNum(2, 65_500_000)
			b.SetNum(3, 123450)
			b.SetNum(4, int64(gis.Day(1967, 9, 1)))
			b.SetNum(5, 1)
			b.SetReal(6, 7.25)
		}
		b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	return b
}

func write(t testing.TB, path string, epsg int, batches ...*gis.Batch) {
	t.Helper()
	ctx := context.Background()
	w, err := gpkg.Create(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range batches {
		if err := w.Layer(ctx, b.Schema, epsg); err != nil {
			t.Fatal(err)
		}
		if err := w.Rows(ctx, b); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(ctx); err != nil {
		t.Fatal(err)
	}
}

func TestNothingIsThereBeforeClose(t *testing.T) {
	ctx, path := context.Background(), filepath.Join(t.TempDir(), "comune di là?#%.gpkg")
	if err := os.WriteFile(path, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	w, err := gpkg.Create(ctx, path)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != "old" {
		t.Errorf("before Close the old file is %q, %v", got, err)
	}
	w.Abort()
	if got, err := os.ReadFile(path); err != nil || string(got) != "old" {
		t.Errorf("after Abort the old file is %q, %v", got, err)
	}
	write(t, path, 7792, rowsOfAll(layerOfAll("zones", gis.PolygonShape), orb.Polygon{square(0, 0, 10)}))
	if got, err := os.ReadFile(path); err != nil || len(got) < 1000 {
		t.Errorf("after Close the file has %d bytes, %v", len(got), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(path), "*")); len(left) != 1 {
		t.Errorf("files left: %q", left)
	}
}

// TestSameBytes writes the same content twice at a fixed moment.
func TestSameBytes(t *testing.T) {
	var files [2][]byte
	for i := range files {
		path := filepath.Join(t.TempDir(), "a.gpkg")
		w, err := gpkg.Create(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		w.Stamp(time.Date(2024, 2, 29, 10, 0, 0, 0, time.UTC))
		b := rowsOfAll(layerOfAll("zones", gis.PolygonShape), orb.Polygon{square(0, 0, 10)}, orb.Polygon{square(20, 0, 10)})
		if err := errors.Join(w.Layer(t.Context(), b.Schema, 7792), w.Rows(t.Context(), b), w.Close(t.Context())); err != nil {
			t.Fatal(err)
		}
		if files[i], err = os.ReadFile(path); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(files[0], files[1]) || !bytes.Contains(files[0], []byte("2024-02-29T10:00:00.000Z")) {
		t.Error("the same content gives other bytes")
	}
}

func TestWriterRefuses(t *testing.T) {
	ctx := context.Background()
	if _, err := gpkg.Create(ctx, filepath.Join(t.TempDir(), "no", "such", "folder.gpkg")); code(err) != "gpkg.write" {
		t.Errorf("a folder that is not there: %v", err)
	}
	w, err := gpkg.Create(ctx, filepath.Join(t.TempDir(), "a.gpkg"))
	if err != nil {
		t.Fatal(err)
	}
	defer w.Abort()
	schema := layerOfAll("zones", gis.PolygonShape)
	if err := w.Rows(ctx, gis.NewBatch(schema)); code(err) != "gpkg.no-layer" {
		t.Errorf("rows before a layer: %v", err)
	}
	if err := w.Layer(ctx, schema, 2154); code(err) != "crs.unknown" {
		t.Errorf("a system of France: %v", err)
	}
	if err := w.Layer(ctx, layerOfAll("roads", gis.LineShape), 7792); err != nil {
		t.Error(err)
	}
	if err := w.Layer(ctx, layerOfAll("roads", gis.LineShape), 7792); code(err) != "gpkg.layer-twice" {
		t.Errorf("a layer twice: %v", err)
	}
	ended, cancel := context.WithCancel(ctx)
	cancel()
	if err := w.Layer(ctx, layerOfAll("more", gis.LineShape), 7792); err != nil {
		t.Error(err)
	}
	if err := w.Rows(ended, rowsOfAll(layerOfAll("more", gis.LineShape), orb.LineString{{0, 0}, {1, 1}})); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled context: %v", err)
	}
}

// code is the message code of an error of ours.
func code(err error) string {
	var e *gis.Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
