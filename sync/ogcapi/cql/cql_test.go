package cql_test

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"segit/gis"
	"segit/sync/ogcapi/cql"
)

// parcel is a row at (1, 1): some values are absent.
type parcel map[string]cql.Value

func (p parcel) Value(name string) (cql.Value, bool) {
	v, ok := p[name]
	return v, ok
}

func (p parcel) Intersects(g orb.Geometry) (is, known bool, err error) {
	if _, none := p["nowhere"]; none {
		return false, false, nil
	}
	if poly, ok := g.(orb.Polygon); ok {
		return planar.PolygonContains(poly, orb.Point{1, 1}), true, nil
	}
	return g.Bound().Contains(orb.Point{1, 1}), true, nil
}

func row() parcel {
	return parcel{
		"sheet": {Kind: cql.Text, Text: "12"}, "label": {Kind: cql.Text, Text: "100% L'Aquila"}, "area": {Kind: cql.Number, Number: 250.5},
		"built": {Kind: cql.Bool, Bool: true}, "due": {Kind: cql.Day, Text: "2026-03-01"},
	}
}

func queryables() map[string]cql.Kind {
	return map[string]cql.Kind{
		"sheet": cql.Text, "label": cql.Text, "area": cql.Number, "built": cql.Bool, "due": cql.Day, "gone": cql.Text, "geometry": cql.Geometry,
	}
}

// TestFilters: what a filter says in text and in JSON, and whether it holds for
// the row.
func TestFilters(t *testing.T) {
	for _, c := range []struct {
		text, json string
		want       bool
	}{
		{`sheet = '12'`, `{"op":"=","args":[{"property":"sheet"},"12"]}`, true},
		{`"sheet"='13'`, `{"op":"=","args":[{"property":"sheet"},"13"]}`, false},
		{`'12' = sheet`, `{"op":"=","args":["12",{"property":"sheet"}]}`, true},
		{`300 > area`, `{"op":">","args":[300,{"property":"area"}]}`, true},
		{`area <> 250.5`, `{"op":"<>","args":[{"property":"area"},250.5]}`, false},
		{`area >= +2.505e2 AND area <= 250.50`, `{"op":"and","args":[{"op":">=","args":[{"property":"area"},250.5]},{"op":"<=","args":[{"property":"area"},250.5]}]}`, true},
		{`area < -1`, `{"op":"<","args":[{"property":"area"},-1]}`, false},
		{`built = TRUE`, `{"op":"=","args":[{"property":"built"},true]}`, true},
		{`built = false or sheet='12'`, `{"op":"or","args":[{"op":"=","args":[{"property":"built"},false]},{"op":"=","args":[{"property":"sheet"},"12"]}]}`, true},
		{`NOT sheet = '12'`, `{"op":"not","args":[{"op":"=","args":[{"property":"sheet"},"12"]}]}`, false},
		{`gone IS NULL`, `{"op":"isNull","args":[{"property":"gone"}]}`, true},
		{`sheet is not null`, `{"op":"not","args":[{"op":"isNull","args":[{"property":"sheet"}]}]}`, true},
		{`gone = 'x'`, `{"op":"=","args":[{"property":"gone"},"x"]}`, false},
		{`NOT (gone = 'x')`, `{"op":"not","args":[{"op":"=","args":[{"property":"gone"},"x"]}]}`, false}, // what is absent is neither
		{`due = DATE('2026-03-01')`, `{"op":"=","args":[{"property":"due"},{"date":"2026-03-01"}]}`, true},
		{`due < TIMESTAMP('2026-03-01T08:00:00Z')`, `{"op":"<","args":[{"property":"due"},{"timestamp":"2026-03-01T08:00:00Z"}]}`, true},
		{`due > '2026-02'`, `{"op":">","args":[{"property":"due"},"2026-02"]}`, true},
		{`label LIKE '100\% L''Aq_il%'`, `{"op":"like","args":[{"property":"label"},"100\\% L'Aq_il%"]}`, true},
		{`label NOT LIKE '%q%a'`, `{"op":"not","args":[{"op":"like","args":[{"property":"label"},"%q%a"]}]}`, false},
		{`area BETWEEN 250 AND 251 AND built = TRUE`, `{"op":"and","args":[{"op":"between","args":[{"property":"area"},250,251]},{"op":"=","args":[{"property":"built"},true]}]}`, true},
		{`sheet NOT IN ('1','12')`, `{"op":"not","args":[{"op":"in","args":[{"property":"sheet"},["1","12"]]}]}`, false},
		{`S_INTERSECTS(geometry, POINT(1 1))`, `{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[1,1]}]}`, true},
		{`s_intersects(geometry,BBOX(0, 0, 0.5, 0.5))`, `{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[0,0,0.5,0.5]}]}`, false},
		{`S_INTERSECTS(POLYGON((0 0,2 0,2 2,0 2,0 0)),geometry)`, `{"op":"s_intersects","args":[{"type":"Polygon","coordinates":[[[0,0],[2,0],[2,2],[0,2],[0,0]]]},{"property":"geometry"}]}`, true},
		{`S_INTERSECTS(geometry,MULTIPOINT((0 0),(3 3)))`, `{"op":"s_intersects","args":[{"property":"geometry"},{"type":"MultiPoint","coordinates":[[0,0],[3,3]]}]}`, true},
		{`S_INTERSECTS(geometry,MULTILINESTRING((5 5,6 6)))`, `{"op":"s_intersects","args":[{"property":"geometry"},{"type":"MultiLineString","coordinates":[[[5,5],[6,6]]]}]}`, false},
		{`TRUE`, `true`, true},
		{`FALSE OR (TRUE AND NOT FALSE)`, `{"op":"or","args":[false,{"op":"and","args":[true,{"op":"not","args":[false]}]}]}`, true},
	} {
		text, err := cql.ParseText(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		fromJSON, err := cql.ParseJSON([]byte(c.json))
		if err != nil || !reflect.DeepEqual(text, fromJSON) {
			t.Errorf("%s\n%#v\n%#v, %v", c.text, text, fromJSON, err)
		}
		if err := cql.Check(text, queryables()); err != nil {
			t.Errorf("%s: %v", c.text, err)
		}
		got, err := cql.Match(text, row())
		if err != nil || got != c.want {
			t.Errorf("%s: %v, %v", c.text, got, err)
		}
	}
}

func TestWhatHasNoGeometryIsNowhere(t *testing.T) {
	e, err := cql.ParseText(`NOT S_INTERSECTS(geometry, POINT(1 1))`)
	if err != nil {
		t.Fatal(err)
	}
	if is, err := cql.Match(e, parcel{"nowhere": {}}); err != nil || is {
		t.Errorf("%v, %v", is, err)
	}
}

func codeOf(err error) string {
	var known *gis.Error
	if errors.As(err, &known) && known.Kind == gis.BadInput {
		return strings.TrimPrefix(known.Code, "ogc.cql.")
	}
	return ""
}

func TestWhatIsNoFilterIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		``: "ends", `sheet`: "ends", `sheet =`: "ends", `sheet = '12`: "syntax", `sheet = '12' extra`: "syntax", `sheet == 1`: "syntax", `(sheet = '1'`: "ends",
		`sheet = label`: "property-property", `sheet LIKE 12`: "syntax", `area BETWEEN 1`: "ends", `sheet IN ()`: "syntax", `sheet IN ('1'`: "ends",
		`S_WITHIN(geometry, POINT(1 1))`: "unsupported", `CASEI(sheet) = 'x'`: "unsupported", `T_AFTER(due, DATE('2020-01-01'))`: "unsupported", `foo(sheet)`: "function",
		`S_INTERSECTS(geometry, POINT(1))`: "syntax", `S_INTERSECTS(geometry, POINT(1 1)`: "ends", `S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0)))`: "geometry",
		`S_INTERSECTS(geometry, POLYGON((0 0,1 1,1 0,2 2)))`: "geometry", `S_INTERSECTS(geometry, BBOX(1,1,0,0))`: "geometry", `S_INTERSECTS(geometry, CIRCLE(1 1))`: "function",
		`S_INTERSECTS(geometry, geometry)`: "function", `due = DATE('2026-02-30')`: "instant", `sheet = 'a' AND`: "ends", `!`: "syntax", `a = 1..2`: "syntax",
		strings.Repeat("(", 100) + "TRUE" + strings.Repeat(")", 100): "deep", strings.Repeat("NOT ", 100) + "TRUE": "deep", strings.Repeat("x", 20000): "long",
		"sheet = '\xff'": "long", `S_INTERSECTS(geometry, POINT Z (1 1 1))`: "unsupported",
	} {
		if _, err := cql.ParseText(text); codeOf(err) != want {
			t.Errorf("%.60s: %v, want %s", text, err, want)
		}
	}
	for raw, want := range map[string]string{
		``: "json", `1`: "json", `{}`: "json", `{"op":"=","args":[1,2]}`: "arguments", `{"op":"and","args":[true]}`: "arguments", `{"op":"foo","args":[]}`: "function",
		`{"op":"t_after","args":[]}`: "unsupported", `{"op":"=","args":[{"property":"a"},{"property":"b"}]}`: "property-property", `true false`: "json",
		`{"op":"s_intersects","args":[{"property":"g"},{"type":"Polygon","coordinates":[[[0,0],[1,1]]]}]}`: "geometry", `{"op":"in","args":[{"property":"a"},[]]}`: "arguments",
		`{"op":"s_intersects","args":[{"property":"g"},{"bbox":[1,2,3]}]}`: "geometry", `{"op":"=","args":[{"property":"a"},{"date":"x"}]}`: "instant",
		`{"op":"=","args":[{"property":"a"},null]}`: "json", `{"op":"between","args":[{"property":"a"},1]}`: "arguments",
	} {
		if _, err := cql.ParseJSON([]byte(raw)); codeOf(err) != want {
			t.Errorf("%s: %v, want %s", raw, err, want)
		}
	}
	for text, want := range map[string]string{
		`owner = 'x'`: "property", `owner IS NULL`: "property", `sheet = 1`: "kinds", `area = 'x'`: "kinds", `built = 1`: "kinds", `area LIKE 'x'`: "kinds",
		`S_INTERSECTS(sheet, POINT(1 1))`: "kinds", `S_INTERSECTS(owner, POINT(1 1))`: "property", `TRUE AND NOT (FALSE OR owner = 'x')`: "property", `sheet IN ('a', 2)`: "kinds",
		`area BETWEEN 1 AND 'x'`: "kinds", `geometry = 'x'`: "kinds",
	} {
		e, err := cql.ParseText(text)
		if err != nil {
			t.Fatal(err)
		}
		if err := cql.Check(e, queryables()); codeOf(err) != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}

func TestGeometriesMove(t *testing.T) {
	e, err := cql.ParseText(`NOT (sheet = '1' AND (built = TRUE OR S_INTERSECTS(geometry, POINT(1 2))))`)
	if err != nil {
		t.Fatal(err)
	}
	swapped, err := cql.Transform(e, func(g orb.Geometry) (orb.Geometry, error) {
		p := g.(orb.Point) //nolint:forcetypeassert // it is one
		return orb.Point{p[1], p[0]}, nil
	})
	want, err2 := cql.ParseText(`NOT (sheet = '1' AND (built = TRUE OR S_INTERSECTS(geometry, POINT(2 1))))`)
	if err != nil || err2 != nil || !reflect.DeepEqual(swapped, want) {
		t.Errorf("%#v, %v, %v", swapped, err, err2)
	}
	broken := errors.New("broken")
	if _, err := cql.Transform(e, func(orb.Geometry) (orb.Geometry, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func FuzzParseText(f *testing.F) {
	for _, seed := range []string{
		`sheet = '12' AND NOT area > 3e4`, `S_INTERSECTS(geometry, GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(1 2,3 4)))`, `a IN (1,2) OR b LIKE 'x%'`,
		`MULTIPOLYGON(((0 0,1 0,1 1,0 0)))`, `"a"."b" IS NOT NULL`, `'`, `1 <`, `(((`, "a=\x00",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { check(t, func() (cql.Expr, error) { return cql.ParseText(text) }) })
}

func FuzzParseJSON(f *testing.F) {
	for _, seed := range []string{`{"op":"and","args":[true,{"op":"=","args":[{"property":"a"},1]}]}`, `{"op":"s_intersects","args":[{"property":"g"},{"type":"GeometryCollection","geometries":[]}]}`, `[`, `{"op":1}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) { check(t, func() (cql.Expr, error) { return cql.ParseJSON(raw) }) })
}

// check: whatever comes, a filter is read or refused with a sentence, and one
// that is read can be asked of a row.
func check(t *testing.T, parse func() (cql.Expr, error)) {
	t.Helper()
	e, err := parse()
	if err != nil {
		if codeOf(err) == "" {
			t.Errorf("refused without a sentence: %v", err)
		}
		return
	}
	if cql.Check(e, queryables()) != nil {
		return
	}
	if _, err := cql.Match(e, row()); err != nil {
		t.Error(err)
	}
}
