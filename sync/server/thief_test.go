package server_test

import (
	"bytes"
	"compress/gzip"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"segit/store"
	"segit/sync/authority"
	"segit/sync/server"
	"segit/sync/wire"
)

// paths are requests that want a device.
func paths() map[string]string {
	return map[string]string{
		"/v1/session?comune=W001": "GET", "/v1/checkouts": "POST", "/v1/checkouts/x/changes": "GET", "/v1/ops": "POST", "/v1/devices/x/revoke": "POST",
		"/v1/checkouts/x": "PATCH", "/v1/checkouts/x/snapshot": "GET", "/v1/checkouts/x/manifest": "GET", "/v1/blobs/x": "GET", "/v1/blobs/y": "PUT",
		"/v1/uploads": "POST", "/v1/uploads/x": "PATCH", "/v1/supplies": "POST",
		"/v1/lease": "GET", "/v1/tokens": "POST", "/v1/sheets?comune=W001": "GET",
	}
}

func TestCertificatesOfOthersAreRefused(t *testing.T) {
	s := newSite(t)
	known := s.enrolled("analyst", "W001")
	other, err := authority.New(s.now)
	if err != nil {
		t.Fatal(err)
	}
	forge := func(by *authority.Authority, id string) *x509.Certificate {
		text, _, err := authority.NewRequest(id)
		if err != nil {
			t.Fatal(err)
		}
		request, err := authority.ParseRequest(text)
		if err != nil {
			t.Fatal(err)
		}
		pem, err := by.Device(request, authority.Grant{User: "thief", Role: "admin", Comuni: []string{"*"}}, s.now)
		if err != nil {
			t.Fatal(err)
		}
		c, err := authority.ParseCertificate(pem)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	serverPEM, _, err := s.ca.Server([]string{"localhost"}, s.now)
	if err != nil {
		t.Fatal(err)
	}
	ofServer, err := authority.ParseCertificate(serverPEM)
	if err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]*x509.Certificate{
		"none": nil, "of another authority": forge(other, known.id), "of another authority and device": forge(other, uuid.NewString()),
		"of ours, not the one given": forge(s.ca, known.id), "the server's own": ofServer, "the authority's own": s.ca.Certificate,
	} {
		for path, method := range paths() {
			thief := &caller{site: s, id: known.id, certificate: c}
			s.refused(what+" "+path, thief.ask(method, path, nil), http.StatusUnauthorized, wire.NoCertificate)
		}
	}
	s.now = s.now.AddDate(4, 0, 0)
	s.refused("expired", known.ask("GET", "/v1/session?comune=W001", nil), http.StatusUnauthorized, wire.NoCertificate)
	if all, err := s.store.Devices(t.Context()); err != nil || len(all) != 1 {
		t.Errorf("%v, %v", all, err)
	}
}

func TestCodesEnrolOneDeviceOnce(t *testing.T) {
	s := newSite(t)
	nobody := &caller{site: s}
	enrol := func(code, id string) (wire.EnrolRequest, func(what string, status int, want wire.Code)) {
		request, _, err := authority.NewRequest(id)
		if err != nil {
			t.Fatal(err)
		}
		ask := wire.EnrolRequest{Code: code, CSR: string(request)}
		return ask, func(what string, status int, want wire.Code) {
			t.Helper()
			s.refused(what, nobody.ask("POST", "/v1/enrol", fmt.Appendf(nil, `{"code":%q,"csr":%q}`, ask.Code, ask.CSR)), status, want)
		}
	}
	code, id := s.code("analyst", "W001"), uuid.NewString()
	ask, _ := enrol(" "+strings.ToLower(code)+" ", id) // as people type it
	var first, again wire.EnrolReply
	nobody.want(200, "POST", "/v1/enrol", ask, &first)
	nobody.want(200, "POST", "/v1/enrol", ask, &again)
	if first.Certificate != again.Certificate || first.Device != id {
		t.Error("the answer that was lost comes back as another")
	}
	_, try := enrol(code, uuid.NewString())
	try("a used code", http.StatusForbidden, wire.BadCode)
	_, try = enrol(code, id)
	try("a used code, another key", http.StatusForbidden, wire.BadCode)
	_, try = enrol(s.code("analyst", "W001"), id)
	try("a device that has enrolled", http.StatusConflict, wire.Enrolled)
	_, try = enrol("AAAA-BBBB-CCCC-DDDD", uuid.NewString())
	try("an unknown code", http.StatusForbidden, wire.BadCode)
	_, try = enrol(s.code("analyst", "W001"), "../../etc")
	try("a name that is no id", http.StatusBadRequest, wire.BadRequest)
	late := s.code("analyst", "W001")
	s.now = s.now.Add(8 * 24 * time.Hour)
	_, try = enrol(late, uuid.NewString())
	try("an expired code", http.StatusForbidden, wire.BadCode)
	for what, body := range map[string]string{
		"no body": "", "no request": `{"code":"x"}`, "a request that is none": `{"code":"x","csr":"-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----"}`,
	} {
		s.refused(what, nobody.ask("POST", "/v1/enrol", []byte(body)), http.StatusBadRequest, wire.BadRequest)
	}
	s.refused("a huge body", nobody.ask("POST", "/v1/enrol", make([]byte, 1<<20)), http.StatusRequestEntityTooLarge, wire.TooLarge)
}

func TestForeignMunicipalitiesAreNotThere(t *testing.T) {
	s := newSite(t)
	d, other := s.enrolled("analyst", "W001"), s.enrolled("analyst", "W002")
	var mine, theirs wire.Checkout
	d.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001"}, &mine)
	other.want(200, "POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W002"}, &theirs)
	for what, w := range map[string]interface{ Result() *http.Response }{
		"session":       d.ask("GET", "/v1/session?comune=W002", nil),
		"no session":    d.ask("GET", "/v1/session", nil),
		"sheets":        d.ask("GET", "/v1/sheets?comune=W002", nil),
		"checkout":      d.ask("POST", "/v1/checkouts", []byte(`{"comune":"W002"}`)),
		"changes":       d.ask("GET", "/v1/checkouts/"+theirs.ID+"/changes?cursor="+theirs.Cursor, nil),
		"operations":    d.ask("POST", "/v1/ops", stream(t, d.op(func(o *store.Operation) { o.Comune = "W002" }))),
		"nowhere":       d.ask("GET", "/v1/nothing", nil),
		"a path trick":  d.ask("GET", "/v1/checkouts/..%2f..%2fmetrics/changes", nil),
		"another trick": d.ask("GET", "/v1/checkouts/%00/changes", nil),
	} {
		if status := w.Result().StatusCode; status != http.StatusNotFound {
			t.Errorf("%s: %d", what, status)
		}
	}
	d.last = wire.Signed{}
	s.refused("an operation of another device", d.ask("POST", "/v1/ops", stream(t, d.op(func(o *store.Operation) { o.Device = other.id }))), http.StatusForbidden, wire.Forbidden)
	changes := "/v1/checkouts/" + mine.ID + "/changes?cursor="
	body, signature, _ := strings.Cut(mine.Cursor, ".")
	raw, err := base64.RawURLEncoding.DecodeString(body)
	if err != nil {
		t.Fatal(err)
	}
	forged := base64.RawURLEncoding.EncodeToString(bytes.Replace(raw, []byte(`"n":0`), []byte(`"n":9`), 1))
	for what, cursor := range map[string]string{"none": "", "forged": forged + "." + signature, "of another": theirs.Cursor, "noise": "a.b"} {
		s.refused("a cursor that is "+what, d.ask("GET", changes+cursor, nil), http.StatusBadRequest, wire.BadCursor)
	}
	s.refused("a limit that is none", d.ask("GET", changes+mine.Cursor+"&limit=-1", nil), http.StatusBadRequest, wire.BadRequest)
	for _, cells := range []string{`["../x"]`, `["A/12","a' or 1=1"]`} {
		s.refused("cells "+cells, d.ask("POST", "/v1/checkouts", []byte(`{"comune":"W001","cells":`+cells+`}`)), http.StatusBadRequest, wire.BadRequest)
	}
}

func TestHugeAndBrokenBatchesAreRefused(t *testing.T) {
	s := newSite(t)
	d := s.enrolled("analyst", "W001")
	var bomb bytes.Buffer
	packed := gzip.NewWriter(&bomb)
	if _, err := packed.Write(bytes.Repeat([]byte("{}\n"), 20<<20)); err != nil {
		t.Fatal(err)
	}
	if err := packed.Close(); err != nil {
		t.Fatal(err)
	}
	many := make([][]byte, wire.MaxBatchOps+1)
	for i := range many {
		many[i] = d.op(nil)
	}
	whole := stream(t, many[0])
	for what, c := range map[string]struct {
		body   []byte
		head   []string
		status int
		code   wire.Code
	}{
		"a bomb":              {bomb.Bytes(), []string{"Content-Encoding", "gzip"}, http.StatusRequestEntityTooLarge, wire.TooLarge},
		"a large body":        {make([]byte, wire.MaxBatchBytes+1), nil, http.StatusRequestEntityTooLarge, wire.TooLarge},
		"many operations":     {stream(t, many...), nil, http.StatusRequestEntityTooLarge, wire.TooLarge},
		"no gzip":             {[]byte("x"), []string{"Content-Encoding", "gzip"}, http.StatusBadRequest, wire.BadRequest},
		"another packing":     {whole, []string{"Content-Encoding", "br"}, http.StatusUnsupportedMediaType, wire.BadRequest},
		"half a stream":       {whole[:len(whole)/2], nil, http.StatusBadRequest, wire.BadRequest},
		"no operation":        {stream(t, []byte(`{"a":1}`)), nil, http.StatusBadRequest, wire.BadRequest},
		"not in order":        {stream(t, many[1], many[0]), nil, http.StatusBadRequest, wire.BadRequest},
		"a number left out":   {stream(t, many[0], many[2]), nil, http.StatusBadRequest, wire.BadRequest},
		"not the first":       {stream(t, many[1]), nil, http.StatusConflict, wire.Gap},
		"nothing, not closed": {nil, nil, http.StatusBadRequest, wire.BadRequest},
	} {
		s.refused(what, d.ask("POST", "/v1/ops", c.body, c.head...), c.status, c.code)
	}
	if w := d.ask("POST", "/v1/ops", stream(t)); w.Code != 200 {
		t.Errorf("an empty batch: %d %s", w.Code, w.Body)
	}
	d.last = wire.Signed{}
	if r := d.send(d.op(nil)); r[0].Status != wire.Applied {
		t.Errorf("after all that: %+v", r)
	}
}

// TestI15CopiedDevicesAreStopped: two archives of one name are found out, and
// what both wrote is kept.
func TestI15CopiedDevicesAreStopped(t *testing.T) {
	s := newSite(t)
	d := s.enrolled("analyst", "W001")
	first := d.op(nil)
	d.send(first)
	copied := *d
	d.send(d.op(nil))
	theirs := copied.op(func(o *store.Operation) { o.Actor = "bruno" })
	w := copied.ask("POST", "/v1/ops", stream(t, theirs))
	s.refused("the copy", w, http.StatusConflict, wire.Fork)
	if p := wire.ReadProblem(w.Code, w.Body.Bytes()); p.Seq != 2 {
		t.Errorf("the fork is at %d, want 2", p.Seq)
	}
	for path, method := range paths() {
		s.refused(path, d.ask(method, path, nil), http.StatusConflict, wire.Frozen)
	}
	kept, err := s.store.Kept(t.Context(), "W001")
	if err != nil || len(kept) != 1 || string(kept[0]) != string(theirs) {
		t.Errorf("%q, %v", kept, err)
	}
	// A chain that does not go on from what it says is no less a copy.
	e := s.enrolled("analyst", "W001")
	e.send(e.op(nil))
	e.last.Hash = strings.Repeat("0", 64)
	s.refused("another chain", e.ask("POST", "/v1/ops", stream(t, e.op(nil))), http.StatusConflict, wire.Fork)
}

func TestRevocationIsForAdministrators(t *testing.T) {
	s := newSite(t)
	d, e, admin := s.enrolled("analyst", "W001"), s.enrolled("analyst", "W002"), s.enrolled("admin", "W001")
	path := func(c *caller) string { return "/v1/devices/" + c.id + "/revoke" }
	s.refused("an analyst", d.ask("POST", path(admin), nil), http.StatusForbidden, wire.Forbidden)
	s.refused("a device elsewhere", admin.ask("POST", path(e), nil), http.StatusNotFound, wire.NotFound)
	s.refused("nobody", admin.ask("POST", "/v1/devices/x/revoke", nil), http.StatusNotFound, wire.NotFound)
	if w := admin.ask("POST", path(d), nil); w.Code != http.StatusNoContent {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	for path, method := range paths() {
		s.refused(path, d.ask(method, path, nil), http.StatusForbidden, wire.Revoked)
	}
	if e.ask("GET", "/v1/session?comune=W002", nil).Code != 200 {
		t.Error("somebody else was revoked")
	}
	if got, err := s.store.Device(t.Context(), d.id); err != nil || got.Status != server.Revoked || !got.Since.Equal(s.now) {
		t.Errorf("%+v, %v", got, err)
	}
}
