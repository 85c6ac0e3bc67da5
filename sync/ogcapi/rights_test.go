package ogcapi_test

import (
	"encoding/json"
	"strings"
	"testing"
)

// TestWhoSeesWhat: open layers are for everybody, rows of persons and units for
// who has a token, and what a caller may not see is not there.
func TestWhoSeesWhat(t *testing.T) { onEach(t, whoSeesWhat) }

func whoSeesWhat(t *testing.T, s *site) {
	for what, c := range map[string]struct {
		token, path string
		status      int
	}{
		"open, nobody": {"", "parcels/items", 200}, "units, nobody": {"", "units/items", 404}, "findings, nobody": {"", "findings/items", 404}, "finding, nobody": {"", "findings/items/W001.f1", 404},
		"its tiles, nobody": {"", "findings/tiles/WebMercatorQuad/0/0/0", 404}, "its file, nobody": {"", "units/geopackage", 404}, "its schema, nobody": {"", "units/schema", 404},
		"units, analyst": {s.token("analyst", "W001"), "units/items", 200}, "units, elsewhere": {s.token("analyst", "W002"), "units/items", 404},
		"unit, elsewhere": {s.token("analyst", "W002"), "units/items/W001._.1.1.1", 404}, "finding, elsewhere": {s.token("analyst", "W002"), "findings/items/W001.f1", 404},
		"a token that is none": {"x.y", "parcels/items", 401}, "over": {"", "parcels/items", 200},
	} {
		word := ""
		if c.token != "" {
			word = "Bearer " + c.token
		}
		if w := s.ask("GET", "/ogc/collections/"+c.path, nil, "Authorization", word); w.Code != c.status {
			t.Errorf("%s: %d %s, want %d", what, w.Code, w.Body, c.status)
		}
	}
	if p := s.items("/ogc/collections/parcels/items?limit=100", s.token("analyst", "W002")); len(p.Features) != 5 {
		t.Errorf("%d features: those of other municipalities came too", len(p.Features))
	}
	for token, want := range map[string]bool{"": false, s.token("surveyor", "W001"): false, s.token("analyst", "W001"): true} {
		p := s.items("/ogc/collections/parcels/items?limit=1&comune=W001", token)
		if _, has := p.Features[0].Properties["owner"]; has != want {
			t.Errorf("%v", p.Features[0].Properties)
		}
	}
	f, _ := s.finding("W001.f1")
	if f.Properties["proof"] != nil || f.Properties["fiscal_code"] == nil {
		t.Errorf("%v", f.Properties)
	}
}

// TestReadingPersonsIsLogged: what is shown of persons and units is in the access
// log, which names nobody.
func TestReadingPersonsIsLogged(t *testing.T) { onEach(t, readingPersonsIsLogged) }

func readingPersonsIsLogged(t *testing.T, s *site) {
	token := s.token("analyst", "W001")
	for _, path := range []string{"parcels/items", "units/items?limit=2", "findings/items?filter=fiscal_code%20IS%20NULL", "units/items/W001._.1.1.1", "units/geopackage", "findings/tiles/WebMercatorQuad/5/12/17"} {
		s.ask("GET", "/ogc/collections/"+path, nil, "Authorization", "Bearer "+token, "Purpose", "verifica")
	}
	var told []string
	for _, x := range s.entries {
		if whole := text(x); strings.Contains(whole, "Bianchi") || strings.Contains(whole, "RSSMRA") {
			t.Error(whole)
		}
		raw, err := json.Marshal([]any{x.Deed, x.What, x.Count})
		s.must(err)
		told = append(told, string(raw))
		if x.Purpose != "verifica" {
			t.Errorf("%+v", x)
		}
	}
	if got, want := strings.Join(told, " "), `["query","units",2] ["identify","units",1] ["export","units",4]`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
