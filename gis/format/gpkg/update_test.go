package gpkg_test

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/gpkg"
)

// A layer takes the place of the one of its name, in any letter case; the other
// layers, and what other programs keep in the file, stay.
func TestUpdate(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gpkg")
	write(t, path, 7792,
		rowsOfAll(layerOfAll("zones", gis.PolygonShape), orb.Polygon{square(500100, 4150000, 1)}, nil),
		rowsOfAll(layerOfAll("Lots", gis.PolygonShape), orb.Polygon{square(500100, 4150000, 2)}),
		rowsOfAll(layerOfAll("list", gis.NoShape), nil))
	change(t, path, "PRAGMA page_size = 1024", "VACUUM",
		"CREATE TABLE layer_styles (id INTEGER PRIMARY KEY, f_table_name TEXT)", "INSERT INTO layer_styles VALUES (1, 'zones')",
		"CREATE TABLE gpkg_ogr_contents (table_name TEXT PRIMARY KEY, feature_count INTEGER)", "INSERT INTO gpkg_ogr_contents VALUES ('zones', 2), ('Lots', 1)",
		"ALTER TABLE gpkg_spatial_ref_sys ADD COLUMN definition_12_063 TEXT NOT NULL DEFAULT 'undefined'", "UPDATE gpkg_contents SET identifier = 'lots' WHERE table_name = 'zones'")
	for range 2 {
		w, err := gpkg.Update(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		lots := rowsOfAll(layerOfAll("lots", gis.PolygonShape), orb.Polygon{square(500100, 4150000, 3)}, orb.Polygon{square(500200, 4150000, 3)})
		if err := errors.Join(w.Layer(t.Context(), lots.Schema, 7794), w.Rows(t.Context(), lots), w.Close(t.Context())); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			query string
			want  []string
		}{
			{"PRAGMA integrity_check", []string{"ok"}},
			{"PRAGMA foreign_key_check", nil},
			{"SELECT table_name, srs_id FROM gpkg_contents ORDER BY table_name", []string{"list|0", "lots|7794", "zones|7792"}},
			{"SELECT count(*) FROM zones", []string{"2"}},
			{"SELECT count(*) FROM lots", []string{"2"}},
			{"SELECT count(*) FROM rtree_lots_geom", []string{"2"}},
			{"SELECT name FROM sqlite_master WHERE name LIKE '%Lots%' AND name GLOB '*Lots*'", nil},
			{"SELECT table_name FROM gpkg_geometry_columns ORDER BY 1", []string{"lots", "zones"}},
			{"SELECT table_name FROM gpkg_ogr_contents", []string{"zones"}},
			{"SELECT f_table_name FROM layer_styles", []string{"zones"}},
			{"SELECT seq FROM sqlite_sequence WHERE name = 'lots'", []string{"2"}},
		} {
			if got := ask(t, path, c.query); !slices.Equal(got, c.want) {
				t.Errorf("%s: %q, want %q", c.query, got, c.want)
			}
		}
	}
	if names, err := gpkg.Tables(t.Context(), path); err != nil || len(names) != 3 {
		t.Errorf("%q, %v", names, err)
	}
}

// Databases of which not everything could be kept are left as they are.
func TestUpdateRefuses(t *testing.T) {
	folder := t.TempDir()
	database, text := filepath.Join(folder, "a.gpkg"), filepath.Join(folder, "b.gpkg")
	change(t, database, "CREATE TABLE mine (a)")
	var known *gis.Error
	if names, err := gpkg.Tables(t.Context(), database); !errors.As(err, &known) || known.Code != "gpkg.update" {
		t.Errorf("%q, %v", names, err)
	}
	if _, err := gpkg.Update(t.Context(), database); !errors.As(err, &known) || known.Code != "gpkg.update" {
		t.Errorf("%v", err)
	}
	wide := filepath.Join(folder, "c.gpkg")
	change(t, wide, "PRAGMA encoding = 'UTF-16'", "CREATE TABLE gpkg_contents (table_name TEXT)", "CREATE TABLE gpkg_spatial_ref_sys (srs_id INTEGER)")
	if _, err := gpkg.Update(t.Context(), wide); !errors.As(err, &known) || known.Code != "gpkg.update" {
		t.Errorf("%v", err)
	}
	if err := os.WriteFile(text, []byte("text"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{text, filepath.Join(folder, "nothing.gpkg")} {
		if names, err := gpkg.Tables(t.Context(), path); err != nil || len(names) > 0 {
			t.Errorf("%q, %v", names, err)
		}
	}
	if left, _ := filepath.Glob(filepath.Join(folder, ".*")); len(left) > 0 {
		t.Errorf("left %q", left)
	}
}
