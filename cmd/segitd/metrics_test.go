package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// TestMeasuresHaveAnAddressOfTheirOwn, where nothing else is answered.
func TestMeasuresHaveAnAddressOfTheirOwn(t *testing.T) {
	dir, _ := newFolder(t)
	t.Setenv("SEGIT_METRICS", "127.0.0.1:0")
	p := start(t, "segitd", dir, "127.0.0.1:0")
	for path, want := range map[string]int{"/metrics": 200, "/health": 404, "/v1/session": 404} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://"+p.metrics+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		w, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(w.Body)
		w.Body.Close() //nolint:errcheck // it was read
		if err != nil || w.StatusCode != want || want == 200 && !strings.Contains(string(body), "segitd_operations_total") {
			t.Errorf("%s: %d %s, %v", path, w.StatusCode, body, err)
		}
	}
	if code, log := p.stop(t); code != 0 {
		t.Errorf("it ends with %d: %s", code, log)
	}
}
