package client_test

import (
	"net/http"
	"strings"
	"testing"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/wire"
)

// TestWhatTheServerHasNoRoomForWaits, and the archive says so and why, without
// asking, until a sync comes to its end.
func TestWhatTheServerHasNoRoomForWaits(t *testing.T) {
	c := newCentral(t)
	d := c.desk()
	status := func() (st client.Status) {
		t.Helper()
		d.open(func(_ *store.Archive, l *client.Link) {
			var err error
			if st, err = l.Status(); err != nil {
				t.Fatal(err)
			}
		})
		return st
	}
	d.supply(gis.Day(2025, 1, 1), territory(1, 2, 10)...)
	d.compute("prova/2025", "f1")
	if st := status(); st.Supplies == 0 || st.Stopped != nil {
		t.Errorf("before: %+v", st)
	}
	d.sync()
	if st := status(); st.Pending+st.Files+st.Supplies != 0 || st.Stopped != nil {
		t.Errorf("all was sent: %+v", st)
	}
	d.attach("f1", "una foto")
	c.meets(func(w http.ResponseWriter, r *http.Request, answer http.Handler) {
		if strings.HasPrefix(r.URL.Path, "/v1/uploads") {
			wire.Refuse(http.StatusInsufficientStorage, wire.Full).Write(w)
			return
		}
		answer.ServeHTTP(w, r)
	})
	d.open(func(_ *store.Archive, l *client.Link) {
		if _, err := l.Sync(t.Context(), gis.Quiet{}); gis.KindOf(err) != gis.BadInput {
			t.Errorf("%v", err)
		}
	})
	if st := status(); st.Pending != 0 || st.Files != 1 || st.Stopped == nil || st.Stopped.Why.Code != "sync.problem.full" {
		t.Errorf("refused: %+v", st)
	}
	c.meets(nil)
	d.sync()
	if st := status(); st.Files != 0 || st.Stopped != nil {
		t.Errorf("taken: %+v", st)
	}
}
