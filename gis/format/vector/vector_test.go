package vector_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/featuretest"
	"segit/gis/format/gpkg"
	"segit/gis/format/vector"
)

const (
	aggregates = "../shapefile/testdata/dpc/Gravina-di-Catania"
	parcels    = "../geojson/testdata/particelle_esempio.geojson"
)

func ExampleOpen() {
	ctx := context.Background()
	f, err := vector.Open(ctx, aggregates+".shp")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	layer := f.Layers()[0]
	fmt.Println(layer.Name, layer.Count, layer.EPSG, layer.Schema.Shape)
	// The columns of a dataset, with what each of them is.
	schema := &gis.Schema{Dataset: "aggregates", Source: "aggregates", Shape: gis.PolygonShape, Columns: []gis.Column{
		{Name: "IDAG", Type: gis.Text, Role: gis.RoleAggregate},
	}}
	counts, err := f.Read(ctx, layer.Name, schema, &featuretest.Kept{})
	fmt.Println(counts.Read, counts.Rejected, err)
	// Output:
	// Gravina-di-Catania 2252 7794 polygon
	// 2252 0 <nil>
}

// named copies a file under another name.
func named(t *testing.T, from, name string) string {
	t.Helper()
	b, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	return save(t, name, string(b))
}

func save(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// geopackage writes one point.
func geopackage(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "uno.gpkg")
	w, err := gpkg.Create(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	schema := &gis.Schema{Dataset: "pozzi", Shape: gis.PointShape, Columns: []gis.Column{{Name: "n", Type: gis.Integer}}}
	b := gis.NewBatch(schema)
	b.Shapes.Append(orb.Point{500000, 4150000})
	b.SetNum(0, 7)
	b.Add(1, gis.Always, gis.OpenEnd)
	if err := errors.Join(w.Layer(t.Context(), schema, 7792), w.Rows(t.Context(), b), w.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	return path
}

// TestContentDecides opens files under their own names and under others.
func TestContentDecides(t *testing.T) {
	for _, c := range []struct {
		name, path string
		layer      string
		epsg       int
		count      int
		warnings   []string
	}{
		{"shapefile", aggregates + ".shp", "Gravina-di-Catania", 7794, 2252, nil},
		{"shapefile named .gpkg", named(t, aggregates+".shp", "a.gpkg"), "a", 0, 2252, []string{"vector.mismatch", "shapefile.no-shx", "shapefile.no-dbf", "shapefile.no-prj"}},
		{"GeoJSON", parcels, "particelle_esempio", 6706, 4, nil},
		{"GeoJSON named .json", named(t, parcels, "a.json"), "a", 6706, 4, nil},
		{"GeoJSON named .shp", named(t, parcels, "a.shp"), "a", 6706, 4, []string{"vector.mismatch"}},
		{"GeoPackage", geopackage(t), "pozzi", 7792, 1, nil},
		{"GeoPackage named .shp", named(t, geopackage(t), "b.shp"), "pozzi", 7792, 1, []string{"vector.mismatch"}},
		{"table", named(t, aggregates+".dbf", "elenco.dbf"), "elenco", 0, 2252, nil},
	} {
		f, err := vector.Open(t.Context(), c.path)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		l := f.Layers()[0]
		k := featuretest.Read(t, f)
		if l.Name != c.layer || l.EPSG != c.epsg || len(k.Values) != c.count || !slices.Equal(k.Codes(), c.warnings) && len(k.Codes())+len(c.warnings) > 0 {
			t.Errorf("%s: layer %q EPSG:%d, %d rows, warnings %v", c.name, l.Name, l.EPSG, len(k.Values), k.Codes())
		}
		if err := f.Close(); err != nil {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for _, c := range []struct{ name, path, code string }{
		{"nothing there", filepath.Join(t.TempDir(), "a.shp"), "vector.open"},
		{"folder", t.TempDir(), "vector.folder"},
		{"device", os.DevNull, "vector.open"},
		{"empty", save(t, "a.gpkg", ""), "vector.empty"},
		{"archive", save(t, "a.shp", "PK\x03\x04 and so on"), "vector.raw-zip"},
		{"text named .shp", save(t, "a.shp", strings.Repeat("nome;via\n", 30)), "shapefile.head"},
		{"text named .gpkg", save(t, "a.gpkg", "nome;via\n"), "gpkg.other"},
		{"text named .geojson", save(t, "a.geojson", "nome;via\n"), "geojson.other"},
		{"other JSON", save(t, "a.json", `{"name":"pacchetto","version":1}`), "geojson.other"},
		{"part of a shapefile", aggregates + ".dbf", "shapefile.part"},
	} {
		_, err := vector.Open(t.Context(), c.path)
		var e *gis.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Kind != gis.BadInput || e.File == "" {
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		}
	}
}
