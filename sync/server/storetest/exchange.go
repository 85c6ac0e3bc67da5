package storetest

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/google/uuid"

	"segit/store"
	"segit/sync/authority"
	"segit/sync/server"
	"segit/sync/wire"
)

// device asks a server that runs over the store.
type device struct {
	t           testing.TB
	server      http.Handler
	id          string
	certificate *x509.Certificate
	prev        string
	seq         uint64
}

// ask sends a request and gives the answer, which must be good.
func (d *device) ask(method, path string, body []byte) []byte {
	d.t.Helper()
	r := httptest.NewRequestWithContext(d.t.Context(), method, path, bytes.NewReader(body))
	r.TLS = &tls.ConnectionState{PeerCertificates: []*x509.Certificate{d.certificate}}
	w := httptest.NewRecorder()
	d.server.ServeHTTP(w, r)
	if w.Code != http.StatusOK {
		d.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return w.Body.Bytes()
}

// json sends and reads JSON.
func (d *device) json(method, path string, ask, answer any) {
	d.t.Helper()
	body, err := json.Marshal(ask)
	if err == nil {
		err = json.Unmarshal(d.ask(method, path, body), answer)
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// lines reads a stream.
func (d *device) lines(body []byte) [][]byte {
	d.t.Helper()
	lines, err := wire.Read(bytes.NewReader(body), wire.MaxPageBytes)
	if err != nil {
		d.t.Fatal(err)
	}
	return lines
}

// over is a server that runs over a store.
func over(t testing.TB, s server.Store) (*authority.Authority, *server.Server) {
	t.Helper()
	ca, err := authority.New(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	core, err := server.New(t.Context(), server.Config{Store: s, Authority: ca, Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	return ca, core
}

func enrolled(t testing.TB, s server.Store, ca *authority.Authority, h http.Handler) *device {
	t.Helper()
	d := &device{t: t, server: h, id: uuid.NewString()}
	code, kept := server.NewCode("anna", "analyst", []string{"W001"}, time.Now())
	request, _, err := authority.NewRequest(d.id)
	if err == nil {
		err = s.AddCode(t.Context(), kept)
	}
	if err != nil {
		t.Fatal(err)
	}
	var answer wire.EnrolReply
	d.json("POST", "/v1/enrol", wire.EnrolRequest{Code: code, CSR: string(request)}, &answer)
	if d.certificate, err = authority.ParseCertificate([]byte(answer.Certificate)); err != nil {
		t.Fatal(err)
	}
	return d
}

// edit is a batch of the device's next operation, on a finding's assignee.
func (d *device) edit(value string, saw ...string) []byte {
	d.t.Helper()
	d.seq++
	raw, err := json.Marshal(value)
	if err != nil {
		d.t.Fatal(err)
	}
	o := store.Operation{
		Device: d.id, Seq: d.seq, Comune: "W001", Layer: store.DatasetFindings, ID: "f1", Cell: "A/1", Kind: store.SetKind, Schema: 1,
		Actor: "anna", At: time.Now().UTC(), Prev: d.prev, Set: map[string]store.Change{"assignee": {Saw: saw, New: raw}},
	}
	line, err := o.Encode()
	if err != nil {
		d.t.Fatal(err)
	}
	d.prev = store.HashOf(line)
	var body bytes.Buffer
	w := wire.NewWriter(&body)
	if err := errors.Join(w.WriteRaw(line), w.Close()); err != nil {
		d.t.Fatal(err)
	}
	return body.Bytes()
}

// write sends the next operation, twice.
func (d *device) write(value string, saw ...string) wire.Result {
	d.t.Helper()
	body := d.edit(value, saw...)
	first := d.lines(d.ask("POST", "/v1/ops", body))
	again := d.lines(d.ask("POST", "/v1/ops", body))
	var result, repeated wire.Result
	if json.Unmarshal(first[0], &result) != nil || json.Unmarshal(again[0], &repeated) != nil || repeated.Status != wire.Duplicate || repeated.First.Status != result.Status {
		d.t.Errorf("the answers are %s and %s", first, again)
	}
	return result
}

// devicesExchange: a server over the store takes what two devices write, once,
// keeps what stands against each other, and tells both the same.
func devicesExchange(t *testing.T, s server.Store) {
	ca, core := over(t, s)
	a, b := enrolled(t, s, ca, core.Handler()), enrolled(t, s, ca, core.Handler())
	if r := a.write("anna \u0000 <à>"); r.Status != wire.Applied {
		t.Errorf("%+v", r)
	}
	if r := b.write("bruno"); r.Status != wire.Conflict || len(r.Conflict) != 1 {
		t.Errorf("%+v", r)
	}
	if r := a.write("carla", a.id+"/1", b.id+"/1"); r.Status != wire.Applied {
		t.Errorf("%+v", r)
	}
	var pages [][]byte
	for _, d := range []*device{a, b} {
		var c wire.Checkout
		d.json("POST", "/v1/checkouts", wire.CheckoutRequest{Comune: "W001", Cells: []string{"A/1"}}, &c)
		lines := d.lines(d.ask("GET", "/v1/checkouts/"+c.ID+"/changes?cursor="+c.Cursor, nil))
		if len(lines) != 4 {
			t.Fatalf("%s", lines)
		}
		pages = append(pages, bytes.Join(lines[:3], []byte{'\n'}))
	}
	if !bytes.Equal(pages[0], pages[1]) {
		t.Errorf("one gets\n%s\nthe other\n%s", pages[0], pages[1])
	}
}
