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
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/demo"
	"segit/store"
	"segit/sync/client"
)

// TestWhatAProgramDrawsReachesTheLaptopOfItsSheet: a finding that another program
// sends as a point alone is on the laptops that have the sheet under it, and on
// no other.
func TestWhatAProgramDrawsReachesTheLaptopOfItsSheet(t *testing.T) {
	dir, _ := newOffice(t)
	p := start(t, "segitd", dir, "127.0.0.1:0")
	if sum, err := newImporter(t, dir, p.address).Sync(t.Context(), gis.Quiet{}); err != nil || sum.Unserved != nil {
		t.Fatalf("%v, %v", err, sum.Unserved)
	}
	pem, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	token, _ := segitd(t, 0, "token", dir, "--user", "anna")
	web := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS13}}}
	ask := func(method, path, body string, want int, answer any) {
		t.Helper()
		r, err := http.NewRequestWithContext(t.Context(), method, "https://"+p.address+"/ogc/collections/"+path, bytes.NewReader([]byte(body)))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+strings.TrimSpace(token))
		r.Header.Set("Content-Type", "application/geo+json")
		w, err := web.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer w.Body.Close() //nolint:errcheck // it was read
		raw, err := io.ReadAll(w.Body)
		if err != nil || w.StatusCode != want || json.Unmarshal(raw, answer) != nil {
			t.Fatalf("%s %s: %d %s, %v", method, path, w.StatusCode, raw, err)
		}
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
