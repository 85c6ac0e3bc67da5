package finding

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"iter"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/text"
)

func all(findings ...gis.Finding) iter.Seq2[gis.Finding, error] {
	return func(yield func(gis.Finding, error) bool) {
		for _, f := range findings {
			if !yield(f, nil) {
				return
			}
		}
	}
}

var errDisk = errors.New("disk")

func broken(yield func(gis.Finding, error) bool) { yield(gis.Finding{}, errDisk) }

func TestWriteJSONIsTheContract(t *testing.T) {
	var b bytes.Buffer
	f := wasteSurface()
	if err := WriteJSON(&b, &f, words(t, text.Italian)); err != nil {
		t.Fatal(err)
	}
	want := `{"id":"0123456789abcdef01234567","control":"tari-surface","version":2,"severity":"high","tax_year":2025,` +
		`"cadastre":"F","comune":"W001","section":"A","sheet":"12","parcel":"345","sub":"6",` +
		`"fiscal_code":"RSSMRA70A01W001V","name":"ROSSI MARIA","address":"VIA DELLE PROVE 1 <\"int\" & 2>","quota":"1/2",` +
		`"expected":80.5,"found":60,"delta":-20.5,"unit":"m²","euro_cents":4320,"confidence":"low",` +
		`"reasons":["nuova","la data \"1\" non è nella forma AAAA-MM-GG: non è stato modificato nulla; correggerla e riprovare"],` +
		`"sources":[{"sha256":"aa","file":"tari.csv","row":1204},{"sha256":"bb","file":"W001A0001.FAB","row":12}],` +
		`"note":"sentito il tecnico\nda rivedere","state":"checking",` +
		`"geometry":{"type":"Polygon","coordinates":[[[0,0],[10,0],[10,10.5],[0,0]],[[1,1],[2,1],[2,2],[1,1]]]}}` + "\n"
	if got := b.String(); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestWriteJSONOfWordsAndNothing(t *testing.T) {
	f := gis.Finding{ID: "x", Severity: gis.Medium, Confidence: gis.High, Found: gis.Wording("state.closed")}
	for lang, found := range map[text.Lang]string{text.Italian: "chiusa", text.English: "closed"} {
		var b bytes.Buffer
		if err := WriteJSON(&b, &f, words(t, lang)); err != nil {
			t.Fatal(err)
		}
		var got map[string]any
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatal(err)
		}
		if got["found"] != found {
			t.Errorf("%s: found = %v, want %s", lang, got["found"], found)
		}
		for _, field := range []string{"expected", "delta", "euro_cents", "geometry"} {
			if v, there := got[field]; !there || v != nil {
				t.Errorf("%s = %v, want null", field, v)
			}
		}
		for _, field := range []string{"reasons", "sources"} {
			if list, ok := got[field].([]any); !ok || len(list) != 0 {
				t.Errorf("%s = %v, want []", field, got[field])
			}
		}
	}
}

func TestGeometryForms(t *testing.T) {
	ring := orb.Ring{{0, 0}, {1, 0}, {1, 1}, {0, 0}}
	tests := map[string]orb.Geometry{
		`{"type":"Point","coordinates":[1,2]}`:                                              orb.Point{1, 2},
		`{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,0]]]}`:                      ring,
		`{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,1],[0,1],[0,0]]]}`:                orb.Bound{Max: orb.Point{2, 1}},
		`{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}`:               orb.MultiPolygon{{ring}},
		`{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}`: orb.Collection{orb.Point{1, 2}},
	}
	for want, g := range tests {
		got, err := marshal(shapeOf(g))
		if err != nil || string(got) != want {
			t.Errorf("%T: %s, %v; want %s", g, got, err, want)
		}
	}
}

func TestACoordinateThatIsNoNumberIsRefused(t *testing.T) {
	f := wasteSurface()
	f.Geometry = orb.MultiPoint{{1, 2}, {math.NaN(), 3}}
	c := words(t, text.Italian)
	writers := map[string]func() error{
		"json":    func() error { return WriteJSON(&bytes.Buffer{}, &f, c) },
		"geojson": func() error { return WriteGeoJSON(&bytes.Buffer{}, 7792, all(f), c) },
		"csv":     func() error { return WriteCSV(&bytes.Buffer{}, all(f), c) },
	}
	for name, write := range writers {
		if err := write(); codeOf(err) != "finding.coordinate" || gis.KindOf(err) != gis.Damaged {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWriteGeoJSON(t *testing.T) {
	bare := wasteSurface()
	bare.ID, bare.Geometry = "bare", nil
	for n, findings := range [][]gis.Finding{nil, {wasteSurface()}, {wasteSurface(), bare}} {
		var b bytes.Buffer
		if err := WriteGeoJSON(&b, 7792, all(findings...), words(t, text.English)); err != nil {
			t.Fatal(err)
		}
		var got struct {
			CRS      struct{ Properties struct{ Name string } }
			Features []struct {
				ID         string
				Properties map[string]any
				Geometry   *struct{ Type string }
			}
		}
		if err := json.Unmarshal(b.Bytes(), &got); err != nil {
			t.Fatalf("%v in %s", err, b.Bytes())
		}
		if len(got.Features) != n || got.CRS.Properties.Name != "urn:ogc:def:crs:EPSG::7792" {
			t.Fatalf("%d features, want %d; crs %q", len(got.Features), n, got.CRS.Properties.Name)
		}
		for i, feature := range got.Features {
			if feature.ID != findings[i].ID || feature.Properties["parcel"] != "345" {
				t.Errorf("feature %d = %+v", i, feature)
			}
			if (feature.Geometry == nil) != (findings[i].Geometry == nil) {
				t.Errorf("feature %d: geometry %v", i, feature.Geometry)
			}
		}
	}
}

func TestWriteCSV(t *testing.T) {
	trap := wasteSurface()
	trap.Name, trap.Address, trap.Found, trap.Euro, trap.Geometry = "=1+1", "", gis.Wording("state.closed"), nil, nil
	var b bytes.Buffer
	if err := WriteCSV(&b, all(wasteSurface(), trap), words(t, text.Italian)); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil || len(rows) != 3 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	field := func(row int, name string) string {
		for i, head := range rows[0] {
			if head == name {
				return rows[row][i]
			}
		}
		t.Fatalf("no column %s in %v", name, rows[0])
		return ""
	}
	want := []struct{ name, first, second string }{
		{"id", "0123456789abcdef01234567", "0123456789abcdef01234567"},
		{"section", "A", "A"},
		{"name", "ROSSI MARIA", "'=1+1"},
		{"found", "60", "chiusa"},
		{"delta", "-20.5", "-20.5"},
		{"euro_cents", "4320", ""},
		{"sources", "aa tari.csv:1204; bb W001A0001.FAB:12", "aa tari.csv:1204; bb W001A0001.FAB:12"},
		{"note", "sentito il tecnico\nda rivedere", "sentito il tecnico\nda rivedere"},
		{"geometry", "POLYGON((0 0,10 0,10 10.5,0 0),(1 1,2 1,2 2,1 1))", ""},
	}
	for _, w := range want {
		if a, b := field(1, w.name), field(2, w.name); a != w.first || b != w.second {
			t.Errorf("%s = %q, %q; want %q, %q", w.name, a, b, w.first, w.second)
		}
	}
}

func TestAnErrorOfTheSourceEndsTheWriting(t *testing.T) {
	c := words(t, text.Italian)
	if err := WriteCSV(&bytes.Buffer{}, broken, c); !errors.Is(err, errDisk) {
		t.Errorf("csv: %v", err)
	}
	if err := WriteGeoJSON(&bytes.Buffer{}, 7792, broken, c); !errors.Is(err, errDisk) {
		t.Errorf("geojson: %v", err)
	}
}

func BenchmarkWriteJSON(b *testing.B) {
	f := wasteSurface()
	c := words(b, text.Italian)
	var out strings.Builder
	for b.Loop() {
		out.Reset()
		if err := WriteJSON(&out, &f, c); err != nil {
			b.Fatal(err)
		}
	}
}
