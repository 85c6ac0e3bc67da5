package server_test

import (
	"encoding/json"
	"net/http/httptest"
	"testing"
	"time"

	"segit/store"
	"segit/sync/wire"
)

// TestTheServersClockIsSetBack: no token or session that began later is good again,
// nor one that was ended; a device goes on syncing, and its edits and its log are
// taken in their order, whatever time they name.
func TestTheServersClockIsSetBack(t *testing.T) {
	s := newSite(t)
	d := s.enrolled("analyst", "W001")
	token := func() string {
		var answer wire.Token
		d.want(200, "POST", "/v1/tokens", nil, &answer)
		return answer.Token
	}
	r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
	old := token()
	_, word, _, err := s.core.Enter(r, old)
	if err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(time.Hour)
	_, ended, _, err := s.core.Enter(r, token())
	if err != nil {
		t.Fatal(err)
	}
	if err := s.core.Leave(r, ended); err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(12 * time.Hour)
	_, another, _, err := s.core.Enter(r, token())
	if err == nil {
		err = s.core.Leave(r, another) // forgets those that are long over
	}
	if err != nil {
		t.Fatal(err)
	}
	d.send(d.op(nil))
	lines, last := d.entries(1, 1, "")
	d.ask("POST", "/v1/audit", stream(t, lines...))

	inSession := func(word string) error {
		r := httptest.NewRequestWithContext(t.Context(), "GET", "/", nil)
		r.Header.Set("Cookie", wire.SessionCookie+"="+word)
		_, err := s.core.Asking(r)
		return err
	}
	s.now = s.now.Add(-12 * time.Hour)
	if err := inSession(ended); err == nil {
		t.Error("a session that was ended is good again")
	}
	s.now = s.now.Add(-48 * time.Hour)
	if _, err := s.asking(nil, "Bearer "+old); err == nil {
		t.Error("a token of later is good again")
	}
	if err := inSession(word); err == nil {
		t.Error("a session of later is good again")
	}
	if who, err := s.asking(nil, "Bearer "+token()); err != nil || who.User != "anna" {
		t.Errorf("a token of now: %v, %v", who, err)
	}
	answers := d.send(d.op(func(o *store.Operation) {
		o.Set["assignee"] = store.Change{Saw: []string{d.id + "/1"}, New: json.RawMessage(`"zoe"`)}
	}))
	if answers[0].Status != wire.Applied {
		t.Errorf("an edit of an earlier time: %+v", answers[0])
	}
	lines, last = d.entries(2, 1, last.Hash)
	d.ask("POST", "/v1/audit", stream(t, lines...))
	var session wire.Session
	d.want(200, "GET", "/v1/session?comune=W001", nil, &session)
	if session.Last.Seq != 2 || session.Log != last || !session.Time.Equal(s.now) {
		t.Errorf("%+v", session)
	}
}
