package storetest

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
	"segit/sync/authority"
	"segit/sync/client"
	"segit/sync/server"
)

// archivesHoldTheSame: three archives and a server over the store, cut apart and
// joined: supplies, what controls computed, edits and attachments are equal at
// the end, whoever brought them.
func archivesHoldTheSame(t *testing.T, s server.Store) {
	ca, core := over(t, s)
	apart := false
	handler := core.Handler()
	address := serving(t, ca, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if apart {
			panic(http.ErrAbortHandler)
		}
		handler.ServeHTTP(w, r)
	}))
	var desks []*archive
	for n := range 3 {
		desks = append(desks, joined(t, s, ca, address, n))
	}
	for n, d := range desks {
		apart = n == 1 // the second works on by itself
		d.supply(gis.Day(2025, time.Month(1+n), 1), n)
		d.compute(fmt.Sprint("prova/", 2024+n))
		d.write(n)
		if _, err := d.link.Sync(t.Context(), gis.Quiet{}); (err != nil) != apart {
			t.Errorf("desk %d: %v", n, err)
		}
	}
	apart = false
	for range 2 {
		for _, d := range desks {
			if _, err := d.link.Sync(t.Context(), gis.Quiet{}); err != nil {
				t.Fatal(err)
			}
		}
	}
	want := desks[0].contents()
	for n, d := range desks[1:] {
		if got := d.contents(); !slices.Equal(got, want) || len(got) < 7 {
			t.Errorf("desk %d has\n%v\nthe first\n%v", n+1, got, want)
		}
	}
}

// serving serves over TLS until the test is over; it gives the address.
func serving(t *testing.T, ca *authority.Authority, h http.Handler) string {
	t.Helper()
	web := httptest.NewUnstartedServer(h)
	certificate, key, err := ca.Server([]string{"127.0.0.1"}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	pair, err := tls.X509KeyPair(certificate, key)
	if err != nil {
		t.Fatal(err)
	}
	web.TLS = &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS13, ClientAuth: tls.RequestClientCert}
	web.StartTLS()
	t.Cleanup(web.Close)
	return web.URL
}

// archive is a desk's archive with its link.
type archive struct {
	t    *testing.T
	land *store.Archive
	link *client.Link
}

func joined(t *testing.T, s server.Store, ca *authority.Authority, address string, n int) *archive {
	t.Helper()
	a, err := store.Create(t.Context(), filepath.Join(t.TempDir(), fmt.Sprint("banco", n, ".segit")), "W001", 7792)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	code, kept := server.NewCode("anna", "analyst", []string{"W001"}, time.Now())
	if err := s.AddCode(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	pem, _, err := ca.PEM()
	if err != nil {
		t.Fatal(err)
	}
	l := client.New(client.Of(a))
	if _, _, err := l.Enrol(t.Context(), client.EnrolRequest{Server: address, CA: pem, Code: code}); err != nil {
		t.Fatal(err)
	}
	return &archive{t, a, l}
}

// supply imports parcels of three sheets, of which each desk knows others.
func (d *archive) supply(day gis.Date, n int) {
	d.t.Helper()
	schema := &gis.Schema{Dataset: "parcels", Source: "cadastral-map", Shape: gis.PolygonShape, Identity: []string{"sheet", "parcel"}, Columns: []gis.Column{
		{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet}, {Name: "parcel", Type: gis.Text, Role: gis.RoleParcel},
	}}
	b := gis.NewBatch(schema)
	for i := range 60 {
		x := 500000 + 1000*float64(i%3) + 0.1*float64(i)
		b.SetText(0, fmt.Sprint(i%3+1))
		b.SetText(1, fmt.Sprint(i/3+n))
		b.Shapes.Append(orb.Bound{Min: orb.Point{x, 1}, Max: orb.Point{x + 9, 9}}.ToPolygon())
		b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	d.build(func(build *store.Build) error {
		in := build.Supply(store.Intake{EPSG: 7792, Scope: func(*gis.Batch, int) string { return "" }, Supply: gis.Supply{
			Source: "cadastral-map", File: fmt.Sprint("mappa", n), SHA256: fmt.Sprint(n), Date: day, Imported: time.Unix(int64(n), 0).UTC(), Read: 60, Accepted: 60,
		}})
		return in.Rows(d.t.Context(), b)
	})
}

// compute writes a row as a control does.
func (d *archive) compute(scope string) {
	d.t.Helper()
	b := gis.NewBatch(&gis.Schema{Dataset: store.DatasetFindings, Source: "controls", Columns: []gis.Column{{Name: "id", Type: gis.Text}}})
	b.SetText(0, scope)
	b.Add(1, gis.Always, gis.OpenEnd)
	d.build(func(build *store.Build) error { return build.Derived(scope, 7792).Rows(d.t.Context(), b) })
}

func (d *archive) build(f func(*store.Build) error) {
	d.t.Helper()
	build, err := d.land.Build(d.t.Context())
	if err == nil {
		err = f(build)
	}
	if err == nil {
		err = build.Commit()
	}
	if err != nil {
		d.t.Fatal(err)
	}
}

// write edits a finding of all desks.
func (d *archive) write(n int) {
	d.t.Helper()
	_, err := d.land.Append(store.Operation{
		Layer: store.DatasetFindings, ID: fmt.Sprint("f", n), Kind: store.SetKind, Actor: "anna",
		Set: map[string]store.Change{"assignee": {New: fmt.Appendf(nil, "%q", fmt.Sprint("persona ", n))}},
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

// contents are the rows and the edits that an archive shows.
func (d *archive) contents() []string {
	d.t.Helper()
	all, err := d.land.Contents(d.t.Context())
	if err != nil {
		d.t.Fatal(err)
	}
	edits, err := d.land.Edits(store.DatasetFindings)
	if err != nil {
		d.t.Fatal(err)
	}
	var lines []string
	for _, c := range all {
		if strings.HasPrefix(c.Part, "rows") {
			lines = append(lines, c.String())
		}
	}
	for id, e := range edits {
		lines = append(lines, id+string(e.Cells["assignee"].Value))
	}
	register, err := d.land.Supplies()
	if err != nil {
		d.t.Fatal(err)
	}
	for i := range register {
		lines = append(lines, register[i].File)
	}
	slices.Sort(lines)
	return lines
}
