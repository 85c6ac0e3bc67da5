package storetest

import (
	"testing"
	"time"

	"segit/sync/server"
)

// sessions that were ended stay so until they would be over.
func sessions(t *testing.T, s server.Store) {
	now := time.Unix(1000, 0).UTC()
	end := func(id string, until, now time.Time) {
		t.Helper()
		if err := s.EndSession(t.Context(), id, until, now); err != nil {
			t.Fatal(err)
		}
	}
	end("a", now.Add(time.Hour), now)
	end("a", now.Add(time.Hour), now)
	end("b", now.Add(2*time.Hour), now)
	wanted := func(want map[string]bool) {
		t.Helper()
		for id, ended := range want {
			if got, err := s.SessionEnded(t.Context(), id); err != nil || got != ended {
				t.Errorf("%s was ended: %v, %v", id, got, err)
			}
		}
	}
	wanted(map[string]bool{"a": true, "b": true, "c": false})
	end("c", now.Add(3*time.Hour), now.Add(90*time.Minute))
	wanted(map[string]bool{"a": false, "b": true, "c": true})
}
