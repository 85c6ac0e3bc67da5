package main

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/demo"
	workdesk "segit/store/desk"
)

// openSite is a real segitd with the layers of the invented municipality, and
// the means to ask it as others' programs do.
type openSite struct {
	t       *testing.T
	dir     string
	address string
	token   string
	http    *http.Client
}

func newOpenSite(t *testing.T) *openSite {
	t.Helper()
	dir, _ := newFolder(t)
	archive := t.TempDir()
	if _, err := workdesk.Demo(t.Context(), archive, demo.Options{Seed: 1, Units: 200}, gis.Quiet{}, func(workdesk.ImportedFile) {}); err != nil {
		t.Fatal(err)
	}
	archive = filepath.Join(archive, workdesk.DemoArchive)
	segitd(t, 0, "publish", dir, archive, "parcels", "buildings") // at the store itself
	p := start(t, "segitd", dir, "127.0.0.1:0")
	out, _ := segitd(t, 0, "--json", "publish", dir, archive, "sheets", "units", "findings") // through the server that runs
	if !strings.Contains(out, `"layer":"units"`) || !strings.Contains(out, `"private":true`) {
		t.Error(out)
	}
	segitd(t, 2, "publish", dir, archive, "nothing")
	segitd(t, 0, "user", dir, "anna", "--role", "analyst", "--comune", "W001")
	token, _ := segitd(t, 0, "token", dir, "--user", "anna")
	pem, err := os.ReadFile(filepath.Join(dir, "ca.pem"))
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	return &openSite{
		t: t, dir: dir, address: "https://" + p.address + "/ogc", token: strings.TrimSpace(token),
		http: &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS13}}},
	}
}

// get asks the server; the answer has status 200.
func (s *openSite) get(path, token string) []byte {
	s.t.Helper()
	r, err := http.NewRequestWithContext(context.Background(), http.MethodGet, s.address+path, nil)
	if err != nil {
		s.t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	w, err := s.http.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer w.Body.Close() //nolint:errcheck // it was read
	body, err := io.ReadAll(w.Body)
	if err != nil || w.StatusCode != 200 {
		s.t.Fatalf("%s: %d %s, %v", path, w.StatusCode, body, err)
	}
	return body
}

// gdal runs a program of GDAL that trusts the server's authority.
func (s *openSite) gdal(token, name string, args ...string) string {
	s.t.Helper()
	cmd := exec.Command(name, args...)
	cmd.Env = append(os.Environ(), "CURL_CA_BUNDLE="+filepath.Join(s.dir, "ca.pem"), "GDAL_HTTP_TIMEOUT=60")
	if token != "" {
		cmd.Env = append(cmd.Env, "GDAL_HTTP_HEADERS=Authorization: Bearer "+token)
	}
	var log bytes.Buffer
	cmd.Stderr = &log
	out, err := cmd.Output()
	if err != nil {
		s.t.Fatalf("%s %v: %v %s", name, args, err, log.Bytes())
	}
	return string(out)
}

type collectionOf struct {
	ID           string
	CRS          []string
	FeatureCount int
}

type featuresOf struct {
	Features []struct {
		ID         string
		Geometry   *struct{ Coordinates json.RawMessage }
		Properties map[string]any
	}
}

// TestGDALReadsEverything: ogrinfo and ogr2ogr read every collection, nobody the
// open ones and who has a token the others too, and in every declared system
// the server gives what PROJ makes of its coordinates, in the axis order of
// EPSG.
func TestGDALReadsEverything(t *testing.T) {
	s := newOpenSite(t)
	for token, want := range map[string][]string{"": {"buildings", "parcels", "sheets"}, s.token: {"buildings", "findings", "parcels", "sheets", "units"}} {
		var list struct{ Collections []collectionOf }
		if err := json.Unmarshal(s.get("/collections", token), &list); err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, c := range list.Collections {
			names = append(names, c.ID)
		}
		listed := s.gdal(token, "ogrinfo", "-ro", "-q", "OAPIF:"+s.address)
		if !slices.Equal(names, want) || strings.Count(listed, "\n") != len(want) {
			t.Errorf("%v; ogrinfo: %s", names, listed)
		}
		for _, c := range list.Collections {
			if listed := s.gdal(token, "ogrinfo", "-ro", "-so", "OAPIF:"+s.address, c.ID); !strings.Contains(listed, fmt.Sprintf("Feature Count: %d\n", c.FeatureCount)) {
				t.Errorf("%s has %d features; ogrinfo: %s", c.ID, c.FeatureCount, listed)
			}
			if token == "" || !slices.Contains([]string{"buildings", "parcels", "sheets"}, c.ID) {
				s.sameInEverySystem(c, token)
			}
		}
	}
}

// sameInEverySystem compares the coordinates of a collection with PROJ's.
func (s *openSite) sameInEverySystem(c collectionOf, token string) {
	s.t.Helper()
	for _, uri := range c.CRS {
		code, ok := crs.FromName(uri)
		if !ok {
			s.t.Fatal(uri)
		}
		var ours, theirs featuresOf
		if err := json.Unmarshal(s.get("/collections/"+c.ID+"/items?limit=10000&crs="+url.QueryEscape(uri), token), &ours); err != nil {
			s.t.Fatal(err)
		}
		raw := s.gdal(token, "ogr2ogr", "-f", "GeoJSON", "-lco", "RFC7946=NO", "-lco", "COORDINATE_PRECISION=10", "-t_srs", fmt.Sprintf("EPSG:%d", code), "/vsistdout/", "OAPIF:"+s.address, c.ID)
		if err := json.Unmarshal([]byte(raw), &theirs); err != nil {
			s.t.Fatal(err)
		}
		if len(ours.Features) != c.FeatureCount || len(theirs.Features) != c.FeatureCount {
			s.t.Fatalf("%s in %s: %d and %d features, want %d", c.ID, uri, len(ours.Features), len(theirs.Features), c.FeatureCount)
		}
		tolerance, swap := 0.002, crs.AxisSwapped(code) && !strings.Contains(uri, "CRS84")
		if system, _ := crs.Lookup(code); system.Unit == crs.Degree {
			tolerance = 2e-8
		}
		for i := range ours.Features {
			a, b := ours.Features[i].Geometry, theirs.Features[i].Geometry
			if (a == nil) != (b == nil) {
				s.t.Fatalf("%s: one has a geometry", ours.Features[i].ID)
			}
			if a == nil {
				continue
			}
			x, y := flat(a.Coordinates), flat(b.Coordinates)
			for j := 0; j+1 < len(x) && j+1 < len(y); j += 2 {
				px, py := x[j], x[j+1]
				if swap {
					px, py = py, px
				}
				if math.Abs(px-y[j]) > tolerance || math.Abs(py-y[j+1]) > tolerance {
					s.t.Fatalf("%s in %s: (%v, %v), PROJ says (%v, %v)", ours.Features[i].ID, uri, px, py, y[j], y[j+1])
				}
			}
			if len(x) != len(y) || len(x) == 0 {
				s.t.Fatalf("%s: %d and %d numbers", ours.Features[i].ID, len(x), len(y))
			}
		}
	}
}

// flat is all numbers of nested lists.
func flat(raw json.RawMessage) []float64 {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return nil
	}
	var all []float64
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, one := range v {
				walk(one)
			}
		case float64:
			all = append(all, v)
		}
	}
	walk(v)
	return all
}

// TestGDALReadsTilesAndFiles: a vector tile lies where its matrix, row and
// column say; a GeoPackage is one, with its provenance.
func TestGDALReadsTilesAndFiles(t *testing.T) {
	s := newOpenSite(t)
	var set struct {
		Limits []struct{ MinTileRow, MinTileCol, MaxTileRow, MaxTileCol int } `json:"tileMatrixSetLimits"`
	}
	if err := json.Unmarshal(s.get("/collections/parcels/tiles/WebMercatorQuad", ""), &set); err != nil {
		t.Fatal(err)
	}
	at := set.Limits[15]
	found := 0
	for row := at.MinTileRow; row <= at.MaxTileRow; row++ {
		for col := at.MinTileCol; col <= at.MaxTileCol; col++ {
			tile := filepath.Join(t.TempDir(), "tile.mvt")
			if err := os.WriteFile(tile, s.get(fmt.Sprintf("/collections/parcels/tiles/WebMercatorQuad/15/%d/%d", row, col), ""), 0o600); err != nil {
				t.Fatal(err)
			}
			raw := s.gdal("", "ogr2ogr", "-f", "GeoJSON", "/vsistdout/", tile, "-oo", fmt.Sprint("X=", col), "-oo", fmt.Sprint("Y=", row), "-oo", "Z=15", "-t_srs", "EPSG:4326")
			var drawn featuresOf
			if err := json.Unmarshal([]byte(raw), &drawn); err != nil {
				t.Fatal(err)
			}
			for _, f := range drawn.Features {
				id, _ := f.Properties["id"].(string)
				if id == "" {
					continue // too small to be told apart
				}
				found++
				var exact struct {
					Geometry struct{ Coordinates json.RawMessage }
				}
				if err := json.Unmarshal(s.get("/collections/parcels/items/"+url.PathEscape(id), ""), &exact); err != nil {
					t.Fatal(err)
				}
				a, b := flat(f.Geometry.Coordinates), flat(exact.Geometry.Coordinates)
				if math.Abs(a[0]-b[0]) > 0.002 || math.Abs(a[1]-b[1]) > 0.002 {
					t.Fatalf("%s is drawn at %v, and is at %v", id, a[:2], b[:2])
				}
			}
		}
	}
	if found < 50 {
		t.Errorf("%d features were drawn", found)
	}
	file := filepath.Join(t.TempDir(), "units.gpkg")
	if err := os.WriteFile(file, s.get("/collections/units/geopackage", s.token), 0o600); err != nil {
		t.Fatal(err)
	}
	if listed := s.gdal("", "ogrinfo", "-ro", "-so", file, "units"); !strings.Contains(listed, "Feature Count: 2") {
		t.Error(listed)
	}
	if err := os.WriteFile(file, s.get("/collections/parcels/geopackage", ""), 0o600); err != nil {
		t.Fatal(err)
	}
	listed := s.gdal("", "ogrinfo", "-ro", "-so", file, "parcels")
	if !strings.Contains(listed, "Feature Count: 328") || !strings.Contains(listed, `ID["EPSG",7792]`) || !strings.Contains(listed, "supplies") {
		t.Error(listed)
	}
	query := s.gdal("", "ogrinfo", "-ro", "-q", file, "-sql", "SELECT metadata FROM gpkg_metadata JOIN gpkg_metadata_reference ON md_file_id = id WHERE table_name = 'parcels'")
	if !strings.Contains(query, "cadastral-map") || !strings.Contains(query, "sha256") {
		t.Error(query)
	}
	segitd(t, 0, "withdraw", s.dir, "W001", "sheets")
	segitd(t, 1, "withdraw", s.dir, "W001", "sheets")
}
