package server_test

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"segit/store"
	"segit/sync/wire"
)

func TestOperationsAreAcceptedOnce(t *testing.T) {
	s := newSite(t)
	a, b := s.enrolled("analyst", "W001"), s.enrolled("surveyor", "W001")
	one, two := a.op(nil), a.op(func(o *store.Operation) {
		o.Set["assignee"] = store.Change{Saw: []string{a.id + "/1"}, New: json.RawMessage(`"x"`)}
	})
	if r := a.send(one); len(r) != 1 || r[0].Status != wire.Applied || r[0].Seq != 1 {
		t.Fatalf("%+v", r)
	}
	r := a.send(one, two)
	if len(r) != 2 || r[0].Status != wire.Duplicate || r[0].First.Status != wire.Applied || r[1].Status != wire.Applied {
		t.Fatalf("%+v", r)
	}
	r = b.send(b.op(nil))
	if r[0].Status != wire.Conflict || len(r[0].Conflict) != 1 {
		t.Fatalf("%+v", r)
	}
	r = b.send(b.op(func(o *store.Operation) {
		o.Kind = store.ResolveKind
		o.Set["assignee"] = store.Change{Saw: []string{a.id + "/2", b.id + "/1"}, New: json.RawMessage(`"z"`)}
	}))
	if r[0].Status != wire.Applied {
		t.Fatalf("%+v", r)
	}
	var c wire.Checkout
	b.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001"}, &c)
	changes, page := b.page(c.ID, c.Cursor+"&limit=3")
	if len(changes) != 3 || !page.More || page.Own != 1 || changes[2].Kind != wire.ConflictChange || string(changes[0].Op) != string(one) {
		t.Errorf("%+v, %+v", changes, page)
	}
	changes, page = b.page(c.ID, page.Cursor)
	if len(changes) != 1 || page.More || page.Own != 2 || changes[0].Kind != wire.ResolvedChange {
		t.Errorf("%+v, %+v", changes, page)
	}
	if changes, page = b.page(c.ID, page.Cursor); len(changes) != 0 || page.More {
		t.Errorf("%+v, %+v", changes, page)
	}
}

func TestWhatCannotBeJoinedIsSetAside(t *testing.T) {
	s := newSite(t)
	reader, d := s.enrolled("dpo", "W001"), s.enrolled("analyst", "W001")
	if r := reader.send(reader.op(nil)); r[0].Status != wire.Parked || r[0].Code != "forbidden" {
		t.Errorf("%+v", r)
	}
	r := d.send(
		d.op(func(o *store.Operation) { o.Layer = "parcels" }),
		d.op(func(o *store.Operation) { o.Schema = 9 }),
		d.op(nil))
	if r[0].Code != "unknown-row" || r[1].Code != "schema" || r[2].Status != wire.Applied {
		t.Errorf("%+v", r)
	}
	var session wire.Session
	d.want(200, "GET", "/v1/session?comune=W001", nil, &session)
	if session.Last.Seq != 3 || session.Last.Hash != d.last.Hash || session.User != "anna" {
		t.Errorf("%+v", session)
	}
}

// TestI11PartialCheckoutsAreARestriction: who took out sheets gets what lies in
// them, and a row that moves comes and goes without being deleted.
func TestI11PartialCheckoutsAreARestriction(t *testing.T) {
	s := newSite(t)
	d := s.enrolled("analyst", "W001")
	var c wire.Checkout
	d.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001", Cells: []string{"A/2", "A/1", "A/2"}}, &c)
	if len(c.Cells) != 2 {
		t.Errorf("%v", c.Cells)
	}
	at := func(id, cell string) []byte {
		return d.op(func(o *store.Operation) { o.ID, o.Cell = id, cell })
	}
	d.send(at("in", "A/1"), at("out", "A/9"), at("nowhere", ""), at("moves", "A/2"), at("moves", "A/9"), at("moves", "A/9"), at("moves", "A/1"), at("in", "A/1"))
	changes, page := d.page(c.ID, c.Cursor)
	var got []string
	for _, ch := range changes {
		what := ch.Kind + " " + ch.ID
		if ch.Row != nil {
			what += " whole"
		}
		got = append(got, what)
	}
	// A whole row is sent as it is now, so that what follows is in it.
	want := "put in, put moves, leave moves, put moves whole, put in"
	if strings.Join(got, ", ") != want || page.Own != 8 {
		t.Errorf("%v, own %d; want %s", got, page.Own, want)
	}
}

func TestHealthAndMeasures(t *testing.T) {
	s := newSite(t)
	d := s.enrolled("analyst", "W001")
	d.send(d.op(nil))
	nobody := &caller{site: s}
	if w := nobody.ask("GET", "/health", nil); w.Code != 200 || !strings.Contains(w.Body.String(), "ok") {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	s.refused("metrics to nobody", nobody.ask("GET", "/metrics", nil), http.StatusUnauthorized, wire.NoCertificate)
	s.refused("metrics to an analyst", d.ask("GET", "/metrics", nil), http.StatusForbidden, wire.Forbidden)
	inside := httptest.NewRecorder()
	s.core.Metrics().ServeHTTP(inside, httptest.NewRequestWithContext(t.Context(), "GET", "/metrics", nil))
	if inside.Code != 200 || !strings.Contains(inside.Body.String(), "segitd_requests_total") {
		t.Errorf("at an address of its own: %d %s", inside.Code, inside.Body)
	}
	w := s.enrolled("admin", "*").ask("GET", "/metrics", nil)
	for _, line := range []string{
		`segitd_requests_total{route="POST /v1/ops",status="200"} 1`, `segitd_operations_total{status="applied"} 1`,
		`segitd_request_seconds_count{route="POST /v1/enrol"} 2`,
	} {
		if !strings.Contains(w.Body.String(), line) {
			t.Errorf("%s is not in\n%s", line, w.Body)
		}
	}
	for _, told := range s.told {
		if told.Err != nil || strings.Contains(told.Route, d.id) {
			t.Errorf("%+v", told)
		}
	}
	if err := s.store.Close(); err != nil {
		t.Fatal(err)
	}
	s.refused("a store that is closed", nobody.ask("GET", "/health", nil), 500, wire.Broken)
	if last := s.told[len(s.told)-1]; last.Err == nil {
		t.Errorf("%+v", last)
	}
}
