package simulation_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"

	"segit/sync/authority"
)

// wire is the way of one device to the server.
type line struct {
	world *world
	shows func() *x509.Certificate // of the device
	down  bool
}

var errLost = errors.New("the network lost it")

// RoundTrip carries a request, or does to it what networks do.
func (l *line) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	w := l.world
	if l.down || w.chance(w.faults.lost) {
		return nil, errLost
	}
	if w.chance(w.faults.delayed) {
		shown := l.shows()
		w.late = append(w.late, func() { l.serve(r, body, shown) })
		return nil, errLost
	}
	answer := l.serve(r, body, l.shows())
	if w.chance(w.faults.repeated) {
		again := l.serve(r, body, l.shows())
		if w.chance(0.5) {
			answer = again
		}
	}
	if w.chance(w.faults.answerLost) {
		return nil, errLost
	}
	if answer.body.Len() > 0 && w.chance(w.faults.cut) {
		answer.body.Truncate(w.random.IntN(answer.body.Len()))
	}
	if n := answer.body.Len(); n > 0 && strings.Contains(answer.header.Get("Content-Type"), "ndjson") && w.chance(w.faults.altered) {
		answer.body.Bytes()[w.random.IntN(n)] ^= 1 << w.random.IntN(8)
	}
	return &http.Response{StatusCode: answer.status, Header: answer.header, Body: io.NopCloser(&answer.body), Request: r}, nil
}

type served struct {
	status int
	header http.Header
	body   bytes.Buffer
}

// serve lets the server answer as it is now.
func (l *line) serve(r *http.Request, body []byte, shown *x509.Certificate) *served {
	again := r.Clone(l.world.t.Context())
	again.Body = io.NopCloser(bytes.NewReader(body))
	again.TLS = &tls.ConnectionState{}
	if c := shown; c != nil {
		again.TLS.PeerCertificates = []*x509.Certificate{c}
	}
	w := httptest.NewRecorder()
	l.world.handler.ServeHTTP(w, again)
	return &served{w.Code, w.Header(), *w.Body}
}

// certificate is what the device shows of itself.
func (d *disk) certificate() *x509.Certificate {
	return certificateIn([]byte(d.values["state"]))
}

func certificateIn(state []byte) *x509.Certificate {
	var s struct {
		Certificate []byte `json:"certificate"`
		Again       struct {
			Certificate []byte `json:"certificate"`
		} `json:"again"`
	}
	if json.Unmarshal(state, &s) != nil || s.Certificate == nil {
		return nil
	}
	if s.Again.Certificate != nil { // it speaks as what it is becoming
		s.Certificate = s.Again.Certificate
	}
	c, err := authority.ParseCertificate(s.Certificate)
	if err != nil {
		panic(err)
	}
	return c
}
