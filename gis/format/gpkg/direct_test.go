package gpkg_test

import (
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/featuretest"
)

// coreOfOthers is as little of a GeoPackage as a reader needs.
const coreOfOthers = `
CREATE TABLE gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT);
CREATE TABLE gpkg_contents (table_name TEXT PRIMARY KEY, data_type TEXT, identifier TEXT);
CREATE TABLE gpkg_geometry_columns (table_name TEXT, column_name TEXT, geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT);
INSERT INTO gpkg_spatial_ref_sys VALUES ('x', 7792, 'EPSG', 7792, '');
INSERT INTO gpkg_contents VALUES ('t', 'features', 't');
INSERT INTO gpkg_geometry_columns VALUES ('t', 'geom', 'GEOMETRY', 7792, 0, 0);
`

// lineBlob is the literal of a line of so many points, an even number.
func lineBlob(points int) string {
	head := "47500001701E0000" + "0102000000" + fmt.Sprintf("%02X%02X0000", points&0xFF, points>>8)
	return "x'" + head + strings.Repeat("000000000000F03F0000000000000040"+"00000000000008400000000000001040", points/2) + "'"
}

// filled inserts n rows of many sizes.
func filled(n int) string {
	var b strings.Builder
	b.WriteString("PRAGMA synchronous = OFF; BEGIN;\n")
	for i := range n {
		fmt.Fprintf(&b, "INSERT INTO t (geom, name, n, r) VALUES (%s, '%s', %d, %d);\n", lineBlob(2+i*i%300/2*2), strings.Repeat("à", i%90), i*i*i-500, i%3)
	}
	return b.String() + "COMMIT;\n"
}

const tableOfOthers = `CREATE TABLE t (id INTEGER PRIMARY KEY, geom BLOB, name TEXT, n INTEGER, r REAL);`

// fixtures are files as other programs leave them: what is done to them, and
// whether their pages can be read.
func fixtures() []struct {
	name, make string
	direct     bool
} {
	all := []struct {
		name, make string
		direct     bool
	}{
		{"UTF-16 little", "PRAGMA encoding = 'UTF-16le';" + coreOfOthers + tableOfOthers + filled(200), true},
		{"UTF-16 big", "PRAGMA encoding = 'UTF-16be';" + coreOfOthers + tableOfOthers + filled(200), true},
		{"auto vacuum", "PRAGMA auto_vacuum = FULL;" + coreOfOthers + tableOfOthers + filled(300) + "DELETE FROM t WHERE id % 3 = 0;", true},
		{"holes and new rows", coreOfOthers + tableOfOthers + filled(300) + "DELETE FROM t WHERE id % 2 = 0; UPDATE t SET name = name || 'xyz' WHERE id % 5 = 0;" + filled(50), true},
		{"keys below nothing", coreOfOthers + tableOfOthers + "INSERT INTO t (id, name) VALUES (-5, 'a'), (0, 'b'), (4294967296, 'c'), (9223372036854775807, 'd');", true},
		{"columns added later", coreOfOthers + tableOfOthers + filled(20) + "ALTER TABLE t ADD COLUMN e TEXT DEFAULT 'it''s'; ALTER TABLE t ADD COLUMN k INTEGER DEFAULT -3; ALTER TABLE t ADD COLUMN z REAL DEFAULT 1.5; ALTER TABLE t ADD COLUMN v TEXT;" + filled(5), true},
		{"any type in any column", coreOfOthers + tableOfOthers + "INSERT INTO t (geom, name, n, r) VALUES (NULL, 12, 'tre', 2), (1, 1.5, 2.5, 'x'), (x'00', x'6162', NULL, 1e300), ('text', '', -1, -0.0), (NULL, 'a' || char(0) || 'b', 281474976710655, 3);", true},
		{"no key", coreOfOthers + "CREATE TABLE t (geom BLOB, name TEXT, n INTEGER, r REAL);" + filled(50), true},
		{"a key of texts", coreOfOthers + "CREATE TABLE t (geom BLOB, name TEXT, n INTEGER, r REAL, PRIMARY KEY (n, name));" + filled(20), true},
		{"without rowid", coreOfOthers + "CREATE TABLE t (id INTEGER PRIMARY KEY, geom BLOB, name TEXT, n INTEGER, r REAL) WITHOUT ROWID; INSERT INTO t VALUES (1, NULL, 'a', 2, 3);", false},
		{"computed column", coreOfOthers + "CREATE TABLE t (id INTEGER PRIMARY KEY, geom BLOB, name TEXT, n INTEGER, r REAL, twice INTEGER AS (n * 2));" + filled(20), false},
		{"computed default", coreOfOthers + "CREATE TABLE t (id INTEGER PRIMARY KEY, geom BLOB, name TEXT, n INTEGER, r REAL, e TEXT DEFAULT CURRENT_TIMESTAMP);" + "INSERT INTO t (n, e) VALUES (1, 'x');", true},
		{"default of bytes", coreOfOthers + tableOfOthers + filled(5) + "ALTER TABLE t ADD COLUMN e TEXT DEFAULT x'6162';", false},
		{"a view", coreOfOthers + "CREATE TABLE u (id INTEGER PRIMARY KEY, geom BLOB, name TEXT, n INTEGER, r REAL); CREATE VIEW t AS SELECT * FROM u; INSERT INTO u (name) VALUES ('a');", false},
		{"nothing in it", coreOfOthers + tableOfOthers, true},
	}
	for size := 512; size <= 65536; size *= 2 {
		all = append(all, struct {
			name, make string
			direct     bool
		}{fmt.Sprintf("pages of %d", size), fmt.Sprintf("PRAGMA page_size = %d;", size) + coreOfOthers + tableOfOthers + filled(400), true})
	}
	return all
}

// TestPagesAndSQLAgree reads each fixture from its pages and through SQL.
func TestPagesAndSQLAgree(t *testing.T) {
	for _, c := range fixtures() {
		path := filepath.Join(t.TempDir(), "a.gpkg")
		change(t, path, c.make)
		f := open(t, path)
		direct, why := f.Direct("t")
		if direct != c.direct || !direct && why.Code == "" && c.name != "a view" {
			t.Errorf("%s: from its pages %v, %v", c.name, direct, why)
		}
		pages, count := featuretest.Read(t, f), f.Layers()[0].Count
		f.LotPages(1)
		parts := featuretest.Read(t, f)
		f.BySQL()
		bySQL := featuretest.Read(t, f)
		pages.Warnings, parts.Warnings, bySQL.Warnings = nil, nil, nil
		if d := cmp.Diff(bySQL, pages); d != "" {
			t.Errorf("%s: through SQL and from the pages: %s", c.name, d)
		}
		if d := cmp.Diff(pages, parts); d != "" {
			t.Errorf("%s: at a stretch and in lots: %s", c.name, d)
		}
		if n := int64(len(bySQL.Values) + len(bySQL.Rejects)); n != count {
			t.Errorf("%s: %d rows, counted %d", c.name, n, count)
		}
	}
}

// TestOtherWritersAreSaid reads files that another program has open.
func TestOtherWritersAreSaid(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gpkg")
	write(t, path, 7792, rowsOfAll(layerOfAll("a", gis.PointShape), orb.Point{1, 2}, orb.Point{3, 4}))
	db, err := sql.Open("sqlite", path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec("PRAGMA journal_mode = WAL; INSERT INTO gpkg_extensions VALUES ('a', 'x', 'y', 'z', 'w')"); err != nil {
		t.Fatal(err)
	}
	f := open(t, path)
	if k := featuretest.Read(t, f); len(k.Values) != 2 || !cmp.Equal(k.Codes(), []string{"sqlite.wal"}) {
		t.Errorf("%d rows, warnings %v", len(k.Values), k.Codes())
	}
}

// TestChangedMeanwhile changes a file between its opening and its reading.
func TestChangedMeanwhile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gpkg")
	write(t, path, 7792, rowsOfAll(layerOfAll("a", gis.NoShape), nil, nil))
	f := open(t, path)
	change(t, path, "UPDATE a SET name = 'altro'")
	l := f.Layers()[0]
	if _, err := f.Read(t.Context(), l.Name, l.Schema, &featuretest.Kept{}); code(err) != "gpkg.changed" {
		t.Errorf("%v", err)
	}
}

// TestBrokenOffInLots makes one leaf point nowhere: the rows of all others are
// read, and its own are one reject, in lots as in one go.
func TestBrokenOffInLots(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.gpkg")
	geometries := make([]orb.Geometry, 900)
	for i := range geometries {
		geometries[i] = orb.Polygon{square(float64(i), 0, 1)}
	}
	write(t, path, 7792, rowsOfAll(layerOfAll("p", gis.PolygonShape), geometries...))
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	// The pages behind the tables of the file are the rows, in order.
	leaf := len(whole) / 4096 / 2
	copy(whole[leaf*4096+8:], "\xFF\xFF\xFF\xFF")
	if err := os.WriteFile(path, whole, 0o600); err != nil {
		t.Fatal(err)
	}
	var rows [2]*featuretest.Kept
	for i, pages := range []int{1 << 20, 1} {
		f := open(t, path)
		f.LotPages(pages)
		rows[i] = featuretest.Read(t, f)
		if n := len(rows[i].Values); n < 860 || n >= 900 || len(rows[i].Rejects) != 1 || rows[i].Rejects[0].Line != 901 || rows[i].Rejects[0].Reason.Code != "gpkg.broken-off" {
			t.Errorf("%d pages at a time: %d rows, rejects %+v", pages, n, rows[i].Rejects)
		}
	}
	if d := cmp.Diff(rows[0], rows[1]); d != "" {
		t.Error(d)
	}
}
