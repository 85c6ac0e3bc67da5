package ogcapi_test

import (
	"encoding/json"
	"net/url"
	"slices"
	"strings"
	"testing"

	"segit/sync/ogcapi"
)

// requirement is a requirement of a standard, by the id that it has there, and
// how it is tried.
type requirement struct {
	id  string
	try func(t *testing.T, s *site)
}

// TestRequirements tries every requirement of the abstract test suites of the
// classes that are declared.
func TestRequirements(t *testing.T) { onEach(t, requirements) }

func requirements(t *testing.T, s *site) {
	seen := map[string]bool{}
	for _, r := range slices.Concat(coreRequirements(), crsRequirements(), filterRequirements(), cqlRequirements(), writeRequirements(), tileRequirements()) {
		if seen[r.id] {
			t.Errorf("%s stands twice", r.id)
		}
		seen[r.id] = true
		t.Run(strings.TrimPrefix(r.id, "/"), func(t *testing.T) {
			s.t = t
			r.try(t, s)
		})
	}
	s.t = t
	// No class is declared without a requirement that is tried.
	for _, class := range ogcapi.Classes() {
		standard, name := "", class[strings.LastIndex(class, "/")+1:]
		for prefix, short := range map[string]string{
			"features-1": "features-1", "features-2": "features-2", "features-3": "features-3", "features-4": "features-4", "cql2": "cql2", "tiles-1": "tiles-1",
		} {
			if strings.Contains(class, prefix+"/") {
				standard = short
			}
		}
		if standard == "" {
			continue // of Common, which the others contain
		}
		found := false
		for id := range seen {
			found = found || strings.HasPrefix(id, "/"+standard+"/req/"+name+"/")
		}
		if !found {
			t.Errorf("no requirement of %s is tried", class)
		}
	}
}

func coreRequirements() []requirement {
	const req = "/features-1/req/"
	landing := func(t *testing.T, s *site) {
		var l struct{ Links []linkOut }
		s.get(200, "/ogc", "", &l)
		for _, rel := range []string{"self", "service-desc", "conformance", "data"} {
			if href := hrefOf(l.Links, rel); href == "" || s.ask("GET", href, nil).Code != 200 {
				t.Errorf("no link %s", rel)
			}
		}
		if hrefOf(l.Links, "service-doc") == "" || hrefOf(l.Links, "alternate") == "" {
			t.Error("no link to a page")
		}
	}
	api := func(t *testing.T, s *site) {
		var a map[string]any
		h := s.get(200, "/ogc/api", "", &a)
		if h.Get("Content-Type") != "application/vnd.oai.openapi+json;version=3.0" || !strings.HasPrefix(a["openapi"].(string), "3.0") {
			t.Error(h, a["openapi"])
		}
	}
	conformance := func(t *testing.T, s *site) {
		var c struct{ ConformsTo []string }
		s.get(200, "/ogc/conformance", "", &c)
		if !slices.Contains(c.ConformsTo, "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core") || !slices.Equal(c.ConformsTo, ogcapi.Classes()) {
			t.Error(c.ConformsTo)
		}
	}
	return []requirement{
		{req + "core/root-op", landing},
		{req + "core/root-success", landing},
		{req + "core/api-definition-op", api},
		{req + "core/api-definition-success", api},
		{req + "core/conformance-op", conformance},
		{req + "core/conformance-success", conformance},
		{req + "core/http", func(t *testing.T, s *site) {
			if w := s.ask("GET", "/ogc/nothing", nil); w.Code != 404 || w.Header().Get("Content-Type") != "application/problem+json" {
				t.Error(w.Code, w.Header())
			}
			if w := s.ask("HEAD", "/ogc", nil); w.Code != 200 {
				t.Error(w.Code)
			}
		}},
		{req + "core/query-param-unknown", func(t *testing.T, s *site) {
			for _, path := range []string{"/ogc", "/ogc/conformance", "/ogc/collections", "/ogc/collections/parcels", "/ogc/collections/parcels/items", "/ogc/collections/parcels/items/W001._.1.1", "/ogc/api"} {
				s.get(400, path+"?foo=bar", "", nil)
			}
		}},
		{req + "core/query-param-invalid", func(t *testing.T, s *site) {
			for _, q := range []string{
				"limit=0", "limit=x", "limit=-1", "limit=1&limit=2", "bbox=1,2,3", "bbox=a,b,c,d", "bbox=0,50,1,40", "bbox=0,-91,1,0", "bbox=NaN,0,1,1", "datetime=tomorrow",
				"datetime=2024-13-01", "datetime=2025-01-01/2024-01-01", "datetime=../..", "f=xml", "after=x", "comune=catania", "crs=EPSG:1", "bbox-crs=foo", "filter-crs=http://example.com", "filter-lang=sql",
			} {
				s.get(400, "/ogc/collections/parcels/items?"+q, "", nil)
			}
		}},
		{req + "core/crs84", func(t *testing.T, s *site) {
			p := s.items("/ogc/collections/parcels/items?limit=1", "")
			if at := p.Features[0].first(t); at[0] < 15 || at[0] > 16 || at[1] < 37 || at[1] > 38 {
				t.Error(at)
			}
		}},
		{req + "core/fc-md-op", func(_ *testing.T, s *site) { s.get(200, "/ogc/collections", "", nil) }},
		{req + "core/fc-md-success", func(t *testing.T, s *site) {
			var c struct{ Collections []struct{ ID string } }
			s.get(200, "/ogc/collections", "", &c)
			if len(c.Collections) != 1 || c.Collections[0].ID != "parcels" {
				t.Error(c)
			}
		}},
		{req + "core/fc-md-links", func(t *testing.T, s *site) {
			var c struct{ Links []linkOut }
			s.get(200, "/ogc/collections", "", &c)
			if hrefOf(c.Links, "self") == "" || hrefOf(c.Links, "alternate") == "" || c.Links[0].Type == "" {
				t.Error(c)
			}
		}},
		{req + "core/fc-md-items", func(t *testing.T, s *site) {
			var c struct{ Collections []map[string]any }
			s.get(200, "/ogc/collections", s.token("analyst", "W001"), &c)
			var names []string
			for _, one := range c.Collections {
				names = append(names, one["id"].(string))
			}
			if !slices.Equal(names, []string{"findings", "parcels", "units"}) {
				t.Error(names)
			}
		}},
		{req + "core/fc-md-items-links", func(t *testing.T, s *site) {
			var c struct{ Collections []struct{ Links []linkOut } }
			s.get(200, "/ogc/collections", "", &c)
			href := hrefOf(c.Collections[0].Links, "items")
			if s.ask("GET", href, nil).Code != 200 {
				t.Error(href)
			}
		}},
		{req + "core/fc-md-extent", func(t *testing.T, s *site) {
			var c struct {
				Extent struct {
					Spatial  struct{ Bbox [][4]float64 }
					Temporal struct{ Interval [][2]*string }
				}
			}
			s.get(200, "/ogc/collections/parcels", "", &c)
			box, span := c.Extent.Spatial.Bbox[0], c.Extent.Temporal.Interval[0]
			if box[0] > 9.1 || box[2] < 15 || box[1] > 37.7 || box[3] < 41.5 || span[0] == nil || *span[0] != "2020-01-01T00:00:00Z" || span[1] != nil {
				t.Error(box, span)
			}
		}},
		{req + "core/sfc-md-op", func(_ *testing.T, s *site) {
			s.get(200, "/ogc/collections/parcels", "", nil)
			s.get(404, "/ogc/collections/nothing", "", nil)
		}},
		{req + "core/sfc-md-success", func(t *testing.T, s *site) {
			var one map[string]any
			var all struct{ Collections []map[string]any }
			s.get(200, "/ogc/collections/parcels", "", &one)
			s.get(200, "/ogc/collections", "", &all)
			if same, want := text(one), text(all.Collections[0]); same != want {
				t.Errorf("%s\n%s", same, want)
			}
		}},
		{req + "core/fc-op", func(_ *testing.T, s *site) { s.get(200, "/ogc/collections/parcels/items", "", nil) }},
		{req + "core/fc-limit-definition", limits},
		{req + "core/fc-limit-response-1", limits},
		{req + "core/fc-bbox-definition", boxes},
		{req + "core/fc-bbox-response", boxes},
		{req + "core/fc-time-definition", times},
		{req + "core/fc-time-response", times},
		{req + "core/fc-response", func(t *testing.T, s *site) {
			p := s.items("/ogc/collections/parcels/items?limit=1000", "")
			if p.Type != "FeatureCollection" || len(p.Features) != 35 || p.Features[0].Type != "Feature" {
				t.Error(p.Type, len(p.Features))
			}
		}},
		{req + "core/fc-links", pages},
		{req + "core/fc-rel-type", pages},
		{req + "core/fc-timeStamp", func(t *testing.T, s *site) {
			if p := s.items("/ogc/collections/parcels/items", ""); p.TimeStamp != "2026-03-01T08:00:00Z" {
				t.Error(p.TimeStamp)
			}
		}},
		{req + "core/fc-numberMatched", func(t *testing.T, s *site) {
			if p := s.items("/ogc/collections/parcels/items?limit=3", ""); p.NumberMatched == nil || *p.NumberMatched != 35 {
				t.Error(p.NumberMatched)
			}
			if p := s.items("/ogc/collections/parcels/items?filter=sheet%3D'1'", ""); p.NumberMatched != nil {
				t.Error(*p.NumberMatched)
			}
		}},
		{req + "core/fc-numberReturned", func(t *testing.T, s *site) {
			if p := s.items("/ogc/collections/parcels/items?limit=3", ""); p.NumberReturned != 3 || len(p.Features) != 3 {
				t.Error(p.NumberReturned)
			}
		}},
		{req + "core/f-op", func(_ *testing.T, s *site) {
			s.get(200, "/ogc/collections/parcels/items/W001._.1.3", "", nil)
			s.get(404, "/ogc/collections/parcels/items/W001._.9.9", "", nil)
			s.get(404, "/ogc/collections/parcels/items/W002._.1.29", "", nil)
		}},
		{req + "core/f-success", func(t *testing.T, s *site) {
			var f featureOut
			s.get(200, "/ogc/collections/parcels/items/W001._.1.3", "", &f)
			if f.Type != "Feature" || f.ID != "W001._.1.3" || f.Properties["parcel"] != "3" || f.Properties["surface"] != 103.5 {
				t.Error(f)
			}
		}},
		{req + "core/f-links", func(t *testing.T, s *site) {
			var f featureOut
			s.get(200, "/ogc/collections/parcels/items/W001._.1.3", "", &f)
			for _, rel := range []string{"self", "alternate", "collection"} {
				if href := hrefOf(f.Links, rel); href == "" || s.ask("GET", href, nil).Code != 200 {
					t.Error(rel, f.Links)
				}
			}
		}},
		{req + "html/definition", htmlPages},
		{req + "html/content", htmlPages},
		{req + "geojson/definition", func(t *testing.T, s *site) {
			for _, path := range []string{"/ogc/collections/parcels/items", "/ogc/collections/parcels/items/W001._.1.3"} {
				if w := s.ask("GET", path, nil, "Accept", "application/geo+json"); w.Header().Get("Content-Type") != "application/geo+json" {
					t.Error(w.Header())
				}
			}
		}},
		{req + "geojson/content", func(t *testing.T, s *site) {
			p := s.items("/ogc/collections/parcels/items?limit=1", "")
			var whole map[string]any
			s.get(200, "/ogc/collections/parcels/items?limit=1", "", &whole)
			if p.Features[0].Geometry.Type != "Polygon" || whole["links"] == nil || whole["timeStamp"] == nil {
				t.Error(whole)
			}
		}},
		{req + "oas30/oas-definition-1", api},
		{req + "oas30/oas-definition-2", openAPI},
		{req + "oas30/oas-impl", openAPI},
		{req + "oas30/completeness", openAPI},
		{req + "oas30/exception-codes", openAPI},
		{req + "oas30/security", openAPI},
	}
}

func text(v any) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

func limits(t *testing.T, s *site) {
	for query, want := range map[string]int{"": 35, "?limit=1": 1, "?limit=34": 34, "?limit=35": 35, "?limit=1000000": 35, "?limit=99999999999999999999999": 35} {
		if p := s.items("/ogc/collections/parcels/items"+query, ""); len(p.Features) != want {
			t.Errorf("%q: %d, want %d", query, len(p.Features), want)
		}
	}
}

// pages: following next gives every feature once, and then there is no next.
func pages(t *testing.T, s *site) {
	for _, query := range []string{"", "&bbox=5,35,19,47", "&filter=surface>0", "&datetime=2024-06-01"} {
		var ids []string
		path := "/ogc/collections/parcels/items?limit=4" + query
		for path != "" {
			p := s.items(path, "")
			ids = append(ids, p.ids()...)
			for _, rel := range []string{"self", "alternate"} {
				if hrefOf(p.Links, rel) == "" {
					t.Errorf("no link %s", rel)
				}
			}
			for _, l := range p.Links {
				if l.Rel == "" || l.Type == "" {
					t.Errorf("%+v", l)
				}
			}
			if path = hrefOf(p.Links, "next"); path != "" && len(p.Features) != 4 {
				t.Errorf("a page of %d that is not the last", len(p.Features))
			}
		}
		slices.Sort(ids)
		if n := len(ids); n != 35 || len(slices.Compact(ids)) != 35 {
			t.Errorf("%s: %d features", query, n)
		}
	}
	s.get(410, "/ogc/collections/parcels/items?after="+url.QueryEscape("VzAwMQBXMDAxLnRoYXQud2FzLnJlbW92ZWQ"), "", nil)
}

// boxes: what meets the box, and nothing else, is in the answer; also heights
// and boxes over the date line.
func boxes(t *testing.T, s *site) {
	at := s.items("/ogc/collections/parcels/items?filter=parcel='7'&comune=W001", "").Features[0].first(t)
	box := func(west, south, east, north float64) string {
		return strings.Join([]string{number(west), number(south), number(east), number(north)}, ",")
	}
	const e = 1e-6 // a tenth of a metre
	for query, want := range map[string][]string{
		box(at[0]-e, at[1]-e, at[0]+e, at[1]+e):             {"W001._.1.7"},
		box(at[0]-2*e, at[1]-2*e, at[0]-e, at[1]-e):         nil,
		box(at[0]+20*e, at[1]+20*e, at[0]+21*e, at[1]+21*e): {"W001._.1.7"}, // within
		"0,0,0.1,0.1":     nil,
		"100,-90,-100,90": nil,
	} {
		if got := s.items("/ogc/collections/parcels/items?bbox="+query, "").ids(); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", query, got, want)
		}
	}
	for query, want := range map[string]int{"-180,-90,180,90": 35, "5,35,-100,47": 35, "14,37,16,38": 30, "8,41,10,42": 5, "14,37,-1000,16,38,1000": 30} {
		if got := s.items("/ogc/collections/parcels/items?bbox="+query, ""); len(got.Features) != want {
			t.Errorf("%s: %d, want %d", query, len(got.Features), want)
		}
	}
}

func number(v float64) string {
	raw, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(raw)
}

// times: an interval meets the validity of a row, whose end is not in it.
func times(t *testing.T, s *site) {
	for query, want := range map[string]int{
		"2024-06-01": 35, "2025-06-01": 18, "2019-12-31": 0, "2025-01-01T00:00:00Z": 18, "2024-12-31T23:00:00Z": 35, "../2020-06-01": 18, "2024-12-31/..": 35,
		"2025-01-01/..": 18, "/2019-01-01": 0, "2019-01-01/2020-01-01": 18, "2019-01-01T00:00:00Z/2026-01-01T00:00:00Z": 35,
	} {
		if got := s.items("/ogc/collections/parcels/items?datetime="+query, ""); len(got.Features) != want {
			t.Errorf("%s: %d, want %d", query, len(got.Features), want)
		}
	}
	f := s.items("/ogc/collections/parcels/items?filter=parcel='1'&comune=W001", "").Features[0]
	if f.Properties["valid_from"] != "2024-01-01" || f.Properties["valid_to"] != "2025-01-01" {
		t.Error(f.Properties)
	}
}

func htmlPages(t *testing.T, s *site) {
	token := "Bearer " + s.token("analyst", "W001")
	for path, want := range map[string]string{
		"/ogc": "Dati del territorio", "/ogc/": "Dati del territorio", "/ogc/collections": "Raccolte", "/ogc/collections/parcels": "Particelle", "/ogc/collections/parcels/items": "W001._.1.3",
		"/ogc/collections/parcels/items/W001._.1.3": "103,5", "/ogc/conformance": "ogcapi-features-1/1.0/conf/core", "/ogc/api": "/ogc/collections/{collection}/items",
		"/ogc/collections/parcels/schema": "valid_from", "/ogc/collections/parcels/queryables": "surface", "/ogc/collections/findings/items/W001.f1": "ghost-building",
	} {
		for _, accept := range []string{"text/html,application/xhtml+xml,*/*;q=0.8", ""} {
			address := path
			if accept == "" {
				address += "?f=html"
			}
			w := s.ask("GET", address, nil, "Accept", accept, "Authorization", token)
			body := w.Body.String()
			if w.Code != 200 || !strings.HasPrefix(w.Header().Get("Content-Type"), "text/html") || !strings.Contains(body, want) || !strings.HasPrefix(body, "<!doctype html>") {
				t.Errorf("%s: %d, no %q in %.300s", address, w.Code, want, body)
			}
			if strings.Contains(body, "//cdn") || strings.Contains(body, "src=\"http") || strings.Contains(body, "ogc.page.") {
				t.Errorf("%s: something from elsewhere, or without a text", address)
			}
		}
	}
	if w := s.ask("GET", "/ogc/collections/nothing", nil, "Accept", "text/html"); w.Code != 404 || !strings.Contains(w.Body.String(), "qui non c’è nulla") {
		t.Error(w.Code, w.Body)
	}
	if w := s.ask("GET", "/ogc", nil, "Accept", "text/html", "Accept-Language", "en-GB,en;q=0.9,it;q=0.5"); !strings.Contains(w.Body.String(), "Data of the territory") {
		t.Error(w.Body)
	}
	if w := s.ask("GET", "/", nil); w.Code != 303 || w.Header().Get("Location") != "/ogc?f=html" {
		t.Error(w.Code, w.Header())
	}
	for _, name := range []string{"style.css", "map.js", "tile.js"} {
		if w := s.ask("GET", "/ogc/assets/"+name, nil); w.Code != 200 || w.Body.Len() < 500 {
			t.Error(name, w.Code)
		}
	}
	s.get(404, "/ogc/assets/frame.html", "", nil)
}

// openAPI: every path answers, every reference is there, every parameter and
// refusal is told.
func openAPI(t *testing.T, s *site) {
	var a struct {
		Paths map[string]map[string]struct {
			OperationID string `json:"operationId"`
			Parameters  []map[string]string
			Responses   map[string]json.RawMessage
			Security    []map[string]any
		}
		Components struct{ Parameters, Responses, SecuritySchemes map[string]map[string]any }
	}
	s.get(200, "/ogc/api", "", &a)
	ids := map[string]bool{}
	for _, path := range []string{"/", "/conformance", "/collections", "/collections/{collection}", "/collections/{collection}/items", "/collections/{collection}/items/{id}", "/tiles/{matrixSet}/{matrix}/{row}/{col}"} {
		if _, ok := a.Paths[path]["get"]; !ok {
			t.Errorf("%s is not described", path)
		}
	}
	for path, methods := range a.Paths {
		for method, o := range methods {
			if o.OperationID == "" || ids[o.OperationID] {
				t.Errorf("%s %s: id %q", method, path, o.OperationID)
			}
			ids[o.OperationID] = true
			for _, p := range o.Parameters {
				if _, ok := a.Components.Parameters[strings.TrimPrefix(p["$ref"], "#/components/parameters/")]; !ok {
					t.Errorf("%s: %v", path, p)
				}
			}
			for _, code := range []string{"400", "404", "500", "default"} {
				if _, ok := o.Responses[code]; !ok {
					t.Errorf("%s %s: no %s", method, path, code)
				}
			}
			if len(o.Security) == 0 {
				t.Errorf("%s %s: who may is not told", method, path)
			}
		}
	}
	if a.Components.SecuritySchemes["token"]["scheme"] != "bearer" || len(a.Components.Responses) == 0 {
		t.Error(a.Components.SecuritySchemes)
	}
}
