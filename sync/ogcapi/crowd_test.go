package ogcapi_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"golang.org/x/sync/errgroup"
)

// TestManyAskAtOnce: whoever asks while layers are published again and findings
// are written gets the former or the new state, whole.
func TestManyAskAtOnce(t *testing.T) { onEach(t, manyAskAtOnce) }

func manyAskAtOnce(t *testing.T, s *site) {
	word := "Bearer " + s.token("analyst", "W001")
	x, y := tileOver(16, 15.0309, 37.6414)
	ask := func(method, path, body string) (int, string) {
		r := httptest.NewRequestWithContext(t.Context(), method, "https://segit.test"+path, strings.NewReader(body))
		r.Header.Set("Authorization", word)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("If-Match", "*")
		w := httptest.NewRecorder()
		s.handler.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	var all errgroup.Group
	for i := range 6 {
		all.Go(func() error {
			for range 15 {
				for _, path := range []string{"/parcels/items?limit=1000&comune=W001", "/findings/items?limit=1000", "/parcels" + quadTiles + fmt.Sprintf("/16/%d/%d", y, x), "/findings/items/W001.f2", ""} {
					code, body := ask(http.MethodGet, "/ogc/collections"+path, "")
					if code != http.StatusOK || strings.HasPrefix(path, "/parcels/items") && !strings.Contains(body, `"numberReturned":30`) {
						return fmt.Errorf("%s: %d %.200s", path, code, body)
					}
				}
				if code, body := ask(http.MethodPatch, "/ogc/collections/findings/items/W001.f2", fmt.Sprintf(`{"type":"Feature","properties":{"assignee":"anna %d"}}`, i)); code != http.StatusOK {
					return fmt.Errorf("%d %s", code, body)
				}
			}
			return nil
		})
	}
	for range 5 {
		s.publish(parcels("W001", 7792), grid("W001", 30, 502700, 4166000))
	}
	if err := all.Wait(); err != nil {
		t.Error(err)
	}
}
