package ogcapi_test

import (
	"math"
	"net/url"
	"slices"
	"testing"
)

const (
	epsg  = "http://www.opengis.net/def/crs/EPSG/0/"
	crs84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
)

// golden is the first corner of parcel W001._.1.7, (502725, 4166025) in EPSG:7792,
// in the axis order of each system; the figures are those of PROJ 9.1
// (gdaltransform -s_srs EPSG:7792 -t_srs EPSG:n), turned where EPSG has north
// first.
func golden() map[string][2]float64 {
	return map[string][2]float64{
		crs84: {15.030887576, 37.641361529}, epsg + "4326": {37.641361529, 15.030887576}, epsg + "6706": {37.641361529, 15.030887576},
		epsg + "3857": {1673230.751, 4528885.376}, epsg + "7792": {502725, 4166025}, epsg + "7791": {1032315.079, 4183170.036},
	}
}

func near(uri string, got, want [2]float64) bool {
	tolerance := 0.002 // metres
	if uri == crs84 || uri == epsg+"4326" || uri == epsg+"6706" {
		tolerance = 1e-7
	}
	return math.Abs(got[0]-want[0]) < tolerance && math.Abs(got[1]-want[1]) < tolerance
}

func crsRequirements() []requirement {
	const req = "/features-2/req/crs/"
	info := func(s *site) (c struct {
		CRS        []string
		StorageCRS string
	},
	) {
		s.get(200, "/ogc/collections/parcels", s.token("analyst", "W001"), &c)
		return c
	}
	lists := func(t *testing.T, s *site) {
		c := info(s)
		for uri := range golden() {
			if !slices.Contains(c.CRS, uri) {
				t.Errorf("%s is not in %v", uri, c.CRS)
			}
		}
		if c.CRS[0] != crs84 {
			t.Error("the default is not the first")
		}
	}
	storage := func(t *testing.T, s *site) {
		if c := info(s); c.StorageCRS != epsg+"7792" || !slices.Contains(c.CRS, c.StorageCRS) {
			t.Errorf("%+v", c)
		}
		var both struct{ StorageCRS string }
		if s.get(200, "/ogc/collections/parcels", "", &both); both.StorageCRS != epsg+"6706" { // municipalities of two zones
			t.Error(both)
		}
	}
	boxCRS := func(t *testing.T, s *site) {
		for uri, at := range golden() {
			side := 1.0
			if math.Abs(at[0]) < 180 {
				side = 1e-5
			}
			for shift, want := range map[float64][]string{0: {"W001._.1.7"}, -3 * side: nil} {
				box := number(at[0]+shift-side) + "," + number(at[1]+shift-side) + "," + number(at[0]+shift+side) + "," + number(at[1]+shift+side)
				got := s.items("/ogc/collections/parcels/items?bbox="+box+"&bbox-crs="+url.QueryEscape(uri), "").ids()
				if !slices.Equal(got, want) {
					t.Errorf("%s in %s: %v, want %v", box, uri, got, want)
				}
			}
		}
	}
	output := func(t *testing.T, s *site) {
		for uri, want := range golden() {
			for _, path := range []string{"/ogc/collections/parcels/items?comune=W001&filter=parcel='7'&crs=", "/ogc/collections/parcels/items/W001._.1.7?crs="} {
				h := s.ask("GET", path+url.QueryEscape(uri), nil)
				if h.Code != 200 || h.Header().Get("Content-Crs") != "<"+uri+">" {
					t.Fatalf("%s: %d %v", uri, h.Code, h.Header())
				}
			}
			page := s.items("/ogc/collections/parcels/items?comune=W001&filter=parcel='7'&crs="+url.QueryEscape(uri), "")
			var one featureOut
			s.get(200, "/ogc/collections/parcels/items/W001._.1.7?crs="+url.QueryEscape(uri), "", &one)
			if got := page.Features[0].first(t); !near(uri, got, want) || got != one.first(t) {
				t.Errorf("%s: %v, %v, want %v", uri, got, one.first(t), want)
			}
		}
	}
	defaults := func(t *testing.T, s *site) {
		w := s.ask("GET", "/ogc/collections/parcels/items?limit=1", nil)
		if w.Header().Get("Content-Crs") != "<"+crs84+">" {
			t.Error(w.Header())
		}
	}
	refused := func(_ *testing.T, s *site) {
		for _, name := range []string{"crs", "bbox-crs", "filter-crs"} {
			for _, uri := range []string{epsg + "32633", epsg + "x", "urn:foo", "", epsg + "3003"} {
				s.get(400, "/ogc/collections/parcels/items?"+name+"="+url.QueryEscape(uri), "", nil)
			}
		}
		s.get(400, "/ogc/collections/parcels/items/W001._.1.7?crs="+url.QueryEscape(epsg+"32633"), "", nil)
	}
	return []requirement{
		{req + "crs-uri", lists},
		{req + "fc-md-crs-list", lists},
		{req + "fc-md-crs-list-global", lists},
		{req + "fc-md-storageCrs", storage},
		{req + "fc-md-storageCrs-valid-value", storage},
		{req + "fc-bbox-crs-definition", boxCRS},
		{req + "fc-bbox-crs-action", boxCRS},
		{req + "fc-bbox-crs-default-value", boxes},
		{req + "fc-bbox-crs-valid-value", refused},
		{req + "bbox-crs-exception", refused},
		{req + "fc-crs-definition", output},
		{req + "fc-crs-action", output},
		{req + "fc-crs-default-value", defaults},
		{req + "fc-crs-valid-value", refused},
		{req + "crs-exception", refused},
		{req + "ogc-crs-header", output},
		{req + "ogc-crs-header-value", output},
		{req + "geojson", output},
	}
}
