package gpkg_test

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/featuretest"
)

// ask gives the rows of a query, values with "|" between.
func ask(t *testing.T, path, query string) []string {
	t.Helper()
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	rows, err := db.Query(query)
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	defer rows.Close()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for rows.Next() {
		values := make([]sql.NullString, len(columns))
		into := make([]any, len(columns))
		for i := range values {
			into[i] = &values[i]
		}
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		texts := make([]string, len(columns))
		for i, v := range values {
			texts[i] = v.String
		}
		got = append(got, strings.Join(texts, "|"))
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return got
}

// TestStandard asks a written file what the requirements of the standard ask.
func TestStandard(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gpkg")
	write(t, path, 6706,
		rowsOfAll(layerOfAll("zones", gis.PolygonShape), orb.Polygon{square(15, 37, 1)}, nil),
		rowsOfAll(layerOfAll("list", gis.NoShape), nil))
	for _, c := range []struct {
		name, query string
		want        []string
	}{
		{"requirement 2, the application", "PRAGMA application_id", []string{"1196444487"}},
		{"requirement 2, the version", "PRAGMA user_version", []string{"10300"}},
		{"requirement 6", "PRAGMA integrity_check", []string{"ok"}},
		{"requirement 7", "PRAGMA foreign_key_check", nil},
		{"requirement 11, the systems", "SELECT srs_id, organization, organization_coordsys_id FROM gpkg_spatial_ref_sys ORDER BY srs_id", []string{"-1|NONE|-1", "0|NONE|0", "4326|EPSG|4326", "6706|EPSG|6706"}},
		{"requirement 13, the contents", "SELECT table_name, data_type, identifier, min_x, min_y, max_x, max_y, srs_id FROM gpkg_contents ORDER BY table_name", []string{"list|attributes|list|||||0", "zones|features|zones|15|37|16|38|6706"}},
		{"requirement 22, the geometry columns", "SELECT * FROM gpkg_geometry_columns", []string{"zones|geom|MULTIPOLYGON|6706|0|0"}},
		{"requirement 29, the key", "SELECT name, type, pk FROM pragma_table_info('zones') WHERE pk > 0", []string{"fid|INTEGER|1"}},
		{"table 1, the types", "SELECT group_concat(name || ' ' || type) FROM pragma_table_info('zones') WHERE pk = 0", []string{"geom MULTIPOLYGON,name TEXT,floors INTEGER,surface DOUBLE,rendita DOUBLE,built DATE,listed BOOLEAN,height DOUBLE"}},
		{"requirement 75, the extension", "SELECT table_name, column_name, extension_name, scope FROM gpkg_extensions", []string{"zones|geom|gpkg_rtree_index|write-only"}},
		{"requirement 76, the index", "SELECT count(*) FROM rtree_zones_geom", []string{"1"}},
		{"requirement 77, the triggers", "SELECT name FROM sqlite_master WHERE type = 'trigger' ORDER BY name", []string{
			"rtree_zones_geom_delete", "rtree_zones_geom_insert", "rtree_zones_geom_update1", "rtree_zones_geom_update2", "rtree_zones_geom_update3", "rtree_zones_geom_update4",
		}},
		{"values as the standard writes them", "SELECT name, floors, surface, rendita, +built, listed, height, typeof(geom) FROM zones", []string{`casa "del" Colò|-5|65.5|1234.5|1967-09-01|1|7.25|blob`, "|||||||null"}},
		{"header: magic, version, little endian with envelope, system", "SELECT hex(substr(geom, 1, 8)) FROM zones WHERE fid = 1", []string{"47500003321A0000"}},
	} {
		if d := cmp.Diff(c.want, ask(t, path, c.query)); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

func TestUndefinedSystemAndNoRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gpkg")
	write(t, path, 0, rowsOfAll(layerOfAll("nothing", gis.PointShape)))
	f := open(t, path)
	if l := f.Layers()[0]; l.EPSG != 0 || l.Count != 0 || l.Schema.Shape != gis.PointShape {
		t.Errorf("%+v", l)
	}
	if k := featuretest.Read(t, f); len(k.Values)+len(k.Rejects) != 0 {
		t.Errorf("%+v", k)
	}
	if got := ask(t, path, "SELECT min_x IS NULL, srs_id FROM gpkg_contents"); !cmp.Equal(got, []string{"1|-1"}) {
		t.Errorf("%v", got)
	}
}

// TestTablesOfOthers reads what other programs make: a view, a key with a name
// of its own, a system by its text, types with lengths, columns of bytes.
func TestTablesOfOthers(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gpkg")
	write(t, path, 7792, rowsOfAll(layerOfAll("p", gis.PointShape), orb.Point{1, 2}, orb.Point{3, 4}))
	change(t, path,
		`CREATE VIEW only_second AS SELECT fid AS OGC_FID, geom, name, floors FROM p WHERE fid = 2`,
		`INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('only_second', 'features', 'v', 7792), ('gone', 'features', 'g', 7792), ('own_key', 'attributes', 'o', 0)`,
		`INSERT INTO gpkg_geometry_columns VALUES ('only_second', 'geom', 'POINT', 99, 0, 0)`,
		`INSERT INTO gpkg_spatial_ref_sys SELECT 'mine', 99, 'NONE', 99, definition, '' FROM gpkg_spatial_ref_sys WHERE srs_id = 7792`,
		`CREATE TABLE own_key (id INTEGER PRIMARY KEY, label TEXT(20), seen DATETIME, photo BLOB, share FLOAT)`,
		`INSERT INTO own_key VALUES (41, 'Mulino', '2024-02-29T10:00:00Z', x'00', 0.5)`,
	)
	f := open(t, path)
	layers := f.Layers()
	if len(layers) != 3 {
		t.Fatalf("%+v: a table that is not there must not be listed", layers)
	}
	if view := layers[1]; view.Name != "only_second" || view.Count != 1 || view.EPSG != 7792 {
		t.Errorf("%+v", view)
	}
	want := []gis.Column{{Name: "id", Type: gis.Integer}, {Name: "label", Type: gis.Text}, {Name: "seen", Type: gis.Text}, {Name: "share", Type: gis.Real}}
	if d := cmp.Diff(want, layers[2].Schema.Columns); d != "" {
		t.Error(d)
	}
	for _, c := range []struct {
		layer int
		line  uint32
		want  []string
	}{{1, 1, []string{"2", "", ""}}, {2, 41, []string{"41", "Mulino", "2024-02-29T10:00:00Z", "0.5"}}} {
		k := &featuretest.Kept{}
		if _, err := f.Read(t.Context(), layers[c.layer].Name, layers[c.layer].Schema, k); err != nil {
			t.Fatal(err)
		}
		if len(k.Values) != 1 || k.Lines[0] != c.line || !cmp.Equal(k.Values[0], c.want) {
			t.Errorf("%s: %q, lines %v, want %q", layers[c.layer].Name, k.Values, k.Lines, c.want)
		}
	}
}
