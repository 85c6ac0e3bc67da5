package server_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"segit/store"
	"segit/sync/authority"
	"segit/sync/server"
	"segit/sync/server/boltstore"
	"segit/sync/wire"
)

// site is a server under test.
type site struct {
	t       *testing.T
	now     time.Time
	ca      *authority.Authority
	store   *boltstore.Store
	core    *server.Server
	handler http.Handler
	told    []server.Told
}

func newSite(t *testing.T) *site {
	t.Helper()
	s := &site{t: t, now: newDay}
	var err error
	if s.ca, err = authority.New(s.now); err != nil {
		t.Fatal(err)
	}
	if s.store, err = boltstore.Open(filepath.Join(t.TempDir(), "segitd.db"), boltstore.Options{NoSync: true}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.store.Close() }) //nolint:errcheck // the test is over
	s.serve()
	return s
}

// newDay is when a site begins.
var newDay = time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)

// serve begins to answer over the store.
func (s *site) serve() {
	s.t.Helper()
	core, err := server.New(s.t.Context(), server.Config{
		Store: s.store, Authority: s.ca, Now: func() time.Time { return s.now }, Told: func(told server.Told) { s.told = append(s.told, told) },
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.core, s.handler = core, core.Handler()
}

// code makes a one-time code.
func (s *site) code(role string, comuni ...string) string {
	s.t.Helper()
	code, kept := server.NewCode("anna", role, comuni, s.now)
	if err := s.store.AddCode(s.t.Context(), kept); err != nil {
		s.t.Fatal(err)
	}
	return code
}

// caller is a device, or somebody who says to be one.
type caller struct {
	site        *site
	id          string
	certificate *x509.Certificate
	last        wire.Signed // operation
}

// enrolled is a device of a municipality.
func (s *site) enrolled(role string, comuni ...string) *caller {
	s.t.Helper()
	c := &caller{site: s, id: uuid.NewString()}
	request, _, err := authority.NewRequest(c.id)
	if err != nil {
		s.t.Fatal(err)
	}
	var answer wire.EnrolReply
	c.want(200, "POST", "/v1/enrol", wire.EnrolRequest{Code: s.code(role, comuni...), CSR: string(request)}, &answer)
	if c.certificate, err = authority.ParseCertificate([]byte(answer.Certificate)); err != nil {
		s.t.Fatal(err)
	}
	return c
}

// ask sends a body as it is.
func (c *caller) ask(method, path string, body []byte, head ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequestWithContext(c.site.t.Context(), method, path, bytes.NewReader(body))
	for i := 0; i < len(head); i += 2 {
		r.Header.Set(head[i], head[i+1])
	}
	r.TLS = &tls.ConnectionState{}
	if c.certificate != nil {
		r.TLS.PeerCertificates = []*x509.Certificate{c.certificate}
	}
	w := httptest.NewRecorder()
	c.site.handler.ServeHTTP(w, r)
	return w
}

// want sends a JSON body and reads the answer, which has a status.
func (c *caller) want(status int, method, path string, ask, answer any) {
	c.site.t.Helper()
	body, err := json.Marshal(ask)
	if err != nil {
		c.site.t.Fatal(err)
	}
	w := c.ask(method, path, body)
	if w.Code != status {
		c.site.t.Fatalf("%s %s: %d %s, want %d", method, path, w.Code, w.Body, status)
	}
	if answer != nil {
		if err := json.Unmarshal(w.Body.Bytes(), answer); err != nil {
			c.site.t.Fatal(err)
		}
	}
}

// refused checks that an answer is a problem of a code.
func (s *site) refused(what string, w *httptest.ResponseRecorder, status int, code wire.Code) {
	s.t.Helper()
	p := wire.ReadProblem(w.Code, w.Body.Bytes())
	if w.Code != status || p.Code != code {
		s.t.Errorf("%s: %d %s, want %d %s", what, w.Code, w.Body, status, code)
	}
}

func asProblem(err error, p **wire.Problem) bool { return errors.As(err, p) }

// op makes the device's next operation; change may spoil it.
func (c *caller) op(change func(*store.Operation)) []byte {
	c.site.t.Helper()
	o := store.Operation{
		Device: c.id, Seq: c.last.Seq + 1, Comune: "W001", Layer: store.DatasetFindings, ID: "f1", Cell: "A/1", Kind: store.SetKind, Schema: 1,
		Actor: "anna", At: c.site.now, Prev: c.last.Hash,
		Set: map[string]store.Change{"assignee": {Saw: []string{}, New: json.RawMessage(fmt.Sprintf("%q", c.id[:4]))}},
	}
	if change != nil {
		change(&o)
	}
	raw, err := o.Encode()
	if err != nil {
		c.site.t.Fatal(err)
	}
	signed, err := wire.ParseOperation(raw)
	if err != nil {
		c.site.t.Fatal(err)
	}
	c.last = signed
	return raw
}

// stream is a batch as it travels.
func stream(t *testing.T, ops ...[]byte) []byte {
	t.Helper()
	var body bytes.Buffer
	w := wire.NewWriter(&body)
	for _, o := range ops {
		if err := w.WriteRaw(o); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return body.Bytes()
}

// send sends operations and gives what became of them.
func (c *caller) send(ops ...[]byte) []wire.Result {
	c.site.t.Helper()
	w := c.ask("POST", "/v1/ops", stream(c.site.t, ops...))
	lines, err := wire.Read(w.Body, wire.MaxBatchBytes)
	if err != nil || w.Code != 200 {
		c.site.t.Fatalf("%d %s, %v", w.Code, w.Body, err)
	}
	results := make([]wire.Result, len(lines))
	for i, line := range lines {
		if err := json.Unmarshal(line, &results[i]); err != nil {
			c.site.t.Fatal(err)
		}
	}
	return results
}

// page is a page of changes.
func (c *caller) page(checkout, cursor string) ([]wire.Change, wire.Page) {
	c.site.t.Helper()
	w := c.ask("GET", "/v1/checkouts/"+checkout+"/changes?cursor="+cursor, nil)
	lines, err := wire.Read(w.Body, wire.MaxPageBytes)
	if err != nil || w.Code != 200 {
		c.site.t.Fatalf("%d %s, %v", w.Code, w.Body, err)
	}
	var changes []wire.Change
	var page wire.Page
	for _, line := range lines {
		var l wire.Line
		if err := json.Unmarshal(line, &l); err != nil {
			c.site.t.Fatal(err)
		}
		if l.Page != nil {
			page = *l.Page
		} else {
			changes = append(changes, *l.Change)
		}
	}
	return changes, page
}
