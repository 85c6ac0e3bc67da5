package ogcapi_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestGeometriesThatAreRefused: what lies nowhere, far from the municipality or
// crosses itself is not written, and the answer names the fault.
func TestGeometriesThatAreRefused(t *testing.T) { onEach(t, geometriesRefused) }

func geometriesRefused(t *testing.T, s *site) {
	id := s.made(t)
	for _, c := range []struct{ crs, geometry, says string }{
		{"", `"Point","coordinates":[1000,95]`, "not in the system"},
		{"", `"Point","coordinates":[1e30,1e30]`, "not in the system"},
		{"", `"Point","coordinates":[150318,3]`, "not in the system"},
		{epsg + "7792", `"Point","coordinates":[1e30,1e30]`, "not in the system"},
		{epsg + "3857", `"Point","coordinates":[1e30,1e30]`, "not in the system"},
		{epsg + "4326", `"Point","coordinates":[95,15]`, "not in the system"},
		{epsg + "7792", `"Point","coordinates":[150318,3]`, "50 km"},
		{"", `"Point","coordinates":[37.6414,15.0309]`, "50 km"},
		{"", `"LineString","coordinates":[[15.03,37.64],[12.5,41.9]]`, "50 km"},
		{"", `"GeometryCollection","geometries":[{"type":"Point","coordinates":[15.0309,37.6414]},{"type":"LineString","coordinates":[[15.03,37.64],[15.04,37.65]]}]`, "collection of geometries"},
		{"", `"Polygon","coordinates":[[[15.03,37.64],[15.04,37.65],[15.04,37.64],[15.03,37.65],[15.03,37.64]]]`, "crosses itself"},
	} {
		body := fmt.Sprintf(`{"type":"Feature","geometry":{"type":%s},"properties":{"description":"x"}}`, c.geometry)
		for method, path := range map[string]string{"POST": findingItems, "PUT": findingItems + "/" + id} {
			w := s.ask(method, path, []byte(body), "Authorization", "Bearer "+s.token("analyst", "W001"), "Content-Type", "application/geo+json", "If-Match", "*", "Content-Crs", c.crs, "Accept-Language", "en")
			if w.Code != 400 || !strings.Contains(w.Body.String(), c.says) {
				t.Errorf("%s %s in %s: %d %s, want %q", method, c.geometry, c.crs, w.Code, w.Body, c.says)
			}
		}
	}
	square := `{"type":"Feature","geometry":{"type":"Polygon","coordinates":[[[15.03,37.64],[15.04,37.64],[15.04,37.65],[15.03,37.65],[15.03,37.64]]]},"properties":{"description":"x"}}`
	if w := s.write("POST", findingItems, "application/geo+json", "", square); w.Code != 201 {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	if w := s.write("PUT", findingItems+"/W001.f1", "application/geo+json", "*", strings.ReplaceAll(square, "15.03", "1000")); w.Code != 200 {
		t.Errorf("the geometry of a derived finding is derived whatever is sent: %d %s", w.Code, w.Body)
	}
}
