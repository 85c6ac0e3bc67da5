package wire_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"segit/sync/wire"
)

func TestWatchedRemembersTheAnswer(t *testing.T) {
	for name, c := range map[string]struct {
		answer func(w http.ResponseWriter)
		status int
		wrote  bool
	}{
		"nothing":      {func(http.ResponseWriter) {}, 200, false},
		"header alone": {func(w http.ResponseWriter) { w.Header().Set("Allow", "GET") }, 200, false},
		"body":         {func(w http.ResponseWriter) { w.Write([]byte("x")) }, 200, true}, //nolint:errcheck // a recorder
		"status":       {func(w http.ResponseWriter) { w.WriteHeader(404) }, 404, true},
	} {
		got := httptest.NewRecorder()
		w := wire.Watch(got)
		c.answer(&w)
		if w.Status != c.status || w.Wrote != c.wrote || got.Code != c.status {
			t.Errorf("%s: %d %v, passed on as %d", name, w.Status, w.Wrote, got.Code)
		}
	}
}
