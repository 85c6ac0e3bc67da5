package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"segit/store"
	"segit/sync/server"
	"segit/sync/wire"
)

// entries are a device's access log from a number on.
func (c *caller) entries(first, n uint64, prev string) (lines [][]byte, last wire.Link) {
	c.site.t.Helper()
	last = wire.Link{Seq: first - 1, Hash: prev}
	for range n {
		x := store.Access{Device: c.id, Comune: "W001", Seq: last.Seq + 1, Prev: last.Hash, Deed: "finding", Actor: "anna", At: c.site.now}
		raw, err := x.Encode()
		if err != nil {
			c.site.t.Fatal(err)
		}
		lines = append(lines, raw)
		last = wire.Link{Seq: x.Seq, Hash: store.HashOf(raw)}
	}
	return lines, last
}

func TestAccessLogsAreChains(t *testing.T) {
	s := newSite(t)
	d := s.enrolled("analyst", "W001")
	lines, want := d.entries(1, 5, "")
	for range 2 { // sent again, nothing changes
		w := d.ask("POST", "/v1/audit", stream(t, lines...))
		var got wire.Link
		if err := json.Unmarshal(w.Body.Bytes(), &got); err != nil || got != want {
			t.Fatalf("%d %s, %v; want %v", w.Code, w.Body, err, want)
		}
	}
	gap, _ := d.entries(7, 1, want.Hash)
	s.refused("a gap", d.ask("POST", "/v1/audit", stream(t, gap[0])), http.StatusConflict, wire.LogBehind)
	thief := s.enrolled("analyst", "W001", "W002")
	s.refused("the log of another", thief.ask("POST", "/v1/audit", stream(t, lines...)), http.StatusForbidden, wire.Forbidden)
	s.refused("no log", d.ask("POST", "/v1/audit", stream(t, []byte("{}"))), http.StatusBadRequest, wire.BadRequest)
	s.refused("of another municipality", d.ask("POST", "/v1/audit", stream(t, []byte(strings.Replace(string(lines[0]), "W001", "W002", 1)))), http.StatusNotFound, wire.NotFound)
	var session wire.Session
	d.want(200, "GET", "/v1/session?comune=W001", nil, &session)
	if session.Log != want {
		t.Errorf("%v, want %v", session.Log, want)
	}
}

// TestI13AForkOfTheLogStopsTheDevice: entries that are against those that came tell
// that there are two logs of one device.
func TestI13AForkOfTheLogStopsTheDevice(t *testing.T) {
	for what, first := range map[string]uint64{"another entry": 3, "another last entry": 5, "a link that does not hold": 6} {
		s := newSite(t)
		d := s.enrolled("analyst", "W001")
		lines, _ := d.entries(1, 5, "")
		d.ask("POST", "/v1/audit", stream(t, lines...))
		other, _ := d.entries(first, 2, "other")
		s.refused(what, d.ask("POST", "/v1/audit", stream(t, other...)), http.StatusConflict, wire.LogAltered)
		s.refused(what, d.ask("POST", "/v1/audit", stream(t, lines...)), http.StatusConflict, wire.Frozen)
		if is, err := s.store.Device(t.Context(), d.id); err != nil || is.Why != server.ForkedLog {
			t.Errorf("%+v, %v", is, err)
		}
	}
}

// TestI13DataWaitForTheLog: a device whose edits speak of entries that have not
// come gets nothing until they come.
func TestI13DataWaitForTheLog(t *testing.T) {
	s := newSite(t)
	d := s.enrolled("analyst", "W001")
	lines, last := d.entries(1, 3, "")
	d.send(d.op(func(o *store.Operation) { o.Seen = fmt.Sprint(last.Seq, ":", last.Hash) }))
	var c wire.Checkout
	d.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001"}, &c)
	changes := "/v1/checkouts/" + c.ID + "/changes?cursor=" + c.Cursor
	for n := range lines {
		w := d.ask("GET", changes, nil)
		s.refused("behind", w, http.StatusConflict, wire.LogBehind)
		if p := wire.ReadProblem(w.Code, w.Body.Bytes()); p.Seq != uint64(n+1) {
			t.Errorf("wanted is %d, not %d", p.Seq, n+1)
		}
		if w := d.ask("POST", "/v1/audit", stream(t, lines[n])); w.Code != 200 {
			t.Fatalf("%d %s", w.Code, w.Body)
		}
	}
	if got, _ := d.page(c.ID, c.Cursor); len(got) != 1 {
		t.Errorf("%v", got)
	}
}
