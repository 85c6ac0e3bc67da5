package server_test

import (
	"crypto/tls"
	"encoding/base64"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"segit/store"
	"segit/sync/rights"
	"segit/sync/server"
	"segit/sync/wire"
)

// put enters a user.
func (s *site) put(u server.User) {
	s.t.Helper()
	if err := s.store.PutUser(s.t.Context(), u); err != nil {
		s.t.Fatal(err)
	}
}

// everything reads all changes of a municipality from the start.
func (c *caller) everything() []wire.Change {
	c.site.t.Helper()
	var checkout wire.Checkout
	c.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001"}, &checkout)
	var all []wire.Change
	for cursor, more := checkout.Cursor, true; more; {
		changes, page := c.page(checkout.ID, cursor)
		all = append(all, changes...)
		cursor, more = page.Cursor, page.More
	}
	return all
}

// TestColumnsThatARoleDoesNotSeeStay: neither in an operation's bytes nor in a
// row does a value leave that the role may not see.
func TestColumnsThatARoleDoesNotSeeStay(t *testing.T) {
	s := newSite(t)
	analyst, planner, dpo := s.enrolled("analyst", "W001"), s.enrolled("planner", "W001"), s.enrolled("dpo", "W001")
	set := func(column, value string) []byte {
		return analyst.op(func(o *store.Operation) {
			o.Set = map[string]store.Change{column: {Saw: []string{}, New: json.RawMessage(value)}}
		})
	}
	note := analyst.op(nil)
	analyst.send(note, set("assignee", `"rossi"`), set("telephone", `"secret-number"`), set("note", `"secret-remark"`))
	analyst.send(analyst.op(func(o *store.Operation) {
		o.Layer, o.ID, o.Kind = store.LayerNotes, "n1", store.CreateKind
		o.Set = map[string]store.Change{"text": {Saw: []string{}, New: json.RawMessage(`"secret-text"`)}}
	}))
	text := func(changes []wire.Change) string {
		raw, err := json.Marshal(changes)
		if err != nil {
			t.Fatal(err)
		}
		var ops strings.Builder
		for _, c := range changes {
			ops.Write(c.Op)
		}
		return string(raw) + ops.String()
	}
	if all := text(analyst.everything()); strings.Count(all, "secret") < 3 {
		t.Errorf("an analyst sees %s", all)
	}
	for _, c := range []*caller{planner, dpo} {
		changes := c.everything()
		if all := text(changes); strings.Contains(all, "secret") || !strings.Contains(all, "rossi") {
			t.Errorf("it leaves: %s", all)
		}
		for _, change := range changes {
			if change.Layer != store.DatasetFindings {
				t.Errorf("%+v", change)
			}
		}
	}
	// Nobody edits what they do not see, and a planner no notes.
	results := planner.send(
		planner.op(nil),
		planner.op(func(o *store.Operation) { o.Set = map[string]store.Change{"telephone": {New: json.RawMessage(`"1"`)}} }),
		planner.op(func(o *store.Operation) {
			o.Layer, o.ID, o.Kind = store.LayerNotes, "n2", store.CreateKind
			o.Set = map[string]store.Change{"text": {New: json.RawMessage(`"x"`)}}
		}))
	if results[0].Status == wire.Parked || results[1].Code != "forbidden" || results[2].Code != "forbidden" {
		t.Errorf("%+v", results)
	}
}

// TestTheRegisterSaysWhatAUserMay: a role changed, a municipality taken away
// and a user who left hold from the next request.
func TestTheRegisterSaysWhatAUserMay(t *testing.T) {
	s := newSite(t)
	d := s.enrolled("analyst", "W001", "W002")
	other := s.enrolled("analyst", "W001")
	d.send(d.op(nil))
	s.put(server.User{Name: "anna", Role: "dpo", Comuni: []string{"W001"}})
	var session wire.Session
	d.want(200, "GET", "/v1/session?comune=W001", nil, &session)
	if session.Role != "dpo" {
		t.Errorf("%+v", session)
	}
	s.refused("a municipality taken away", d.ask("GET", "/v1/session?comune=W002", nil), http.StatusNotFound, wire.NotFound)
	if r := d.send(d.op(nil)); r[0].Code != "forbidden" {
		t.Errorf("a DPO writes: %+v", r)
	}
	s.put(server.User{Name: "anna", Role: "admin", Comuni: []string{"*"}})
	s.refused("what the code did not give", other.ask("GET", "/v1/session?comune=W002", nil), http.StatusNotFound, wire.NotFound)
	s.put(server.User{Name: "anna", Role: "admin", Comuni: []string{"*"}, Ended: true})
	for path, method := range paths() {
		s.refused("a user who left "+path, d.ask(method, path, nil), http.StatusForbidden, wire.Ended)
	}
}

// asking asks a server of the site who makes a request.
func (s *site) asking(c *caller, token string) (rights.Caller, error) {
	r := httptest.NewRequestWithContext(s.t.Context(), "GET", "/", nil)
	if token != "" {
		r.Header.Set("Authorization", token)
	}
	if c != nil {
		r.TLS = &tls.ConnectionState{PeerCertificates: nil}
		r.TLS.PeerCertificates = append(r.TLS.PeerCertificates, c.certificate)
	}
	return s.core.Asking(r)
}

func TestWhoAsks(t *testing.T) {
	s := newSite(t)
	if who, err := s.asking(nil, ""); err != nil || who.Known() {
		t.Errorf("nobody: %v, %v", who, err)
	}
	d := s.enrolled("tax", "W001")
	if who, err := s.asking(d, ""); err != nil || who.User != "anna" || who.Role != "tax" || who.Device != d.id || !who.Sees("W001") || who.Sees("W002") {
		t.Errorf("a device: %v, %v", who, err)
	}
	var token wire.Token
	d.want(200, "POST", "/v1/tokens", nil, &token)
	bearer := "Bearer " + token.Token
	if who, err := s.asking(nil, bearer); err != nil || who.Role != "tax" || !slices.Equal(who.Comuni, []string{"W001"}) {
		t.Errorf("a token: %v, %v", who, err)
	}
	refused := func(what, token string, want wire.Code) {
		t.Helper()
		who, err := s.asking(nil, token)
		var p *wire.Problem
		if !asProblem(err, &p) || p.Code != want || who.Known() && want == wire.BadToken {
			t.Errorf("%s: %v, %v", what, who, err)
		}
	}
	refused("no token", "Bearer x", wire.BadToken)
	refused("another scheme", "Basic "+token.Token, wire.BadToken)
	basic := func(password string) string {
		return "Basic " + base64.StdEncoding.EncodeToString([]byte("segit:"+password))
	}
	if who, err := s.asking(nil, basic(token.Token)); err != nil || who.Role != "tax" {
		t.Errorf("a token as password: %v, %v", who, err)
	}
	refused("a password", basic("prova"), wire.BadToken)
	s.put(server.User{Name: "anna", Role: "planner", Comuni: []string{"*"}})
	if who, err := s.asking(nil, bearer); err != nil || who.Role != "planner" {
		t.Errorf("after the role changed: %v, %v", who, err)
	}
	s.put(server.User{Name: "anna", Role: "planner", Comuni: []string{"*"}, Ended: true})
	refused("of a user who left", bearer, wire.Ended)
	s.put(server.User{Name: "anna", Role: "planner", Comuni: []string{"*"}})
	if err := s.store.SetStatus(t.Context(), d.id, server.Revoked, s.now); err != nil {
		t.Fatal(err)
	}
	refused("of a revoked device", bearer, wire.Revoked)
	if err := s.store.SetStatus(t.Context(), d.id, server.Active, s.now); err != nil {
		t.Fatal(err)
	}
	s.now = s.now.Add(16 * time.Minute)
	refused("over", bearer, wire.BadToken)
}
