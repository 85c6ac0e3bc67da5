package geojson_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb/encoding/wkt"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/format/featuretest"
	"segit/gis/format/geojson"
)

func save(t testing.TB, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "prova.geojson")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func open(t testing.TB, path string) *geojson.File {
	t.Helper()
	f, err := geojson.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// TestInspireSample reads real parcels: longitude first, whatever the axes of
// 6706.
func TestInspireSample(t *testing.T) {
	f := open(t, "testdata/particelle_esempio.geojson")
	l := f.Layers()[0]
	if l.Count != 4 || l.EPSG != 6706 || l.Schema.Shape != gis.PolygonShape || l.Schema.Index("NATIONALCADASTRALREFERENCE") < 0 {
		t.Errorf("%+v %+v", l, l.Schema)
	}
	k := featuretest.Read(t, f)
	if len(k.Values) != 4 || len(k.Rejects)+len(k.Warnings) != 0 {
		t.Fatalf("%d rows, %v, %v", len(k.Values), k.Rejects, k.Warnings)
	}
	if k.Values[0][0] != "CadastralParcel.IT.AGE.PLA.L439_002100.STRADA001" {
		t.Errorf("first row %q", k.Values[0])
	}
	system, _ := crs.Lookup(l.EPSG)
	for _, g := range k.Geometries {
		if c := g.Bound().Center(); !system.InItaly(c[0], c[1]) || c[0] > 20 {
			t.Errorf("centre %v is not longitude, latitude", c)
		}
	}
}

func TestGeometry(t *testing.T) {
	for _, c := range []struct{ geometry, want string }{
		{`null`, ""},
		{`{"type":"Point","coordinates":[1,2]}`, "POINT(1 2)"},
		{`{"coordinates":[1.5e0,-2,99],"type":"Point"}`, "POINT(1.5 -2)"},
		{`{"type":"Point","coordinates":[]}`, ""},
		{`{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}`, "MULTIPOINT((1 2),(3 4))"},
		{`{"type":"LineString","coordinates":[[1,2],[3,4]]}`, "LINESTRING(1 2,3 4)"},
		{`{"type":"MultiLineString","coordinates":[[[1,2],[3,4]],[[5,6],[7,8]]]}`, "MULTILINESTRING((1 2,3 4),(5 6,7 8))"},
		{`{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}`, "POLYGON((0 0,9 0,9 9,0 0),(1 1,2 1,2 2,1 1))"},
		{`{"type":"Polygon","coordinates":[[[0,0],[9,0],[9,9]]]}`, "POLYGON((0 0,9 0,9 9,0 0))"},
		{`{"type":"MultiPolygon","coordinates":[[[[0,0],[9,0],[9,9],[0,0]]],[[[20,0],[29,0],[29,9],[20,0]]]]}`, "MULTIPOLYGON(((0 0,9 0,9 9,0 0)),((20 0,29 0,29 9,20 0)))"},
		{`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"Point","coordinates":[3,4]}]}`, "MULTIPOINT((1 2),(3 4))"},
		{`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]},{"type":"LineString","coordinates":[[3,4],[5,6]]}]}`, "vector.collection"},
		{`{"type":"GeometryCollection","geometries":` + strings.Repeat(`[{"type":"GeometryCollection","geometries":`, 20) + `[]` + strings.Repeat(`}]`, 20) + `}`, "vector.depth"},
		{`{"type":"Polygon","coordinates":[[[0,0],[9,0],[0,0]]]}`, "vector.ring-short"},
		{`{"type":"LineString","coordinates":[[1,2]]}`, "vector.line-short"},
		{`{"type":"LineString","coordinates":[[1,2],[3]]}`, "vector.point"},
		{`{"type":"Point","coordinates":[1e999,2]}`, "vector.not-finite"},
		{`{"type":"Point","coordinates":[NaN,2]}`, "vector.not-finite"},
		{`{"type":"Circle","coordinates":[1,2]}`, "vector.type"},
		{`{"type":"Point","coordinates":"here"}`, "geojson.syntax"},
		{`{"type":"Point"}`, "geojson.syntax"},
		{`{"type":"Polygon","coordinates":[1,2]}`, "geojson.syntax"},
		{`[1,2]`, "geojson.syntax"},
	} {
		f := open(t, save(t, `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"a":1},"geometry":`+c.geometry+`}]}`))
		k := &featuretest.Kept{}
		l := f.Layers()[0]
		schema := &gis.Schema{Dataset: "x", Shape: gis.AnyShape, Columns: l.Schema.Columns}
		if _, err := f.Read(t.Context(), l.Name, schema, k); err != nil {
			t.Fatal(err)
		}
		got := ""
		switch {
		case len(k.Rejects) == 1:
			got = k.Rejects[0].Reason.Code
		case len(k.Geometries) != 1:
			t.Fatalf("%s: %+v", c.geometry, k)
		case k.Geometries[0] != nil:
			got = wkt.MarshalString(k.Geometries[0])
		}
		if got != c.want {
			t.Errorf("%s: %s, want %s", c.geometry, got, c.want)
		}
	}
}

func TestValues(t *testing.T) {
	f := open(t, save(t, "\xEF\xBB\xBF"+`{"features":[
		{"type":"Feature","id":"x1","properties":{"nome":"Citt\u00e0 \"\ud83c\udfe0\" \/","piani":3,"quota":1,"vero":true,"vuoto":null,"lista":[1,{"a":2}],"misto":1},"geometry":null},
		{"type":"Feature","properties":{"nome":null,"piani":-4,"quota":2.5,"vero":false,"misto":"due"},"geometry":null},
		{"type":"Feature","properties":null,"geometry":null}],
		"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::7792"}},"type":"FeatureCollection"}`))
	l := f.Layers()[0]
	want := []gis.Column{
		{Name: "id", Type: gis.Text},
		{Name: "nome", Type: gis.Text},
		{Name: "piani", Type: gis.Integer},
		{Name: "quota", Type: gis.Real},
		{Name: "vero", Type: gis.Flag},
		{Name: "vuoto", Type: gis.Text},
		{Name: "lista", Type: gis.Text},
		{Name: "misto", Type: gis.Text},
	}
	if d := cmp.Diff(want, l.Schema.Columns); d != "" || l.EPSG != 7792 || l.Count != 3 || l.Schema.Shape != gis.NoShape {
		t.Errorf("%+v %s", l, d)
	}
	rows := [][]string{
		{"x1", `Città "🏠" /`, "3", "1", "1", "", `[1,{"a":2}]`, "1"},
		{"", "", "-4", "2.5", "0", "", "", "due"},
		{"", "", "", "", "", "", "", ""},
	}
	if d := cmp.Diff(rows, featuretest.Read(t, f).Values); d != "" {
		t.Error(d)
	}
}

// TestForms are the ways in which the same two features come.
func TestForms(t *testing.T) {
	a := `{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[1,2]}}`
	b := strings.Replace(a, `"n":1`, `"n":2`, 1)
	for name, text := range map[string]string{
		"collection":        `{"type":"FeatureCollection","features":[` + a + "," + b + `]}`,
		"features first":    `{"features":[` + a + "," + b + `],"type":"FeatureCollection"}`,
		"one per line":      a + "\n" + b + "\n",
		"record separators": "\x1e" + a + "\n\x1e" + b,
		"two collections":   `{"type":"FeatureCollection","features":[` + a + `]} {"type":"FeatureCollection","features":[` + b + `]}`,
		"blanks everywhere": strings.NewReplacer(":", " :\t", ",", "\r\n, ", "[", "[ ").Replace(`{"type":"FeatureCollection","features":[` + a + "," + b + ` ] }`),
		"comma at the end":  `{"type":"FeatureCollection","features":[` + a + "," + b + `,]}`,
	} {
		k := featuretest.Read(t, open(t, save(t, text)))
		if len(k.Values) != 2 || k.Values[0][0] != "1" || k.Values[1][0] != "2" || len(k.Rejects) != 0 {
			t.Errorf("%s: %v, %v", name, k.Values, k.Rejects)
		}
	}
}

func TestBadFeaturesAreKept(t *testing.T) {
	good := `{"type":"Feature","properties":{"n":1},"geometry":null}`
	for _, c := range []struct {
		name, features string
		rows           int
		reasons        []string
	}{
		{"one is no object", good + `,17,` + good, 2, []string{"geojson.syntax"}},
		{"one is empty", good + `,{},` + good, 2, []string{"geojson.no-feature"}},
		{"one has a bad number", good + `,{"properties":{"n":1 2},"geometry":null},` + good, 2, []string{"geojson.syntax"}},
		{"the file is cut", good + `,{"type":"Feature","prop`, 1, []string{"geojson.broken-off"}},
		{"the file goes on with something else", good + `]} and so on`, 1, []string{"geojson.broken-off"}},
	} {
		f := open(t, save(t, `{"type":"FeatureCollection","features":[`+c.features))
		k := featuretest.Read(t, f)
		var reasons []string
		for _, r := range k.Rejects {
			if r.Text == "" && r.Reason.Code != "geojson.broken-off" {
				t.Errorf("%s: reject without its text: %+v", c.name, r)
			}
			reasons = append(reasons, r.Reason.Code)
		}
		if c.rows == 2 {
			c.reasons = append(c.reasons, "geojson.broken-off") // none of these texts closes its brackets
		}
		if len(k.Values) != c.rows || !slices.Equal(reasons, c.reasons) {
			t.Errorf("%s: %d rows, %v", c.name, len(k.Values), reasons)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for name, text := range map[string]string{
		"empty": "", "text": "nome;via\n", "array": "[1,2]", "other JSON": `{"type":"Topology"}`, "never closed": strings.Repeat("[", 1000), "quote": `"`,
	} {
		if _, err := geojson.Open(t.Context(), save(t, text)); gis.KindOf(err) != gis.BadInput {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := geojson.Open(t.Context(), t.TempDir()); gis.KindOf(err) != gis.BadInput {
		t.Errorf("a folder: %v", err)
	}
	if l := open(t, save(t, `{"type":"FeatureCollection","features":[]}`)).Layers()[0]; l.Count != 0 || l.EPSG != 4326 {
		t.Errorf("an empty collection: %+v", l)
	}
}

func TestConduct(t *testing.T) {
	featuretest.Conduct(t, open(t, "testdata/particelle_esempio.geojson"))
}

// FuzzRead reads any text: nothing may panic, and every element of the survey is
// a row or a reject.
func FuzzRead(f *testing.F) {
	sample, err := os.ReadFile("testdata/particelle_esempio.geojson")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(string(sample[:3000]))
	f.Add(`{"type":"FeatureCollection","features":[{"type":"Feature","id":1,"properties":{"a":"\u00e0\ud83c\udfe0","b":[1,null]},"geometry":{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2,3]}]}},7,{}]}`)
	f.Add(`{"properties":{},"geometry":{"type":"MultiPolygon","coordinates":[[[[0,0],[1,1],[1,0]]]]}}` + "\n" + `{"geometry":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		file, err := geojson.Open(t.Context(), save(t, text))
		if err != nil {
			return
		}
		k := featuretest.Read(t, file)
		extra := 0
		if n := len(k.Rejects); n > 0 && k.Rejects[n-1].Reason.Code == "geojson.broken-off" {
			extra = 1
		}
		if got := len(k.Values) + len(k.Rejects) - extra; int64(got) != file.Layers()[0].Count {
			t.Errorf("%d features read, %d surveyed", got, file.Layers()[0].Count)
		}
	})
}
