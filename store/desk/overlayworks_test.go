package desk_test

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store/desk"
)

// TestOverlayWorks runs the operations that are not plain pairs, and holds the
// whole table of each to what a hand works out.
func TestOverlayWorks(t *testing.T) {
	lots := drawn(t, "lots", 7792, box(0, 0, 10), box(10, 0, 10), box(100, 0, 10))
	zones := drawn(t, "zones", 7792, box(5, 5, 10), box(5, 5, 10), box(113, 0, 10))
	two := func(op string, set func(*desk.OverlayRequest)) desk.OverlayRequest {
		req := overlayOf(op, lots, zones, filepath.Join(t.TempDir(), "o.gpkg"))
		req.FieldsA, req.FieldsB = []string{"name"}, []string{"name"}
		set(&req)
		return req
	}
	one := func(op string, set func(*desk.OverlayRequest)) desk.OverlayRequest {
		return two(op, func(req *desk.OverlayRequest) { req.B, req.FieldsA = desk.OverlayFrom{}, nil; set(req) })
	}
	nothing := func(*desk.OverlayRequest) {}
	for name, c := range map[string]struct {
		req    desk.OverlayRequest
		want   [][]string
		shapes bool
	}{
		"dissolve all": {one("dissolve", nothing), [][]string{{"3", "300"}}, true},
		"dissolve with sums": {one("dissolve", func(r *desk.OverlayRequest) { r.By, r.Sum = []string{"NAME"}, []string{"area_m2"} }), [][]string{
			{"lots 1", "1", "0", "100"}, {"lots 2", "1", "1", "100"}, {"lots 3", "1", "2", "100"},
		}, true},
		"shrinking buffer": {one("buffer", func(r *desk.OverlayRequest) { r.Distance, r.FieldsA = -1, []string{"name"} }), [][]string{
			{"1", "lots 1", "64"}, {"2", "lots 2", "64"}, {"3", "lots 3", "64"},
		}, true},
		"join": {two("join", nothing), [][]string{
			{"1", "lots 1", "1", "zones 1"}, {"1", "lots 1", "2", "zones 2"}, {"2", "lots 2", "1", "zones 1"}, {"2", "lots 2", "2", "zones 2"}, {"3", "lots 3", "", ""},
		}, true},
		"join by nearest": {two("join", func(r *desk.OverlayRequest) { r.Predicate, r.Distance = "nearest", 5 }), [][]string{
			{"1", "lots 1", "1", "zones 1", "0"}, {"2", "lots 2", "1", "zones 1", "0"}, {"3", "lots 3", "3", "zones 3", "3"},
		}, true},
		"join by largest overlap": {two("join", func(r *desk.OverlayRequest) { r.Predicate = "largest" }), [][]string{
			{"1", "lots 1", "1", "zones 1", "25"}, {"2", "lots 2", "1", "zones 1", "25"}, {"3", "lots 3", "", "", "0"},
		}, true},
		"select":        {two("select", nothing), [][]string{{"1", "lots 1"}, {"2", "lots 2"}}, true},
		"select within": {two("select", func(r *desk.OverlayRequest) { r.Predicate = "within" }), nil, true},
		"tabulate": {two("tabulate", func(r *desk.OverlayRequest) { r.Class, r.FieldsB = "name", nil }), [][]string{
			{"1", "lots 1", "zones 1", "25", "0.25"}, {"1", "lots 1", "zones 2", "25", "0.25"}, {"2", "lots 2", "zones 1", "25", "0.25"}, {"2", "lots 2", "zones 2", "25", "0.25"},
		}, false},
	} {
		result, got, columns := overlaid(t, c.req)
		if fmt.Sprint(got.Values) != fmt.Sprint(c.want) || result.Pieces != int64(len(c.want)) {
			t.Errorf("%s: %v, %d pieces, want %v; columns %v", name, got.Values, result.Pieces, c.want, columns)
		}
		for i, g := range got.Geometries {
			if g == nil {
				t.Errorf("%s: row %d has no geometry", name, i+1)
			}
		}
		if (got.Geometries != nil) != c.shapes && len(got.Values) > 0 {
			t.Errorf("%s: geometries %v", name, got.Geometries)
		}
	}
}

func TestOverlayWorksRefuse(t *testing.T) {
	a := drawn(t, "a", 7792, box(0, 0, 10))
	with := func(op string, set func(*desk.OverlayRequest)) desk.OverlayRequest {
		req := overlayOf(op, a, a, filepath.Join(t.TempDir(), "o.gpkg"))
		set(&req)
		return req
	}
	alone := func(r *desk.OverlayRequest) { r.B = desk.OverlayFrom{} }
	for _, c := range []struct {
		req  desk.OverlayRequest
		code string
	}{
		{with("buffer", func(*desk.OverlayRequest) {}), "overlay.second"},
		{with("clip", alone), "overlay.no-second"},
		{with("buffer", alone), "overlay.no-distance"},
		{with("join", func(r *desk.OverlayRequest) { r.Predicate = "nearest" }), "overlay.no-distance"},
		{with("select", func(r *desk.OverlayRequest) { r.Predicate = "beside" }), "overlay.no-predicate"},
		{with("tabulate", func(*desk.OverlayRequest) {}), "overlay.no-class"},
		{with("tabulate", func(r *desk.OverlayRequest) { r.Class = "x" }), "overlay.no-column"},
		{with("dissolve", func(r *desk.OverlayRequest) { alone(r); r.By = []string{"x"} }), "overlay.no-column"},
		{with("dissolve", func(r *desk.OverlayRequest) { alone(r); r.Sum = []string{"name"} }), "overlay.no-number"},
	} {
		_, err := desk.Overlay(t.Context(), c.req, gis.Quiet{})
		var e *gis.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Kind != gis.BadUsage && e.Kind != gis.BadInput {
			t.Errorf("%s: %v, want %s", c.req.Op, err, c.code)
		}
	}
	// Every operation that is named is there.
	for _, op := range desk.OverlayOps() {
		req := with(op, func(r *desk.OverlayRequest) { r.Distance, r.Class = 1, "name" })
		if !desk.OverlayTakesTwo(op) {
			req.B = desk.OverlayFrom{}
		}
		if result, err := desk.Overlay(t.Context(), req, gis.Quiet{}); err != nil || math.IsNaN(result.Area) {
			t.Errorf("%s: %v", op, err)
		}
	}
}

// Rows that were set aside are neither counted nor added up.
func TestDissolveLeavesOutWhatIsAside(t *testing.T) {
	line := orb.Polygon{{{east, north}, {east + 10, north}, {east + 5, north}, {east, north}}}
	req := overlayOf("dissolve", drawn(t, "lots", 7792, box(0, 0, 10), line, box(10, 0, 10), nil), "", filepath.Join(t.TempDir(), "o.gpkg"))
	req.Sum = []string{"area_m2"}
	result, got, _ := overlaid(t, req)
	if want := [][]string{{"2", "2", "200"}}; fmt.Sprint(got.Values) != fmt.Sprint(want) || result.SetAside != 2 {
		t.Errorf("%v, %d set aside, want %v", got.Values, result.SetAside, want)
	}
}

// A sum of nothing is not known, and one past the largest number is not made up.
func TestDissolveSums(t *testing.T) {
	path := filepath.Join(t.TempDir(), "rows.geojson")
	row := func(x int, class, n string) string {
		return fmt.Sprintf(`{"type":"Feature","properties":{"class":"%s","n":%s},"geometry":{"type":"Point","coordinates":[%d,4150000]}}`, class, n, 507000+x)
	}
	file := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::7792"}},"features":[` +
		strings.Join([]string{
			row(0, "none", "null"), row(1, "some", "2"), row(2, "some", "null"), row(3, "some", "-5"),
			row(4, "many", "9223372036854775807"), row(5, "many", "1"), row(6, "many", "-1"),
		}, ",") + `]}`
	if err := os.WriteFile(path, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	req := overlayOf("dissolve", path, "", filepath.Join(t.TempDir(), "o.gpkg"))
	req.By, req.Sum = []string{"class"}, []string{"n"}
	result, got, _ := overlaid(t, req)
	if want := "[[none 1  1] [some 3 -3 3] [many 3  3]]"; fmt.Sprint(got.Values) != want || !slices.Contains(codes(result.Remarks), "overlay.sum-too-large") {
		t.Errorf("%v, want %s; %v", got.Values, want, result.Remarks)
	}
}
