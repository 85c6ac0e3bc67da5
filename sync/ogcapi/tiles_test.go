package ogcapi_test

import (
	"bytes"
	"compress/gzip"
	"io"
	"math"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// tileOver is the tile of a zoom over a place in degrees: column and row.
func tileOver(z int, lon, lat float64) (x, y int) {
	n := float64(int(1) << z)
	r := lat * math.Pi / 180
	return int((lon + 180) / 360 * n), int((1 - math.Asinh(math.Tan(r))/math.Pi) / 2 * n)
}

func path(z, first, second int) string {
	return "/" + strconv.Itoa(z) + "/" + strconv.Itoa(first) + "/" + strconv.Itoa(second)
}

const quadTiles = "/tiles/WebMercatorQuad"

func tileRequirements() []requirement {
	const req = "/tiles-1/req/"
	good := func(t *testing.T, s *site) *httptest.ResponseRecorder {
		x, y := tileOver(16, 15.0309, 37.6414)
		w := s.ask("GET", "/ogc/collections/parcels"+quadTiles+path(16, y, x), nil)
		if w.Code != 200 || w.Header().Get("Content-Type") != "application/vnd.mapbox-vector-tile" || !bytes.Contains(w.Body.Bytes(), []byte("parcels")) {
			t.Fatal(w.Code, w.Header())
		}
		return w
	}
	op := func(t *testing.T, s *site) {
		plain := good(t, s)
		x, y := tileOver(16, 15.0309, 37.6414)
		xyz := s.ask("GET", "/ogc/collections/parcels/xyz"+path(16, x, y)+".mvt", nil)
		if !bytes.Equal(plain.Body.Bytes(), xyz.Body.Bytes()) {
			t.Error("row and column, x and y give other tiles")
		}
		packed := s.ask("GET", "/ogc/collections/parcels"+quadTiles+path(16, y, x), nil, "Accept-Encoding", "gzip")
		r, err := gzip.NewReader(packed.Body)
		s.must(err)
		raw, err := io.ReadAll(r)
		s.must(err)
		if packed.Header().Get("Content-Encoding") != "gzip" || !bytes.Equal(raw, plain.Body.Bytes()) {
			t.Error(packed.Header())
		}
		if w := s.ask("GET", "/ogc/collections/parcels"+quadTiles+path(16, y, x), nil, "If-None-Match", plain.Header().Get("ETag")); w.Code != 304 {
			t.Error(w.Code)
		}
		if w := s.ask("GET", "/ogc/collections/parcels"+quadTiles+path(16, y+9, x), nil); w.Code != 204 || w.Body.Len() > 0 {
			t.Error(w.Code)
		}
	}
	refused := func(_ *testing.T, s *site) {
		for _, p := range []string{"/WebMercatorQuad/0/0/1", "/WebMercatorQuad/0/1/0", "/WebMercatorQuad/21/0/0", "/WebMercatorQuad/-1/0/0", "/WebMercatorQuad/x/0/0", "/WebMercatorQuad/3/8/0", "/Other/0/0/0", "/WebMercatorQuad/1/99999999999999999999/0"} {
			s.get(404, "/ogc/collections/parcels/tiles"+p, "", nil)
		}
		s.get(404, "/ogc/collections/units/tiles", s.token("analyst", "W001"), nil)
		s.get(400, "/ogc/collections/parcels"+quadTiles+"/0/0/0?foo=1", "", nil)
	}
	conformance := func(t *testing.T, s *site) {
		if w := s.ask("GET", "/ogc/conformance", nil); !strings.Contains(w.Body.String(), "ogcapi-tiles-1/1.0/conf/core") {
			t.Error(w.Body)
		}
	}
	describe := func(t *testing.T, s *site, from string) {
		var list struct{ Tilesets []struct{ Links []linkOut } }
		s.get(200, from, "", &list)
		var set struct {
			DataType, CRS, TileMatrixSetURI string
			Links                           []linkOut
			Layers                          []struct{ ID string }
			TileMatrixSetLimits             []struct {
				TileMatrix                                     string
				MinTileRow, MaxTileRow, MinTileCol, MaxTileCol int
			}
		}
		s.get(200, hrefOf(list.Tilesets[0].Links, "self"), "", &set)
		if set.DataType != "vector" || set.CRS != epsg+"3857" || set.TileMatrixSetURI != "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad" || len(set.Layers) != 1 || len(set.TileMatrixSetLimits) != 21 {
			t.Errorf("%+v", set)
		}
		limit := set.TileMatrixSetLimits[14]
		x, y := tileOver(14, 15.0309, 37.6414)
		if limit.TileMatrix != "14" || limit.MinTileRow > y || limit.MaxTileRow < y || limit.MinTileCol > x || limit.MaxTileCol < x {
			t.Errorf("%+v", limit)
		}
		template := hrefOf(set.Links, "item")
		address := strings.NewReplacer("{tileMatrix}", "14", "{tileRow}", strconv.Itoa(y), "{tileCol}", strconv.Itoa(x)).Replace(template)
		if w := s.ask("GET", address, nil); w.Code != 200 {
			t.Error(address, w.Code)
		}
		var matrices struct {
			TileMatrices []struct {
				ID               string
				ScaleDenominator float64
				MatrixWidth      int
			}
		}
		s.get(200, hrefOf(set.Links, "tiling-scheme"), "", &matrices)
		if m := matrices.TileMatrices[1]; m.ID != "1" || math.Abs(m.ScaleDenominator-279541132.014358) > 1e-3 || m.MatrixWidth != 2 {
			t.Errorf("%+v", m)
		}
	}
	collectionSets := func(t *testing.T, s *site) {
		var c struct{ Links []linkOut }
		s.get(200, "/ogc/collections/parcels", "", &c)
		describe(t, s, hrefOf(c.Links, "tilesets-vector"))
	}
	datasetSets := func(t *testing.T, s *site) {
		var l struct{ Links []linkOut }
		s.get(200, "/ogc", "", &l)
		describe(t, s, hrefOf(l.Links, "tilesets-vector"))
		var schemes struct{ TileMatrixSets []struct{ ID string } }
		s.get(200, hrefOf(l.Links, "tiling-schemes"), "", &schemes)
		if schemes.TileMatrixSets[0].ID != "WebMercatorQuad" {
			t.Error(schemes)
		}
	}
	choose := func(t *testing.T, s *site) {
		x, y := tileOver(16, 15.0309, 37.6414)
		tile := "/ogc/tiles/WebMercatorQuad" + path(16, y, x)
		word := "Bearer " + s.token("analyst", "W001")
		for query, want := range map[string][2]bool{"": {true, true}, "?collections=parcels": {true, false}, "?collections=findings": {false, true}, "?collections=findings,parcels": {true, true}} {
			w := s.ask("GET", tile+query, nil, "Authorization", word)
			if got := [2]bool{bytes.Contains(w.Body.Bytes(), []byte("\x0a\x07parcels")), bytes.Contains(w.Body.Bytes(), []byte("\x0a\x08findings"))}; w.Code != 200 || got != want {
				t.Errorf("%q: %d %v", query, w.Code, got)
			}
		}
		if w := s.ask("GET", tile+"?collections=nothing", nil); w.Code != 400 {
			t.Error(w.Code)
		}
		s.get(400, tile+"?collections=findings", "", nil) // for nobody it is not there
	}
	tileJSON := func(t *testing.T, s *site) {
		var j struct {
			Tiles        []string
			Bounds       [4]float64
			VectorLayers []struct {
				ID     string
				Fields map[string]string
			} `json:"vector_layers"`
		}
		s.get(200, "/ogc/collections/parcels/tilejson", "", &j)
		if !strings.HasSuffix(j.Tiles[0], "/ogc/collections/parcels/xyz/{z}/{x}/{y}.mvt") || j.VectorLayers[0].ID != "parcels" || j.VectorLayers[0].Fields["parcel"] != "String" || j.Bounds[0] < 8 {
			t.Errorf("%+v", j)
		}
		good(t, s)
	}
	opOnly := func(t *testing.T, s *site) { good(t, s) }
	return []requirement{
		{req + "core/tc-tilematrix-definition", refused},
		{req + "core/tc-tilerow-definition", refused},
		{req + "core/tc-tilecol-definition", refused},
		{req + "core/tc-op", op},
		{req + "core/tc-success", opOnly},
		{req + "core/tc-error", refused},
		{req + "core/conformance-success", conformance},
		{req + "tileset/tileset-description", collectionSets},
		{req + "tileset/conformance-success", conformance},
		{req + "tilesets-list/tileset-links", collectionSets},
		{req + "dataset-tilesets/landingpage", datasetSets},
		{req + "dataset-tilesets/operation", datasetSets},
		{req + "geodata-tilesets/desc-links", collectionSets},
		{req + "geodata-tilesets/operation", collectionSets},
		{req + "collections-selection/collections-parameter", choose},
		{req + "collections-selection/collections-response", choose},
		{req + "mvt/content", tileJSON},
	}
}

// TestNoPersonIsInATile, whoever asks: neither names nor codes nor units.
func TestNoPersonIsInATile(t *testing.T) { onEach(t, noPersonIsInATile) }

func noPersonIsInATile(t *testing.T, s *site) {
	word := "Bearer " + s.token("admin", "W001")
	for z := range 19 {
		x, y := tileOver(z, 15.0309, 37.6414)
		w := s.ask("GET", "/ogc/tiles/WebMercatorQuad"+path(z, y, x), nil, "Authorization", word)
		if w.Code != 200 {
			t.Fatal(z, w.Code)
		}
		for _, person := range []string{"Rossi", "owner", "RSSMRA", "fiscal_code", "Bianchi", "holder", "proof"} {
			if bytes.Contains(w.Body.Bytes(), []byte(person)) {
				t.Errorf("zoom %d: %s", z, person)
			}
		}
	}
}
