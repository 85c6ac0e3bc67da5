package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/google/uuid"

	"segit/store"
	"segit/sync/authority"
	"segit/sync/server"
	"segit/sync/wire"
)

// again is a request to enrol of an archive that was a device.
func (s *site) again(code, former string) []byte {
	s.t.Helper()
	request, _, err := authority.NewRequest(uuid.NewString())
	if err != nil {
		s.t.Fatal(err)
	}
	return fmt.Appendf(nil, `{"code":%q,"csr":%q,"former":%q}`, code, request, former)
}

// successor lets a device that was stopped join again.
func (s *site) successor(old *caller) *caller {
	s.t.Helper()
	id := uuid.NewString()
	request, _, err := authority.NewRequest(id)
	if err != nil {
		s.t.Fatal(err)
	}
	var answer wire.EnrolReply
	old.want(200, "POST", "/v1/enrol", wire.EnrolRequest{Code: s.code("analyst", "W001"), CSR: string(request), Former: old.id}, &answer)
	c, err := authority.ParseCertificate([]byte(answer.Certificate))
	if err != nil {
		s.t.Fatal(err)
	}
	return &caller{site: s, id: id, certificate: c}
}

// TestNobodyJoinsAgainAsAnother: who has not the key of a device does not become
// its successor, nor who has a code for another user; and one that was revoked has
// none.
func TestNobodyJoinsAgainAsAnother(t *testing.T) {
	s := newSite(t)
	victim, thief, nobody := s.enrolled("analyst", "W001"), s.enrolled("analyst", "W001"), &caller{site: s}
	code := s.code("analyst", "W001")
	s.refused("without a certificate", nobody.ask("POST", "/v1/enrol", s.again(code, victim.id)), http.StatusUnauthorized, wire.NoCertificate)
	s.refused("with another's", thief.ask("POST", "/v1/enrol", s.again(code, victim.id)), http.StatusForbidden, wire.Forbidden)
	s.refused("of no device", thief.ask("POST", "/v1/enrol", s.again(code, "x")), http.StatusForbidden, wire.Forbidden)
	other, kept := server.NewCode("bruno", "analyst", []string{"W001"}, s.now)
	if err := s.store.AddCode(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	s.refused("a code for another user", victim.ask("POST", "/v1/enrol", s.again(other, victim.id)), http.StatusForbidden, wire.OtherUser)
	if d, err := s.store.Device(t.Context(), victim.id); err != nil || d.Status != server.Active {
		t.Errorf("somebody stopped the victim: %+v, %v", d, err)
	}
	if err := s.store.SetStatus(t.Context(), victim.id, server.Revoked, s.now); err != nil {
		t.Fatal(err)
	}
	s.refused("revoked", victim.ask("POST", "/v1/enrol", s.again(code, victim.id)), http.StatusForbidden, wire.Revoked)
}

// TestASuccessorSpeaksOfItsOwnOnly: it asks what is there of the device that it
// was, by hashes that it has, and of no other; it writes as no other; and it tells
// again nothing that was another's.
func TestASuccessorSpeaksOfItsOwnOnly(t *testing.T) {
	s := newSite(t)
	old, victim := s.enrolled("analyst", "W001"), s.enrolled("analyst", "W001")
	mine, theirs := old.op(nil), victim.op(nil)
	old.send(mine)
	victim.send(theirs)
	next := s.successor(old)
	s.refused("the one before", old.ask("GET", "/v1/session?comune=W001", nil), http.StatusConflict, wire.Frozen)
	if d, err := s.store.Device(t.Context(), old.id); err != nil || d.Why != server.Succeeded {
		t.Errorf("%+v, %v", d, err)
	}
	held := func(hash string) (answer wire.FormerReply) {
		next.want(200, "POST", "/v1/formers/"+old.id, wire.FormerRequest{Comune: "W001", Ops: []wire.Link{{Seq: 1, Hash: hash}}}, &answer)
		return answer
	}
	if held(store.HashOf(mine)).Ops != 1 || held(store.HashOf(theirs)).Ops != 0 || held("").Ops != 0 {
		t.Error("what is held is told wrong")
	}
	ask := func(comune string, n int) []byte {
		links := strings.TrimSuffix(strings.Repeat(`{"seq":1,"hash":"h"},`, n), ",")
		return fmt.Appendf(nil, `{"comune":%q,"ops":[%s]}`, comune, links)
	}
	s.refused("of another", next.ask("POST", "/v1/formers/"+victim.id, ask("W001", 1)), http.StatusNotFound, wire.NotFound)
	s.refused("of itself", next.ask("POST", "/v1/formers/"+next.id, ask("W001", 1)), http.StatusNotFound, wire.NotFound)
	s.refused("elsewhere", next.ask("POST", "/v1/formers/"+old.id, ask("W002", 1)), http.StatusNotFound, wire.NotFound)
	s.refused("too many", next.ask("POST", "/v1/formers/"+old.id, ask("W001", wire.MostLinks+1)), http.StatusBadRequest, wire.BadRequest)
	s.refused("by another", victim.ask("POST", "/v1/formers/"+old.id, ask("W001", 1)), http.StatusNotFound, wire.NotFound)
	s.refused("as another", next.ask("POST", "/v1/ops", stream(t, victim.op(nil))), http.StatusForbidden, wire.Forbidden)
	lines, _ := victim.entries(1, 1, "")
	s.refused("the log of another", next.ask("POST", "/v1/audit", stream(t, lines...)), http.StatusForbidden, wire.Forbidden)
	s.refused("out of nowhere", next.ask("POST", "/v1/ops", stream(t, next.op(func(o *store.Operation) { o.Seq, o.Prev = 2, "h" }))), http.StatusConflict, wire.Gap)
	// It goes on from what the one before had sent.
	next.last.Seq, next.last.Hash = 1, store.HashOf(mine)
	hash := strings.Repeat("0f", 32)
	r := next.send(
		next.op(func(o *store.Operation) { o.Was = victim.id + "/2:" + hash }),
		next.op(func(o *store.Operation) { o.Was = old.id + "/2:" + hash }), // it is number 3
		next.op(func(o *store.Operation) { o.Was = old.id + "/4:x" }),
		next.op(func(o *store.Operation) { o.Was = old.id + "/5:" + hash }))
	if r[0].Code != "bad-value" || r[1].Code != "bad-value" || r[2].Code != "bad-value" || r[3].Status == wire.Parked {
		t.Errorf("%+v", r)
	}
	// Another copy tells the same: it is one.
	twin := s.successor(old)
	twin.last.Seq, twin.last.Hash = 1, store.HashOf(mine)
	first := r[3].Status
	r = twin.send(twin.op(nil), twin.op(nil), twin.op(nil), twin.op(func(o *store.Operation) { o.Was = old.id + "/5:" + hash }))
	if r[3].Status != wire.Duplicate || r[3].First == nil || r[3].First.Status != first {
		t.Errorf("%+v", r[3])
	}
}

// TestWhatASuccessorLeftIsJoined: a revoked device that was another before leaves
// what the server, put back meanwhile, lacks of both.
func TestWhatASuccessorLeftIsJoined(t *testing.T) {
	s := newSite(t)
	old := s.enrolled("analyst", "W001")
	first, second := old.op(nil), old.op(nil)
	next := s.successor(old)
	next.last.Seq, next.last.Hash = 2, store.HashOf(second)
	third := next.op(nil)
	u := wire.Unsent{Device: next.id, Comune: "W001", Ops: []json.RawMessage{first, second, third}}
	for _, want := range []int{3, 0} { // again, nothing is new
		if n, err := s.core.Join(t.Context(), u); err != nil || n != want {
			t.Errorf("%d, %v; want %d", n, err, want)
		}
	}
	u.Ops = []json.RawMessage{s.enrolled("analyst", "W001").op(nil)}
	if _, err := s.core.Join(t.Context(), u); err == nil {
		t.Error("another device's is joined")
	}
}
