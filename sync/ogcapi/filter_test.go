package ogcapi_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"testing"
)

// filtered is the ids that a filter finds in parcels; more are further
// parameters.
func (s *site) filtered(filter, more string) []string {
	s.t.Helper()
	p := s.items("/ogc/collections/parcels/items?limit=1000&filter="+url.QueryEscape(filter)+more, "")
	return p.ids()
}

func filterRequirements() []requirement {
	const req = "/features-3/req/"
	link := func(t *testing.T, s *site) {
		var c struct{ Links []linkOut }
		s.get(200, "/ogc/collections/parcels", "", &c)
		if href := hrefOf(c.Links, "queryables"); href == "" || s.ask("GET", href, nil).Code != 200 {
			t.Error(c.Links)
		}
		if href := hrefOf(c.Links, "describedby"); href == "" || s.ask("GET", href, nil).Header().Get("Content-Type") != "application/schema+json" {
			t.Error(c.Links)
		}
	}
	queryables := func(t *testing.T, s *site) {
		var q struct {
			Schema     string `json:"$schema"`
			ID         string `json:"$id"`
			Type       string
			Properties map[string]struct{ Type, Format string }
		}
		s.get(200, "/ogc/collections/parcels/queryables", "", &q)
		if q.Schema != "https://json-schema.org/draft/2020-12/schema" || q.ID != "https://segit.test/ogc/collections/parcels/queryables" || q.Type != "object" ||
			q.Properties["sheet"].Type != "string" || q.Properties["surface"].Type != "number" || q.Properties["geometry"].Format != "geometry-polygon-or-multipolygon" {
			t.Errorf("%+v", q)
		}
		if _, ok := q.Properties["owner"]; ok {
			t.Error("a person's name can be asked for")
		}
	}
	param := func(t *testing.T, s *site) {
		if got := s.filtered("sheet = '2' AND surface < 117", ""); !slices.Equal(got, []string{"W001._.2.15", "W001._.2.16", "W002._.2.3", "W002._.2.4"}) {
			t.Error(got)
		}
		if got := s.filtered("parcel = '7'", "&bbox=8,41,10,42"); got != nil {
			t.Error(got)
		}
		if got := s.filtered("parcel = '3'", "&datetime=2025-06-01"); got != nil {
			t.Error(got)
		}
	}
	langs := func(t *testing.T, s *site) {
		raw := `{"op":"=","args":[{"property":"parcel"},"7"]}`
		for _, more := range []string{"&filter-lang=cql2-json", ""} {
			if got := s.filtered(raw, more); !slices.Equal(got, []string{"W001._.1.7"}) {
				t.Error(more, got)
			}
		}
		if got := s.filtered("parcel='7'", "&filter-lang=cql2-text"); len(got) != 1 {
			t.Error(got)
		}
		s.get(400, "/ogc/collections/parcels/items?filter-lang=cql2-json&filter=parcel%3D'7'", "", nil)
	}
	systems := func(t *testing.T, s *site) {
		for uri, at := range golden() {
			side := 1.0
			if at[0] < 180 && at[0] > -180 {
				side = 1e-5
			}
			point := "S_INTERSECTS(geometry,POINT(" + number(at[0]+side) + " " + number(at[1]+side) + "))"
			more := "&filter-crs=" + url.QueryEscape(uri)
			if uri == epsg+"7791" {
				continue // turned by two degrees: a point beside the corner may lie outside
			}
			if got := s.filtered(point, more); !slices.Equal(got, []string{"W001._.1.7"}) {
				t.Errorf("%s in %s: %v", point, uri, got)
			}
			if uri == crs84 {
				if got := s.filtered(point, ""); len(got) != 1 {
					t.Error("the default is another", got)
				}
			}
		}
	}
	construction := func(_ *testing.T, s *site) {
		for _, filter := range []string{"owner = 'Rossi'", "nothing = 1", "surface = 'x'", "valid_from > DATE('2020-01-01')", "sheet = ", "S_INTERSECTS(sheet, POINT(1 1))"} {
			s.get(400, "/ogc/collections/parcels/items?filter="+url.QueryEscape(filter), "", nil)
		}
	}
	return []requirement{
		{req + "queryables/queryables-link", link},
		{req + "queryables/get-queryables-op", queryables},
		{req + "queryables/get-queryables-response", queryables},
		{req + "queryables/expression-construction", construction},
		{req + "filter/filter-param", param},
		{req + "filter/filter-lang-param", langs},
		{req + "filter/filter-crs-wgs84", systems},
		{req + "filter/filter-crs-param", systems},
		{req + "filter/expression-construction", construction},
		{req + "filter/response", param},
		{req + "filter/mixing-expressions", param},
		{req + "features-filter/queryables-link", link},
		{req + "features-filter/get-queryables-op", queryables},
		{req + "features-filter/filter-lang-param", langs},
		{req + "features-filter/filter-crs-param", systems},
		{req + "features-filter/response", param},
	}
}

// found compares what a filter finds, by text and by JSON, to how many parcels
// of W001 it must be.
func found(filter, asJSON string, want int) func(*testing.T, *site) {
	return func(t *testing.T, s *site) {
		if got := s.filtered(filter, "&comune=W001"); len(got) != want {
			t.Errorf("%s: %d, want %d", filter, len(got), want)
		}
		if asJSON == "" {
			return
		}
		if !json.Valid([]byte(asJSON)) {
			t.Fatal(asJSON)
		}
		if got := s.filtered(asJSON, "&comune=W001&filter-lang=cql2-json"); len(got) != want {
			t.Errorf("%s: %d, want %d", asJSON, len(got), want)
		}
	}
}

func cqlRequirements() []requirement {
	const req = "/cql2/req/"
	basic := found("surface >= 110 AND (sheet = '2' OR parcel <> '11') AND NOT parcel = '12'",
		`{"op":"and","args":[{"op":">=","args":[{"property":"surface"},110]},{"op":"or","args":[{"op":"=","args":[{"property":"sheet"},"2"]},{"op":"<>","args":[{"property":"parcel"},"11"]}]},{"op":"not","args":[{"op":"=","args":[{"property":"parcel"},"12"]}]}]}`, 18)
	point := found("S_INTERSECTS(geometry, POINT(15.0309 37.6414))", `{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Point","coordinates":[15.0309,37.6414]}]}`, 1)
	box := found("S_INTERSECTS(geometry, BBOX(15.0303,37.6410,15.0309,37.6414))", `{"op":"s_intersects","args":[{"property":"geometry"},{"bbox":[15.0303,37.6410,15.0309,37.6414]}]}`, 4)
	polygon := found("S_INTERSECTS(geometry, POLYGON((15 37,16 37,16 38,15 38,15 37)))", `{"op":"s_intersects","args":[{"property":"geometry"},{"type":"Polygon","coordinates":[[[15,37],[16,37],[16,38],[15,38],[15,37]]]}]}`, 30)
	advanced := found("parcel LIKE '1%' AND surface BETWEEN 101 AND 112 AND parcel NOT IN ('10','1')",
		`{"op":"and","args":[{"op":"like","args":[{"property":"parcel"},"1%"]},{"op":"between","args":[{"property":"surface"},101,112]},{"op":"not","args":[{"op":"in","args":[{"property":"parcel"},["10","1"]]}]}]}`, 1)
	null := found("surface IS NULL OR parcel = '1'", `{"op":"or","args":[{"op":"isNull","args":[{"property":"surface"}]},{"op":"=","args":[{"property":"parcel"},"1"]}]}`, 1)
	return []requirement{
		{req + "cql2-text/basic-cql2", basic},
		{req + "cql2-text/advanced-comparison-operators", advanced},
		{req + "cql2-text/basic-spatial-functions", point},
		{req + "cql2-text/basic-spatial-functions-plus", polygon},
		{req + "cql2-text/escaping", found("parcel = 'L''Aquila' OR parcel = 'L\\'Aquila' OR parcel = '5'", "", 1)},
		{req + "cql2-text/filter-lang", basic},
		{req + "cql2-json/basic-cql2", basic},
		{req + "cql2-json/advanced-comparison-operators", advanced},
		{req + "cql2-json/basic-spatial-functions", box},
		{req + "cql2-json/basic-spatial-functions-plus", polygon},
		{req + "basic-cql2/cql2-filter", basic},
		{req + "basic-cql2/property", basic},
		{req + "basic-cql2/binary-comparison-predicate", basic},
		{req + "basic-cql2/null-predicate", null},
		{req + "advanced-comparison-operators/between-predicate", advanced},
		{req + "advanced-comparison-operators/in-predicate", advanced},
		{req + "advanced-comparison-operators/like-predicate", advanced},
		{req + "basic-spatial-functions/spatial-predicate", box},
		{req + "basic-spatial-functions/spatial-functions", point},
		{req + "basic-spatial-functions-plus/spatial-data-types", polygon},
	}
}
