package shapefile_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"
	"github.com/paulmach/orb/planar"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/featuretest"
	"segit/gis/format/shapefile"
)

func open(t testing.TB, path string) *shapefile.File {
	t.Helper()
	f, err := shapefile.Open(path)
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

func ExampleOpen() {
	f, err := shapefile.Open(aggregates + ".shp")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer f.Close()
	l := f.Layers()[0]
	fmt.Println(l.Name, l.Count, l.EPSG, l.Schema.Shape, l.Schema.Columns[0].Name)
	// Output: Gravina-di-Catania 2252 7794 polygon IDAG
}

const aggregates = "testdata/dpc/Gravina-di-Catania"

// TestRealAggregates reads a real supply whole. Features, extent and area are
// those that ogrinfo gives.
func TestRealAggregates(t *testing.T) {
	f := open(t, aggregates+".shp")
	layer := f.Layers()[0]
	want := feature.Layer{Name: "Gravina-di-Catania", Count: 2252, EPSG: 7794, Schema: &gis.Schema{
		Dataset: "Gravina-di-Catania", Shape: gis.PolygonShape,
		Columns: []gis.Column{{Name: "IDAG", Type: gis.Text}, {Name: "Label", Type: gis.Integer}, {Name: "Comune", Type: gis.Text}},
	}}
	if d := cmp.Diff(want, layer); d != "" {
		t.Error(d)
	}
	k := featuretest.Read(t, f)
	if len(k.Values) != 2252 || len(k.Rejects) != 0 || len(k.Warnings) != 0 {
		t.Fatalf("%d rows, rejects %v, warnings %v", len(k.Values), k.Rejects, k.Warnings)
	}
	bound, area := k.Geometries[0].Bound(), 0.0
	for _, g := range k.Geometries {
		bound = bound.Union(g.Bound())
		area += planar.Area(g)
	}
	extent := orb.Bound{Min: orb.Point{7268855.2362, 4154441.2469}, Max: orb.Point{7271491.7298, 4157800.5801}}
	if planar.Distance(bound.Min, extent.Min) > 1e-5 || planar.Distance(bound.Max, extent.Max) > 1e-5 {
		t.Errorf("extent %v", bound)
	}
	if math.Abs(area-753976.795) > 0.01 {
		t.Errorf("area %.3f", area)
	}
	if k.Lines[0] != 1 || k.Lines[2251] != 2252 || !strings.HasPrefix(k.Values[0][2], "Gravina") {
		t.Errorf("lines %d to %d, first row %q", k.Lines[0], k.Lines[2251], k.Values[0])
	}
}

// TestWithoutCompanions reads the same supply from its .shp alone, then with
// its table and no index.
func TestWithoutCompanions(t *testing.T) {
	whole := featuretest.Read(t, open(t, aggregates+".shp"))
	main, table := bytesOf(t, aggregates+".shp"), bytesOf(t, aggregates+".dbf")

	bare := open(t, save(t, "bare", ".shp", main))
	k := featuretest.Read(t, bare)
	if l := bare.Layers()[0]; l.EPSG != 0 || l.Count != -1 || len(l.Schema.Columns) != 0 {
		t.Errorf("layer %+v", l)
	}
	if !slices.Equal(k.Codes(), []string{"shapefile.no-shx", "shapefile.no-dbf", "shapefile.no-prj"}) || len(k.Rejects) != 0 {
		t.Errorf("warnings %v, rejects %v", k.Codes(), k.Rejects)
	}
	if d := cmp.Diff(whole.Geometries, k.Geometries); d != "" {
		t.Error("geometry differs from that of the whole supply")
	}
	k = featuretest.Read(t, open(t, save(t, "two", ".shp", main, ".DBF", table)))
	if d := cmp.Diff(whole.Values, k.Values); d != "" {
		t.Error("values differ from those of the whole supply")
	}
}

// A row of zeros in the table, or entries of zeros in the index or an index that is
// cut: what the other files say is not lost with them.
func TestPagesOfZeros(t *testing.T) {
	main, index, table := bytesOf(t, aggregates+".shp"), bytesOf(t, aggregates+".shx"), bytesOf(t, aggregates+".dbf")
	whole := featuretest.Read(t, open(t, save(t, "a", ".shp", main, ".shx", index, ".dbf", table)))
	zeroed := func(b []byte) []byte {
		c := slices.Clone(b)
		clear(c[len(c)/2:][:4096])
		return c
	}
	for name, c := range map[string]struct {
		path, warning string
	}{
		"index of zeros": {save(t, "a", ".shp", main, ".shx", zeroed(index), ".dbf", table), "shapefile.astray"},
		"index cut":      {save(t, "a", ".shp", main, ".shx", index[:len(index)/2], ".dbf", table), "shapefile.bad-shx"},
	} {
		k := featuretest.Read(t, open(t, c.path))
		if d := cmp.Diff(whole.Values, k.Values); d != "" || len(k.Rejects) != 0 {
			t.Errorf("%s: %d rejects: %s", name, len(k.Rejects), d)
		}
		if !slices.ContainsFunc(k.Warnings, func(m gis.Message) bool { return m.Code == c.warning }) {
			t.Errorf("%s: %v", name, k.Warnings)
		}
	}
	k := featuretest.Read(t, open(t, save(t, "a", ".shp", main, ".shx", index, ".dbf", zeroed(table))))
	if len(k.Rejects) == 0 || len(k.Values)+len(k.Rejects) != len(whole.Values) {
		t.Errorf("table of zeros: %d rows and %d rejects", len(k.Values), len(k.Rejects))
	}
	for _, r := range k.Rejects[1 : len(k.Rejects)-1] { // all but those that the page cuts
		if r.Reason.Code != "shapefile.zeros" {
			t.Errorf("%+v", r)
		}
	}
}

func bytesOf(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// TestTruncated cuts each of the files; what is whole goes in, each feature that
// lost a part is kept by number.
func TestTruncated(t *testing.T) {
	main, index, table := bytesOf(t, aggregates+".shp"), bytesOf(t, aggregates+".shx"), bytesOf(t, aggregates+".dbf")
	for _, c := range []struct {
		name    string
		path    string
		reasons []string
		warning string
	}{
		{"shp with shx", save(t, "a", ".shp", main[:len(main)/2], ".shx", index, ".dbf", table), []string{"shapefile.cut"}, "shapefile.shp-short"},
		{"shp alone with dbf", save(t, "a", ".shp", main[:len(main)/2], ".dbf", table), []string{"shapefile.cut", "shapefile.no-record"}, "shapefile.shp-short"},
		{"dbf", save(t, "a", ".shp", main, ".shx", index, ".dbf", table[:len(table)/2]), []string{"shapefile.no-row"}, "shapefile.dbf-length"},
	} {
		k := featuretest.Read(t, open(t, c.path))
		if len(k.Values)+len(k.Rejects) != 2252 || len(k.Values) < 800 || len(k.Rejects) < 800 {
			t.Errorf("%s: %d rows and %d rejects", c.name, len(k.Values), len(k.Rejects))
		}
		for i, r := range k.Rejects {
			if !slices.Contains(c.reasons, r.Reason.Code) || r.Line != len(k.Values)+i+1 {
				t.Fatalf("%s: reject %+v", c.name, r)
			}
		}
		if !slices.Contains(k.Codes(), c.warning) {
			t.Errorf("%s: warnings %v, want %s among them", c.name, k.Codes(), c.warning)
		}
	}
}

func TestGeometry(t *testing.T) {
	hole := func(x, y, side float64) []float64 {
		r := square(x, y, side)
		for i, j := 0, len(r)-2; i < j; i, j = i+2, j-2 {
			r[i], r[i+1], r[j], r[j+1] = r[j], r[j+1], r[i], r[i+1]
		}
		return r
	}
	for _, c := range []struct {
		name   string
		kind   uint32
		record []byte
		want   string // WKT, or the code of the reject
	}{
		{"null", 5, nothing(), ""},
		{"one ring", 5, parts{square(0, 0, 1)}.content(5), "POLYGON((0 0,0 1,1 1,1 0,0 0))"},
		{"hole", 5, parts{square(0, 0, 9), hole(1, 1, 1)}.content(5), "POLYGON((0 0,0 9,9 9,9 0,0 0),(1 1,2 1,2 2,1 2,1 1))"},
		{"hole before its ring", 5, parts{hole(1, 1, 1), square(0, 0, 9)}.content(5), "POLYGON((0 0,0 9,9 9,9 0,0 0),(1 1,2 1,2 2,1 2,1 1))"},
		{"two rings apart", 5, parts{square(0, 0, 1), square(5, 5, 1)}.content(5), "MULTIPOLYGON(((0 0,0 1,1 1,1 0,0 0)),((5 5,5 6,6 6,6 5,5 5)))"},
		{"island in a hole", 5, parts{square(0, 0, 9), square(4, 4, 1), hole(3, 3, 4)}.content(5), "MULTIPOLYGON(((0 0,0 9,9 9,9 0,0 0),(3 3,7 3,7 7,3 7,3 3)),((4 4,4 5,5 5,5 4,4 4)))"},
		{"all directions wrong", 5, parts{hole(0, 0, 9), square(1, 1, 1)}.content(5), "POLYGON((0 0,9 0,9 9,0 9,0 0),(1 1,1 2,2 2,2 1,1 1))"},
		{"hole touching its ring", 5, parts{square(0, 0, 9), {0, 0, 2, 1, 1, 2, 0, 0}}.content(5), "POLYGON((0 0,0 9,9 9,9 0,0 0),(0 0,2 1,1 2,0 0))"},
		{"two holes of two rings", 5, parts{square(0, 0, 9), square(20, 0, 9), hole(21, 1, 1), hole(1, 1, 1)}.content(5), "MULTIPOLYGON(((0 0,0 9,9 9,9 0,0 0),(1 1,2 1,2 2,1 2,1 1)),((20 0,20 9,29 9,29 0,20 0),(21 1,22 1,22 2,21 2,21 1)))"},
		{"polygon with heights", 15, append(parts{square(0, 0, 1)}.content(15), make([]byte, 56)...), "POLYGON((0 0,0 1,1 1,1 0,0 0))"},
		{"open ring", 5, parts{{0, 0, 0, 1, 1, 1}}.content(5), "POLYGON((0 0,0 1,1 1,0 0))"},
		{"two points", 5, parts{{0, 0, 1, 1, 0, 0}}.content(5), "vector.ring-short"},
		{"a hole without surface", 5, parts{square(0, 0, 9), {1, 1, 1, 1, 1, 1}}.content(5), "vector.ring-short"},
		{"not a number", 5, parts{{0, 0, 0, math.NaN(), 1, 1, 0, 0}}.content(5), "vector.not-finite"},
		{"infinite", 1, point(math.Inf(1), 0), "vector.not-finite"},
		{"line", 3, parts{{0, 0, 1, 1}, {2, 2, 3, 3, 4, 5}}.content(3), "MULTILINESTRING((0 0,1 1),(2 2,3 3,4 5))"},
		{"line of one point", 3, parts{{0, 0}}.content(3), "vector.line-short"},
		{"point", 1, point(3, 4), "POINT(3 4)"},
		{"several points", 8, floats(append(append([]byte{8}, make([]byte, 35)...), 2, 0, 0, 0), 1, 2, 3, 4), "MULTIPOINT((1 2),(3 4))"},
		{"more points than bytes", 5, parts{square(0, 0, 1)}.content(5)[:100], "shapefile.record"},
		{"huge count", 8, append(append([]byte{8}, make([]byte, 35)...), 255, 255, 255, 255), "shapefile.record"},
		{"no bytes", 5, nil, "shapefile.record"},
		{"multipatch", 31, parts{square(0, 0, 1)}.content(31), "vector.type"},
	} {
		main, index := shp(c.kind, c.record)
		k := featuretest.Read(t, open(t, save(t, "a", ".shp", main, ".shx", index)))
		var got string
		switch {
		case len(k.Rejects) == 1:
			got = k.Rejects[0].Reason.Code
		case k.Geometries[0] != nil:
			got = wkt.MarshalString(k.Geometries[0])
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}

func TestValues(t *testing.T) {
	columns := []column{{"NOME", 'C', 8, 0}, {"PIANI", 'N', 4, 0}, {"AREA", 'N', 9, 2}, {"QUOTA", 'N', 12, 8}, {"X", 'F', 13, 11}, {"DATA", 'D', 8, 0}, {"VERO", 'L', 1, 0}, {"nome", 'C', 2, 0}}
	main, index := shp(1, point(1, 2), point(1, 2), point(1, 2), point(1, 2), point(1, 2), point(1, 2))
	path := save(t, "valori", ".shp", main, ".shx", index, ".dbf", dbf(columns,
		[]string{"Citt\xe0", "12", "65.50", "1.12345678", "1.5e+02", "19670901", "T", "b"},
		[]string{"Perché", "-3", "0.01", "2", "0", "20010101", "n", ""},
		[]string{"", "", "", "", "", "", "?", ""},
		[]string{"", "****", "*********", "", "", "00000000", "", ""},
		[]string{"scritto", "1a", "", "", "", "", "", ""},
		[]string{"giorno", "", "", "", "", "19670931", "", ""},
	))
	f := open(t, path)
	var types []gis.Type
	var names []string
	for _, c := range f.Layers()[0].Schema.Columns {
		names, types = append(names, c.Name), append(types, c.Type)
	}
	if d := cmp.Diff([]gis.Type{gis.Text, gis.Integer, gis.Number, gis.Real, gis.Real, gis.DayType, gis.Flag, gis.Text}, types); d != "" {
		t.Error(d)
	}
	if names[7] != "nome_2" {
		t.Errorf("a name that comes twice is %q", names[7])
	}
	k := featuretest.Read(t, f)
	want := [][]string{
		{"Città", "12", "65.5", "1.12345678", "150", "1967-09-01", "1", "b"},
		{"Perché", "-3", "0.01", "2", "0", "2001-01-01", "0", ""},
		{"", "", "", "", "", "", "", ""},
		{"", "", "", "", "", "", "", ""},
	}
	if d := cmp.Diff(want, k.Values); d != "" {
		t.Error(d)
	}
	rejects := []gis.Reject{
		{Line: 5, Reason: gis.Say("vector.value", "PIANI"), Text: "NOME=scritto; PIANI=1a"},
		{Line: 6, Reason: gis.Say("vector.value", "DATA"), Text: "NOME=giorno; DATA=19670931"},
	}
	if d := cmp.Diff(rejects, k.Rejects); d != "" {
		t.Error(d)
	}
	if !slices.Contains(k.Codes(), "shapefile.asterisks") {
		t.Errorf("warnings %v", k.Codes())
	}
}

func TestEncodings(t *testing.T) {
	main, index := shp(1, point(1, 2))
	for _, c := range []struct {
		name, cpg, text, want string
		driver                byte
	}{
		{"CP1252 by detection", "", "Citt\xe0", "Città", 0},
		{"UTF-8 by detection", "", "Città", "Città", 0},
		{"UTF-8 by cpg", "UTF-8", "Città", "Città", 0},
		{"CP1252 by cpg", "1252", "Citt\xe0", "Città", 0},
		{"cpg that lies", "UTF-8", "Citt\xe0", "Città", 0},
		{"head that lies", "", "Città", "Città", 0x57},
		{"DOS", "", "Citt\x85", "Città", 0x02},
		{"letter cut at the end", "UTF-8", "èèèèèèèèèè", "èèèè", 0},
	} {
		table := dbf([]column{{"NOME", 'C', 9, 0}}, []string{c.text})
		table[29] = c.driver
		files := []any{".shp", main, ".shx", index, ".dbf", table}
		if c.cpg != "" {
			files = append(files, ".cpg", []byte(c.cpg+"\r\n"))
		}
		k := featuretest.Read(t, open(t, save(t, "a", files...)))
		if k.Values[0][0] != c.want {
			t.Errorf("%s: %q, want %q", c.name, k.Values[0][0], c.want)
		}
	}
}

func TestDeletedRowsAreSkipped(t *testing.T) {
	main, index := shp(1, point(1, 2), point(3, 4))
	table := dbf([]column{{"N", 'N', 2, 0}}, []string{"1"}, []string{"2"})
	table[32+32+1] = '*'
	k := featuretest.Read(t, open(t, save(t, "a", ".shp", main, ".shx", index, ".dbf", table)))
	if len(k.Values) != 1 || k.Values[0][0] != "2" || k.Lines[0] != 2 || !slices.Contains(k.Codes(), "shapefile.deleted") {
		t.Errorf("rows %v, lines %v, warnings %v", k.Values, k.Lines, k.Codes())
	}
}

func TestTableAlone(t *testing.T) {
	table := dbf([]column{{"N", 'N', 2, 0}}, []string{"1"}, []string{"2"})
	f := open(t, save(t, "elenco", ".dbf", table))
	if l := f.Layers()[0]; l.Schema.Shape != gis.NoShape || l.Count != 2 {
		t.Errorf("layer %+v", l)
	}
	if k := featuretest.Read(t, f); len(k.Values) != 2 || len(k.Warnings) != 0 {
		t.Errorf("%v, %v", k.Values, k.Warnings)
	}
}

func TestOpenRefuses(t *testing.T) {
	main, _ := shp(1, point(1, 2))
	table := dbf([]column{{"N", 'N', 2, 0}}, []string{"1"})
	for _, c := range []struct{ name, path, code string }{
		{"nothing there", filepath.Join(t.TempDir(), "a.shp"), "vector.open"},
		{"empty", save(t, "a", ".shp", []byte{}), "shapefile.head"},
		{"another format", save(t, "a", ".shp", []byte(strings.Repeat("SQLite format 3", 20))), "shapefile.head"},
		{"head cut", save(t, "a", ".shp", main[:60]), "shapefile.head"},
		{"a table beside its shapes", save(t, "a", ".dbf", table, ".shp", main), "shapefile.part"},
		{"bad table", save(t, "a", ".shp", main, ".dbf", []byte("not a table, but long enough to have a head")), "shapefile.dbf"},
		{"folder", t.TempDir(), "vector.open"},
	} {
		_, err := shapefile.Open(c.path)
		var e *gis.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Kind != gis.BadInput || e.File == "" {
			t.Errorf("%s: %v, want %s", c.name, err, c.code)
		}
	}
}

func TestIsPart(t *testing.T) {
	for name, want := range map[string]bool{".shp": false, ".dbf": true, ".prj": true, ".shx": true, ".xml": false} {
		if got := shapefile.IsPart(aggregates + name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
	if shapefile.IsPart(save(t, "elenco", ".dbf", []byte{})) {
		t.Error("a table alone is no part")
	}
}

func TestConduct(t *testing.T) { featuretest.Conduct(t, open(t, aggregates+".shp")) }
