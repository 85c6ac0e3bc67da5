package main

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/google/uuid"

	"segit/store"
	"segit/sync/authority"
	"segit/sync/server"
	"segit/sync/server/folder"
	"segit/sync/server/pgstore/pgtest"
	"segit/sync/wire"
)

// laptop is one of many that ask at once: it speaks the protocol and keeps no
// archive, so that what is measured is the server.
type laptop struct {
	id, comune string
	config     *tls.Config
	last       wire.Link
	checkout   wire.Checkout
}

// BenchmarkLaptopsAtOnce is 200 laptops that sync one edit each with a segitd of
// its own process on a durable store: a new connection, the session, one
// operation up, the changes since the last time down. In one municipality, or
// each in one of 58; over a file, and over PostgreSQL.
func BenchmarkLaptopsAtOnce(b *testing.B) {
	for _, comuni := range []int{1, 58} {
		b.Run(fmt.Sprint("file/", comuni, "-comuni"), func(b *testing.B) { laptopsAtOnce(b, comuni) })
		b.Run(fmt.Sprint("postgres/", comuni, "-comuni"), func(b *testing.B) {
			p, err := pgtest.Start()
			if err != nil {
				b.Fatal(err)
			}
			defer p.Stop()
			b.Setenv("SEGIT_STORE", p.Database(b)) // segitd reads it
			laptopsAtOnce(b, comuni)
			p.Stop()
			b.ReportMetric(p.Used().Seconds()/float64(max(1, b.N)), "database-cpu-s")
		})
	}
}

func laptopsAtOnce(b *testing.B, comuni int) {
	b.Helper()
	laptops, address, done := manyLaptops(b, 200, comuni)
	defer done()
	first := true
	for b.Loop() {
		took := make([]time.Duration, len(laptops))
		ended := make(chan error)
		for i, l := range laptops {
			go func() {
				began := time.Now()
				err := l.sync(b, "https://"+address)
				took[i] = time.Since(began)
				ended <- err
			}()
		}
		for range laptops {
			if err := <-ended; err != nil {
				b.Fatal(err)
			}
		}
		slices.Sort(took)
		if first { // with nothing made but what codes make
			first = false
			b.ReportMetric(took[len(took)-1].Seconds(), "first-s")
		}
		b.ReportMetric(took[len(took)/2].Seconds(), "p50-s")
		b.ReportMetric(took[len(took)*99/100].Seconds(), "p99-s")
	}
}

// manyLaptops starts a server and enrols laptops, spread over municipalities.
func manyLaptops(b *testing.B, n, comuni int) (all []*laptop, address string, done func()) {
	b.Helper()
	dir := filepath.Join(b.TempDir(), "central")
	f := folder.Folder(dir)
	if err := f.Init([]string{"127.0.0.1"}, time.Now()); err != nil {
		b.Fatal(err)
	}
	ca, err := f.Authority()
	if err != nil {
		b.Fatal(err)
	}
	s, err := (&place{Dir: dir, Store: os.Getenv("SEGIT_STORE")}).open(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	for i := range comuni { // offices have codes before they have laptops
		_, code := server.NewCode("anna", "analyst", []string{fmt.Sprintf("W%03d", i)}, time.Now())
		if err := s.AddCode(b.Context(), code); err != nil {
			b.Fatal(err)
		}
	}
	for i := range n {
		l := &laptop{id: uuid.NewString(), comune: fmt.Sprintf("W%03d", i%comuni)}
		request, key, err := authority.NewRequest(l.id)
		if err != nil {
			b.Fatal(err)
		}
		parsed, err := authority.ParseRequest(request)
		if err != nil {
			b.Fatal(err)
		}
		certificate, err := ca.Device(parsed, authority.Grant{User: "anna", Role: "analyst", Comuni: []string{l.comune}}, time.Now())
		if err != nil {
			b.Fatal(err)
		}
		pair, err := tls.X509KeyPair(certificate, key)
		if err != nil {
			b.Fatal(err)
		}
		pool := x509.NewCertPool()
		pool.AppendCertsFromPEM(authority.CertificatePEM(ca.Certificate.Raw))
		l.config = &tls.Config{Certificates: []tls.Certificate{pair}, RootCAs: pool, MinVersion: tls.VersionTLS13}
		d := server.Device{ID: l.id, User: "anna", Role: "analyst", Comuni: []string{l.comune}, Certificate: string(certificate), Status: server.Active}
		if err := s.Readmit(b.Context(), "", d); err != nil {
			b.Fatal(err)
		}
		all = append(all, l)
	}
	if err := s.Close(); err != nil {
		b.Fatal(err)
	}
	p := start(b, "segitd", dir, "127.0.0.1:0")
	return all, p.address, func() {
		p.cmd.Process.Signal(os.Interrupt) //nolint:errcheck // it may have ended
		p.ended()
		used := p.cmd.ProcessState.UserTime() + p.cmd.ProcessState.SystemTime()
		b.ReportMetric(used.Seconds()/float64(max(1, b.N)), "server-cpu-s")
	}
}

// sync is a small sync over a new connection.
func (l *laptop) sync(b *testing.B, address string) error {
	way := &http.Transport{TLSClientConfig: l.config, ForceAttemptHTTP2: true}
	defer way.CloseIdleConnections()
	ask := func(method, path string, body []byte) ([]byte, error) {
		r, err := http.NewRequestWithContext(b.Context(), method, address+path, bytes.NewReader(body))
		if err != nil {
			return nil, err
		}
		answer, err := way.RoundTrip(r)
		if err != nil {
			return nil, err
		}
		defer answer.Body.Close() //nolint:errcheck // it was read
		raw, err := io.ReadAll(answer.Body)
		if err == nil && answer.StatusCode != http.StatusOK {
			err = fmt.Errorf("%s: %d %s", path, answer.StatusCode, raw)
		}
		return raw, err
	}
	if _, err := ask("GET", "/v1/session?comune="+l.comune, nil); err != nil {
		return err
	}
	batch, err := l.edit()
	if err != nil {
		return err
	}
	if _, err := ask("POST", "/v1/ops", batch); err != nil {
		return err
	}
	if l.checkout.ID == "" {
		body, err := json.Marshal(wire.CheckoutRequest{Comune: l.comune})
		if err != nil {
			return err
		}
		raw, err := ask("POST", "/v1/checkouts", body)
		if err != nil || json.Unmarshal(raw, &l.checkout) != nil {
			return err
		}
	}
	raw, err := ask("GET", "/v1/checkouts/"+l.checkout.ID+"/changes?cursor="+l.checkout.Cursor, nil)
	if err != nil {
		return err
	}
	lines, err := wire.Read(bytes.NewReader(raw), wire.MaxPageBytes)
	if err != nil {
		return err
	}
	var end wire.Line
	if err := json.Unmarshal(lines[len(lines)-1], &end); err != nil {
		return err
	}
	l.checkout.Cursor = end.Page.Cursor
	return nil
}

// edit is a batch of one operation.
func (l *laptop) edit() ([]byte, error) {
	o := store.Operation{
		Device: l.id, Seq: l.last.Seq + 1, Comune: l.comune, Layer: store.DatasetFindings, ID: l.id, Cell: "A/1", Kind: store.SetKind, Schema: 1,
		Actor: "anna", At: time.Now(), Prev: l.last.Hash, Set: map[string]store.Change{"assignee": {Saw: []string{}, New: json.RawMessage(`"anna"`)}},
	}
	raw, err := o.Encode()
	if err != nil {
		return nil, err
	}
	l.last = wire.Link{Seq: o.Seq, Hash: store.HashOf(raw)}
	var body bytes.Buffer
	w := wire.NewWriter(&body)
	if err := w.WriteRaw(raw); err != nil {
		return nil, err
	}
	err = w.Close()
	return body.Bytes(), err
}
