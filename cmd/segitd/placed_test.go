package main

import (
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/demo"
	"segit/store"
	workdesk "segit/store/desk"
	"segit/sync/client"
)

// otherProgram is one program that speaks OGC API, with the token of anna.
type otherProgram struct {
	t     *testing.T
	at    string // address of the collections
	token string
	web   *http.Client
}

func newProgram(t *testing.T, dir, address string) otherProgram {
	t.Helper()
	pem, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	token, _ := segitd(t, 0, "token", dir, "--user", "anna")
	return otherProgram{t, "https://" + address + "/ogc/collections/", strings.TrimSpace(token), &http.Client{
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS13}},
	}}
}

// ask sends a request and wants a status; answer is nil for none.
func (p otherProgram) ask(method, path, body string, want int, answer any) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), method, p.at+path, strings.NewReader(body))
	if err != nil {
		p.t.Fatal(err)
	}
	for name, value := range map[string]string{"Authorization": "Bearer " + p.token, "Content-Type": "application/geo+json", "If-Match": "*", "Purpose": "doppione"} {
		r.Header.Set(name, value)
	}
	w, err := p.web.Do(r)
	if err != nil {
		p.t.Fatal(err)
	}
	defer w.Body.Close() //nolint:errcheck // it was read
	raw, err := io.ReadAll(w.Body)
	if err != nil || w.StatusCode != want || answer != nil && json.Unmarshal(raw, answer) != nil {
		p.t.Fatalf("%s %s: %d %s, %v", method, path, w.StatusCode, raw, err)
	}
}

// TestWhatAProgramDrawsReachesTheLaptopOfItsSheet: a finding that another program
// sends as a point alone is on the laptops that have the sheet under it, and on
// no other.
func TestWhatAProgramDrawsReachesTheLaptopOfItsSheet(t *testing.T) {
	dir, _ := newOffice(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	if sum, err := newImporter(t, dir, p.address).Sync(t.Context(), gis.Quiet{}); err != nil || sum.Unserved != nil {
		t.Fatalf("%v, %v", err, sum.Unserved)
	}
	ask := newProgram(t, dir, p.address).ask
	pem, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	// Two parcels of different sheets: the point is the first corner of one.
	var parcels featuresOf
	ask("GET", "parcels/items?limit=10000", "", 200, &parcels)
	cell := func(i int) string {
		at := parcels.Features[i].Properties
		section, _ := at["section"].(string)
		return gis.MakeKey(demo.Comune, section, fmt.Sprint(at["sheet"]), "", "").Cell()
	}
	other := 0
	for i := range parcels.Features {
		if cell(i) != cell(0) {
			other = i
		}
	}
	laptop := func(sheet string) desk {
		d := newDesk(t)
		code, _ := segitd(t, 0, "code", dir, "--user", "anna", "--role", "analyst", "--comune", demo.Comune, "--lease", "0")
		req := client.EnrolRequest{Server: "https://" + p.address, CA: pem, Code: strings.TrimSpace(code)}
		if _, err := d.Clone(t.Context(), req, client.Wanted{Cells: []string{sheet}}, gis.Quiet{}); err != nil {
			t.Fatal(err)
		}
		return d
	}
	here, there := laptop(cell(0)), laptop(cell(other))
	middle := func(i int) (x, y float64) {
		all := flat(parcels.Features[i].Geometry.Coordinates)
		for j := 0; j < len(all)-2; j += 2 { // the last is the first
			x, y = x+all[j]/float64(len(all)/2-1), y+all[j+1]/float64(len(all)/2-1)
		}
		return x, y
	}
	x, y := middle(0)
	var made struct{ ID string }
	ask("POST", "findings/items", fmt.Sprintf(`{"type":"Feature","geometry":{"type":"Point","coordinates":[%.9f,%.9f]},"properties":{"description":"recinto nuovo"}}`, x, y), 201, &made)
	_, id, _ := strings.Cut(made.ID, ".")
	for name, c := range map[string]struct {
		desk
		want bool
	}{"the laptop of its sheet": {here, true}, "that of another": {there, false}} {
		c.sync(t)
		all, err := c.Edits(store.DatasetFindings)
		if _, has := all[id]; err != nil || has != c.want {
			t.Errorf("%s has it: %v, %v", name, has, err)
		}
	}
	p.stop(t)
}

// TestWhatAProgramDeletesIsToldAndComesBack: the log of a desk says who deleted a
// finding by another program, when and why; it is brought back, everywhere, and
// that can be undone.
func TestWhatAProgramDeletesIsToldAndComesBack(t *testing.T) {
	dir, _ := newOffice(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	d := newImporter(t, dir, p.address)
	sync := func() {
		t.Helper()
		if _, err := d.Sync(t.Context(), gis.Quiet{}); err != nil {
			t.Fatal(err)
		}
	}
	sync()
	ask := newProgram(t, dir, p.address).ask
	var made struct{ ID string }
	ask("POST", "findings/items", `{"type":"Feature","geometry":null,"properties":{"description":"recinto nuovo","sheet":"1","section":"A"}}`, 201, &made)
	_, id, _ := strings.Cut(made.ID, ".")
	sync()
	ask("DELETE", "findings/items/"+made.ID, "", 204, nil)
	sync()
	kinds := func() (all []string) {
		t.Helper()
		err := d.Log(t.Context(), workdesk.LogFilter{Row: id}, func(l workdesk.Logged) error {
			all = append(all, fmt.Sprint(l.Kind, " by ", l.Actor, " elsewhere ", l.Elsewhere, " for ", l.Purpose))
			if l.At.IsZero() || l.Seq == 0 {
				t.Errorf("%+v", l)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	if got := kinds(); !slices.Equal(got, []string{"create by anna elsewhere true for doppione", "delete by anna elsewhere true for doppione"}) {
		t.Errorf("the log says %q", got)
	}
	deleted, err := d.Deleted(t.Context())
	if err != nil || len(deleted) != 1 || deleted[0].ID != id || deleted[0].Key.Sheet != "1" {
		t.Fatalf("deleted: %+v, %v", deleted, err)
	}
	if _, err := d.Finding(t.Context(), id); gis.KindOf(err) != gis.NotFound {
		t.Errorf("%v", err)
	}
	if _, err := d.RestoreFindings(t.Context(), []string{"nothing"}, "bruno", ""); gis.KindOf(err) != gis.NotFound {
		t.Errorf("%v", err)
	}
	if whole, err := d.RestoreFindings(t.Context(), []string{id[:10]}, "bruno", "era giusta"); err != nil || !slices.Equal(whole, []string{id}) {
		t.Fatalf("%v, %v", whole, err)
	}
	if f, err := d.Finding(t.Context(), id); err != nil || f.ID != id {
		t.Errorf("%+v, %v", f, err)
	}
	sync()
	ask("GET", "findings/items/"+made.ID, "", 200, &made)
	if got := kinds(); len(got) != 3 || got[2] != "restore by bruno elsewhere false for era giusta" {
		t.Errorf("the log says %q", got)
	}
	if _, err := d.Undo(t.Context(), 1, "bruno", ""); err != nil {
		t.Fatal(err)
	}
	sync()
	ask("GET", "findings/items/"+made.ID, "", 404, nil)
	p.stop(t)
}
