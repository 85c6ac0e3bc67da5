package client_test

import (
	"bytes"
	"crypto/tls"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/authority"
	"segit/sync/client"
)

func tlsOf(t testing.TB, ca *authority.Authority) *tls.Config {
	t.Helper()
	certificate, key, err := ca.Server([]string{"127.0.0.1"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13, ClientAuth: tls.RequestClientCert}
}

// TestI6DeskKilledAtEveryRequest: a desk whose process is killed before or
// after any request of a sync goes on at the next one, with no other help.
func TestI6DeskKilledAtEveryRequest(t *testing.T) {
	c := newCentral(t)
	a, b := c.desk(), c.desk()
	a.sync()
	b.sync()
	written := 0
	for request := 1; request <= 3; request++ {
		for _, when := range []string{"before", "after"} {
			b.write(fmt.Sprint("f", written%3), fmt.Sprint("b", written))
			b.sync()
			a.write(fmt.Sprint("f", written%3), fmt.Sprint("a", written))
			written++
			if !c.killedAt(request, when == "after", a.process) {
				t.Errorf("request %d was never made", request)
			}
			a.sync()
			if again := a.sync(); again.Pushed+again.Pulled+again.Pending != 0 {
				t.Errorf("%s %d: the next sync does %+v", when, request, again)
			}
			b.sync()
			if p, q := a.shown(), b.shown(); !maps.Equal(p, q) {
				t.Errorf("%s %d: %v and %v", when, request, p, q)
			}
		}
	}
}

func TestRefusalsAreSaid(t *testing.T) {
	c := newCentral(t)
	path := filepath.Join(t.TempDir(), "banco.segit")
	a, err := store.Create(t.Context(), path, "W009", 7792)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // the test is over
	l := client.New(client.Of(a))
	if _, err := l.Sync(t.Context(), gis.Quiet{}); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("not enrolled: %v", err)
	}
	if _, err := l.Status(); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("not enrolled: %v", err)
	}
	other, err := authority.New(time.Now())
	if err != nil {
		t.Fatal(err)
	}
	foreign, _, err := other.PEM()
	if err != nil {
		t.Fatal(err)
	}
	for what, ask := range map[string]struct {
		req  client.EnrolRequest
		want gis.Kind
	}{
		"no https":          {client.EnrolRequest{Server: "http://127.0.0.1", CA: c.ca, Code: "x"}, gis.BadUsage},
		"no address":        {client.EnrolRequest{Server: "://", CA: c.ca, Code: "x"}, gis.BadUsage},
		"no authority":      {client.EnrolRequest{Server: c.web.URL, CA: []byte("x"), Code: "x"}, gis.BadInput},
		"another authority": {client.EnrolRequest{Server: c.web.URL, CA: foreign, Code: "x"}, gis.BadInput},
		"a wrong code":      {client.EnrolRequest{Server: c.web.URL, CA: c.ca, Code: "x"}, gis.BadInput},
		"nobody there":      {client.EnrolRequest{Server: "https://127.0.0.1:1", CA: c.ca, Code: "x"}, gis.Internal},
	} {
		if _, _, err := l.Enrol(t.Context(), ask.req); err == nil || gis.KindOf(err) != ask.want {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestOldCopiesAreFoundOut: an archive put back from an old copy does not know
// what it had sent, and must not go on under the same name.
func TestOldCopiesAreFoundOut(t *testing.T) {
	c := newCentral(t)
	d := c.desk()
	old, err := os.ReadFile(d.path)
	if err != nil {
		t.Fatal(err)
	}
	d.write("f1", "anna")
	d.sync()
	now, err := os.ReadFile(d.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(d.path, old, 0o600); err != nil {
		t.Fatal(err)
	}
	d.open(func(_ *store.Archive, l *client.Link) {
		if _, err := l.Sync(t.Context(), gis.Quiet{}); gis.KindOf(err) != gis.BadInput {
			t.Errorf("%v", err)
		}
	})
	if err := os.WriteFile(d.path, bytes.Clone(now), 0o600); err != nil {
		t.Fatal(err)
	}
	if sum := d.sync(); sum != (client.Summary{}) {
		t.Errorf("%+v", sum)
	}
}

// TestArchivesWithOperationsSetAsideAreSound: what the server set aside is on no
// row, and no check takes that for damage.
func TestArchivesWithOperationsSetAsideAreSound(t *testing.T) {
	c := newCentral(t)
	d := c.desk()
	d.write("f1", "anna")
	d.open(func(a *store.Archive, l *client.Link) {
		for _, o := range []store.Operation{
			{Layer: store.DatasetFindings, ID: "f1", Kind: "burn", Set: map[string]store.Change{"assignee": {New: []byte(`"bruno"`)}}},
			{Layer: "parcels", ID: "p1", Kind: store.SetKind, Set: map[string]store.Change{"assignee": {New: []byte(`"bruno"`)}}},
		} {
			if _, err := a.Append(o); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := l.Sync(t.Context(), gis.Quiet{}); err != nil {
			t.Fatal(err)
		}
		if aside, err := l.Parked(); err != nil || len(aside) != 2 || aside[1].Result.Code != "unknown-row" {
			t.Errorf("%+v, %v", aside, err)
		}
		e, err := a.EditsOf(store.DatasetFindings, "f1")
		if err != nil || string(e.Cells["assignee"].Value) != `"anna"` {
			t.Errorf("%+v, %v", e, err)
		}
		if err := a.CheckJournal(t.Context(), func(m gis.Message) { t.Errorf("%v", m) }); err != nil {
			t.Error(err)
		}
	})
}
