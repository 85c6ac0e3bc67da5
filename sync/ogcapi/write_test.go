package ogcapi_test

import (
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	"segit/store"
	"segit/sync/rights"
	"segit/sync/server"
)

const findingItems = "/ogc/collections/findings/items"

// write sends a feature as an analyst of W001.
func (s *site) write(method, path, kind, match, body string) *httptest.ResponseRecorder {
	s.t.Helper()
	return s.ask(method, path, []byte(body), "Authorization", "Bearer "+s.token("analyst", "W001"), "Content-Type", kind, "If-Match", match)
}

// finding reads a finding and its entity tag.
func (s *site) finding(id string) (f featureOut, tag string) {
	s.t.Helper()
	h := s.get(200, findingItems+"/"+id, s.token("analyst", "W001"), &f)
	return f, h.Get("ETag")
}

// made makes a finding and gives its id.
func (s *site) made(t *testing.T) string {
	t.Helper()
	w := s.write("POST", findingItems, "application/geo+json", "", `{"type":"Feature","geometry":{"type":"Point","coordinates":[15.0309,37.6414]},"properties":{"description":"muro nuovo","assignee":"bruno","due":"2026-04-01","sheet":"1","section":"A"}}`)
	if w.Code != 201 {
		t.Fatalf("%d %s", w.Code, w.Body)
	}
	var f featureOut
	s.must(json.Unmarshal(w.Body.Bytes(), &f))
	if w.Header().Get("Location") != "https://segit.test"+findingItems+"/"+f.ID || w.Header().Get("ETag") == "" || f.Properties["description"] != "muro nuovo" || f.Properties["state"] != "new" || f.Properties["sheet"] != "1" || f.Geometry == nil {
		t.Errorf("%v %+v", w.Header(), f)
	}
	return f.ID
}

func writeRequirements() []requirement {
	const req = "/features-4/req/"
	const feature = `{"type":"Feature","geometry":null,"properties":{"assignee":"carla"}}`
	options := func(t *testing.T, s *site) {
		w := s.write("OPTIONS", findingItems, "", "", "")
		if w.Code != 200 || w.Header().Get("Allow") != "GET, HEAD, OPTIONS, POST" || !strings.Contains(w.Header().Get("Accept-Post"), "application/geo+json") {
			t.Error(w.Code, w.Header())
		}
		w = s.write("OPTIONS", findingItems+"/W001.f1", "", "", "")
		if w.Code != 200 || w.Header().Get("Allow") != "GET, HEAD, OPTIONS, PUT, PATCH, DELETE" || !strings.Contains(w.Header().Get("Accept-Patch"), "application/merge-patch+json") {
			t.Error(w.Code, w.Header())
		}
		if w := s.ask("OPTIONS", "/ogc/collections/parcels/items", nil); w.Code != 200 || w.Header().Get("Allow") != "GET, HEAD, OPTIONS" {
			t.Error(w.Code, w.Header())
		}
	}
	create := func(t *testing.T, s *site) {
		id := s.made(t)
		f, _ := s.finding(id)
		if f.ID != id || f.Properties["assignee"] != "bruno" || f.Properties["due"] != "2026-04-01" || string(f.Geometry.Coordinates) != "[15.0309,37.6414]" {
			t.Errorf("%+v", f)
		}
		for what, body := range map[string]string{
			"nothing": `{"type":"Feature","geometry":null,"properties":{}}`, "no feature": `{"a":1}`, "no JSON": `<xml>`, "a geometry that is none": `{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1]]]},"properties":{}}`,
			"a property that is derived": `{"type":"Feature","geometry":null,"properties":{"control":"ghost-building"}}`, "a number": `{"type":"Feature","geometry":null,"properties":{"assignee":1}}`,
			"no day": `{"type":"Feature","geometry":null,"properties":{"due":"soon"}}`, "another municipality": `{"type":"Feature","geometry":null,"properties":{"description":"x","comune":"W002"}}`,
		} {
			if w := s.write("POST", findingItems, "application/geo+json", "", body); w.Code != 400 {
				t.Errorf("%s: %d %s", what, w.Code, w.Body)
			}
		}
	}
	kinds := func(method, path string) func(*testing.T, *site) {
		return func(t *testing.T, s *site) {
			if w := s.write(method, path, "", "*", feature); w.Code != 400 {
				t.Error(w.Code, w.Body)
			}
			if w := s.write(method, path, "text/plain", "*", feature); w.Code != 415 {
				t.Error(w.Code, w.Body)
			}
			if w := s.write(method, path, "application/json", "*", feature+strings.Repeat(" ", 1<<20)); w.Code != 413 {
				t.Error(w.Code, w.Body)
			}
		}
	}
	replace := func(t *testing.T, s *site) {
		id := s.made(t)
		_, tag := s.finding(id)
		w := s.write("PUT", findingItems+"/"+id, "application/geo+json", tag, `{"type":"Feature","geometry":{"type":"Point","coordinates":[15.031,37.6415]},"properties":{"description":"tettoia"}}`)
		if w.Code != 200 || w.Header().Get("ETag") == tag || w.Header().Get("ETag") == "" {
			t.Error(w.Code, w.Body)
		}
		f, _ := s.finding(id)
		if f.Properties["description"] != "tettoia" || f.Properties["assignee"] != nil || f.Properties["due"] != nil || string(f.Geometry.Coordinates) != "[15.031,37.6415]" {
			t.Errorf("%+v", f)
		}
	}
	replaceNone := func(t *testing.T, s *site) {
		for _, id := range []string{"W001.nothing", "W002.nothing", "x"} {
			for _, match := range []string{"", `"xyz"`} {
				if w := s.write("PUT", findingItems+"/"+id, "application/geo+json", match, feature); w.Code != 404 {
					t.Error(id, match, w.Code, w.Body)
				}
			}
		}
	}
	otherID := func(method string) func(*testing.T, *site) {
		return func(t *testing.T, s *site) {
			w := s.write(method, findingItems+"/W001.f1", "application/json", "*", `{"type":"Feature","id":"W001.f2","geometry":null,"properties":{"assignee":"dora"}}`)
			if f, _ := s.finding("W001.f2"); w.Code != 400 || f.Properties["assignee"] == "dora" {
				t.Error(w.Code, w.Body, f)
			}
		}
	}
	// What was deleted is not there, whatever is asked of it:
	// a precondition is looked at of what is there (RFC 9110, 13.2.1), and PUT
	// makes nothing, since ids are given here.
	remove := func(t *testing.T, s *site) {
		id := s.made(t)
		_, tag := s.finding(id)
		if w := s.write("DELETE", findingItems+"/"+id, "", tag, ""); w.Code != 204 {
			t.Error(w.Code, w.Body)
		}
		s.get(404, findingItems+"/"+id, s.token("analyst", "W001"), nil)
		for _, match := range []string{tag, "*", `"0"`, ""} {
			for method, kind := range map[string]string{"PUT": "application/geo+json", "PATCH": "application/merge-patch+json", "DELETE": ""} {
				if w := s.write(method, findingItems+"/"+id, kind, match, feature); w.Code != 404 {
					t.Error(method, id, match, w.Code, w.Body)
				}
			}
		}
	}
	patch := func(t *testing.T, s *site) {
		before, tag := s.finding("W001.f1")
		w := s.write("PATCH", findingItems+"/W001.f1", "application/merge-patch+json", tag, fmt.Sprintf(`{"properties":{"state":"checking","assignee":"bruno %s","note":"visto"}}`, t.Name()[:4]))
		if w.Code != 200 {
			t.Fatal(w.Code, w.Body)
		}
		after, _ := s.finding("W001.f1")
		if after.Properties["state"] != "checking" || !strings.HasPrefix(after.Properties["assignee"].(string), "bruno") || !strings.Contains(after.Properties["note"].(string), "visto") {
			t.Errorf("%+v", after)
		}
		for _, name := range []string{"control", "sheet", "due", "fiscal_code"} {
			if after.Properties[name] != before.Properties[name] {
				t.Errorf("%s became %v", name, after.Properties[name])
			}
		}
		w = s.write("PATCH", findingItems+"/W001.f1", "application/merge-patch+json", "*", `{"properties":{"assignee":null,"state":"new"}}`)
		if after, _ = s.finding("W001.f1"); w.Code != 200 || after.Properties["assignee"] != nil {
			t.Error(w.Code, w.Body)
		}
		for _, body := range []string{`{"properties":{"state":"closed"}}`, `{"properties":{"state":"lost","reason":"x"}}`} { // a reason is wanted; no such state
			if w := s.write("PATCH", findingItems+"/W001.f1", "application/merge-patch+json", "*", body); w.Code != 422 {
				t.Error(w.Code, w.Body)
			}
		}
		if w := s.write("PATCH", findingItems+"/W001.f1", "application/merge-patch+json", "*", `{"properties":{"control":"other"}}`); w.Code != 400 {
			t.Error(w.Code, w.Body)
		}
	}
	tagged := func(t *testing.T, s *site) {
		for i := range 4 {
			if _, tag := s.finding(fmt.Sprint("W001.f", i)); len(tag) < 10 || tag[0] != '"' {
				t.Error(tag)
			}
		}
	}
	conditional := func(method string) func(*testing.T, *site) {
		return func(t *testing.T, s *site) {
			id := s.made(t)
			before, tag := s.finding(id)
			path, body, kind := findingItems+"/"+id, `{"type":"Feature","geometry":null,"properties":{"assignee":"carla"}}`, "application/json"
			if w := s.write(method, path, kind, `"0"`, body); w.Code != 412 {
				t.Error(w.Code, w.Body)
			}
			if w := s.write(method, path, kind, "", body); w.Code != 428 {
				t.Error(w.Code, w.Body)
			}
			if after, same := s.finding(id); text(after) != text(before) || same != tag {
				t.Errorf("%+v", after)
			}
			w := s.write(method, path, kind, tag, body)
			if w.Code/100 != 2 || method != "DELETE" && w.Header().Get("ETag") == tag {
				t.Error(w.Code, w.Body)
			}
			if w := s.write(method, path, kind, tag, body); w.Code != 412 && w.Code != 404 {
				t.Error(w.Code, w.Body)
			}
		}
	}
	systems := func(t *testing.T, s *site) {
		for uri, at := range golden() {
			body := fmt.Sprintf(`{"type":"Feature","geometry":{"type":"Point","coordinates":[%v,%v]},"properties":{"description":"punto"}}`, number(at[0]), number(at[1]))
			w := s.ask("POST", findingItems, []byte(body), "Authorization", "Bearer "+s.token("analyst", "W001"), "Content-Type", "application/geo+json", "Content-Crs", "<"+uri+">")
			if w.Code != 201 {
				t.Fatal(uri, w.Code, w.Body)
			}
			var f struct {
				Geometry struct{ Coordinates [2]float64 }
			}
			s.must(json.Unmarshal(w.Body.Bytes(), &f))
			if !near(crs84, f.Geometry.Coordinates, golden()[crs84]) {
				t.Errorf("%s: %v", uri, f.Geometry.Coordinates)
			}
		}
		w := s.ask("POST", findingItems, []byte(feature), "Authorization", "Bearer "+s.token("analyst", "W001"), "Content-Type", "application/geo+json", "Content-Crs", "<"+epsg+"32633>")
		if w.Code != 400 {
			t.Error(w.Code, w.Body)
		}
	}
	const crd, etags = req + "create-replace-delete/", req + "optimistic-locking-etags/"
	return []requirement{
		{req + "core/methods", options},
		{crd + "options-op", options},
		{crd + "options-response", options},
		{crd + "options-accept-post", options},
		{crd + "post-op", create},
		{crd + "post-body", create},
		{crd + "post-response", create},
		{crd + "post-response-rid", create},
		{crd + "post-content-type", kinds("POST", findingItems)},
		{crd + "put-op", replace},
		{crd + "put-body", replace},
		{crd + "put-response", replace},
		{crd + "put-content-type", kinds("PUT", findingItems+"/W001.f1")},
		{crd + "put-rid", otherID("PUT")},
		{crd + "put-rid-exception", replaceNone},
		{crd + "delete-op", remove},
		{crd + "delete-response", remove},
		{req + "update/methods", options},
		{req + "update/options-accept-patch", options},
		{req + "update/update-patch-op", patch},
		{req + "update/update-patch-body", patch},
		{req + "update/update-patch-response", patch},
		{req + "update/patch-content-type", kinds("PATCH", findingItems+"/W001.f1")},
		{req + "update/rid", otherID("PATCH")},
		{etags + "get-etag-response", tagged},
		{etags + "put-etag-response", conditional("PUT")},
		{etags + "patch-etag-response", conditional("PATCH")},
		{etags + "ifmatch-put-op", conditional("PUT")},
		{etags + "ifmatch-put-eval", conditional("PUT")},
		{etags + "ifmatch-patch-op", conditional("PATCH")},
		{etags + "ifmatch-patch-eval", conditional("PATCH")},
		{etags + "ifmatch-delete-op", conditional("DELETE")},
		{etags + "ifmatch-delete-eval", conditional("DELETE")},
		{req + "features/geojson-create-replace", create},
		{req + "features/update-json-merge-patch", patch},
		{req + "features/crs", systems},
	}
}

// TestWritesAreOperations: what comes by the API is in the journal of the
// repository as operations of a device, which other devices get; and who may
// not, does not write.
func TestWritesAreOperations(t *testing.T) { onEach(t, writesAreOperations) }

func writesAreOperations(t *testing.T, s *site) {
	w := s.write("PATCH", findingItems+"/W001.f0", "application/merge-patch+json", "*", `{"properties":{"assignee":"bruno","state":"checking"}}`)
	if w.Code != 200 {
		t.Fatal(w.Code, w.Body)
	}
	var changes []server.Accepted
	s.must(s.core.Read(t.Context(), "W001", func(v server.View) (err error) {
		changes, err = v.Changes(0, 100)
		return err
	}))
	if len(changes) != 2 {
		t.Fatalf("%+v", changes)
	}
	prev := ""
	for i, c := range changes {
		o, err := store.DecodeOperation(c.Raw)
		if err != nil || o.Actor != "anna" || o.Prev != prev || o.Seq != uint64(i+1) || o.Layer != "findings" || o.ID != "f0" || o.Cell != "A/1" || o.Device != changes[0].Dev {
			t.Errorf("%+v, %v", o, err)
		}
		prev = c.Hash
	}
	made := s.made(t)
	if p := s.items(findingItems+"?limit=2", s.token("analyst", "W001")); *p.NumberMatched != 5 {
		t.Errorf("%d findings, with the one that was made", *p.NumberMatched)
	}
	if p := s.items(findingItems+"?bbox=15.03,37.6,15.04,37.7&filter=description%20IS%20NOT%20NULL", s.token("analyst", "W001")); len(p.Features) != 1 || p.Features[0].ID != made {
		t.Errorf("%v", p.ids())
	}
	for what, c := range map[string]struct {
		token  string
		status int
	}{
		"nobody": {"", 404}, "dpo": {s.token("dpo", "W001"), 403}, "of another municipality": {s.token("analyst", "W002"), 404},
	} {
		word := ""
		if c.token != "" {
			word = "Bearer " + c.token
		}
		w := s.ask("PATCH", findingItems+"/W001.f0", []byte(`{"properties":{"assignee":"x"}}`), "Authorization", word, "Content-Type", "application/merge-patch+json", "If-Match", "*")
		if w.Code != c.status {
			t.Errorf("%s: %d %s", what, w.Code, w.Body)
		}
	}
	if w := s.write("POST", "/ogc/collections/parcels/items", "application/geo+json", "", `{"type":"Feature","geometry":null,"properties":{}}`); w.Code != 405 || !strings.Contains(w.Header().Get("Allow"), "GET") {
		t.Error(w.Code, w.Header())
	}
}

// TestWhoSeesAllSaysWhichMunicipality: by the property or by the parameter, of one
// that the repository has; where both stand they say the same.
func TestWhoSeesAllSaysWhichMunicipality(t *testing.T) { onEach(t, whoSeesAllSays) }

func whoSeesAllSays(t *testing.T, s *site) {
	s.must(s.core.LogAs(t.Context(), &rights.Caller{User: "anna", Comuni: []string{"W003"}}, "W003", store.Access{Deed: "login"})) // nothing of it is published
	for _, c := range []struct {
		token, query, comune string
		status               int
		made                 string
	}{
		{"*", "", "W001", 201, "W001."},
		{"*", "", "W003", 201, "W003."},
		{"*", "?comune=W003", "", 201, "W003."},
		{"*", "?comune=W002", "W002", 201, "W002."},
		{"*", "?comune=W001", "W002", 400, ""},
		{"*", "", "", 400, ""},
		{"*", "", "W099", 400, ""},
		{"*", "?comune=x", "", 400, ""},
		{"W001", "?comune=W001", "", 201, "W001."},
		{"W001", "?comune=W002", "", 400, ""},
	} {
		properties := `"description":"x"`
		if c.comune != "" {
			properties += `,"comune":"` + c.comune + `"`
		}
		w := s.ask("POST", findingItems+c.query, []byte(`{"type":"Feature","geometry":null,"properties":{`+properties+`}}`),
			"Authorization", "Bearer "+s.token("admin", c.token), "Content-Type", "application/geo+json")
		var f featureOut
		s.must(json.Unmarshal(w.Body.Bytes(), &f))
		if w.Code != c.status || c.made != "" && (!strings.HasPrefix(f.ID, c.made) || f.Properties["comune"] != c.made[:4]) {
			t.Errorf("%+v: %d %s", c, w.Code, w.Body)
		}
	}
}

// Who makes a finding in a state that it may not have is told why, in words.
func TestAFindingIsMadeInAStateThatItMayHave(t *testing.T) { onEach(t, madeInStates) }

func madeInStates(t *testing.T, s *site) {
	for properties, want := range map[string]int{
		`"state":"closed","reason":"sanato"`: 201, `"state":"checking"`: 201, `"state":""`: 201, `"state":null`: 201,
		`"state":"closed"`: 422, `"state":"boh"`: 422, `"state":5`: 422,
	} {
		w := s.write("POST", findingItems, "application/geo+json", "", `{"type":"Feature","geometry":{"type":"Point","coordinates":[15.0309,37.6414]},"properties":{"description":"muro",`+properties+`}}`)
		var told struct {
			Detail string `json:"detail"`
		}
		s.must(json.Unmarshal(w.Body.Bytes(), &told))
		if w.Code != want || want == 422 && (!strings.Contains(told.Detail, " stato") || strings.Contains(told.Detail, "sync.")) {
			t.Errorf("%s: %d %s", properties, w.Code, w.Body)
		}
	}
}
