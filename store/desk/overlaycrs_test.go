package desk_test

import (
	"math"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store/desk"
)

// One bad row does not tell where a layer lies: what most rows say counts, and
// rows in another system are set aside by name.
func TestOneRowInAnotherSystem(t *testing.T) {
	degrees := func(lon, lat, side float64) orb.Polygon {
		return orb.Polygon{{{lon, lat}, {lon + side, lat}, {lon + side, lat + side}, {lon, lat + side}, {lon, lat}}}
	}
	round := orb.Ring{} // most of the points of its layer
	for i := range 40 {
		sin, cos := math.Sincos(float64(i) / 20 * math.Pi)
		round = append(round, orb.Point{15.08 + 0.001*cos, 37.49 + 0.001*sin})
	}
	round = append(round, round[0])
	far := orb.Polygon{{{1e30, north}, {east, north}, {east, north + 1}, {1e30, north}}}
	square := box(0, 0, 100)
	zone := drawn(t, "zone", 7792, square)
	x, y := 15.0797, 37.4973 // in the square
	for name, c := range map[string]struct {
		rows   []orb.Geometry
		epsg   int
		pieces int64
		code   string
	}{
		"degrees among metres": {[]orb.Geometry{box(0, 0, 10), orb.Polygon{round}, box(20, 0, 10)}, 0, 2, "overlay.fault.other-crs"},
		"metres among degrees": {[]orb.Geometry{degrees(x, y, 1e-5), box(0, 0, 10), degrees(x, y+1e-5, 1e-5)}, 6706, 2, "overlay.fault.other-crs"},
		"nowhere first":        {[]orb.Geometry{far, degrees(x-0.002, y-0.002, 0.004)}, 4265, 1, "overlay.fault.too-far"},
	} {
		req := overlayOf("clip", drawn(t, "rows", 0, c.rows...), zone, filepath.Join(t.TempDir(), "o.gpkg"))
		req.A.EPSG = c.epsg
		for _, in := range []string{"memory", "little room"} {
			run := func() (*desk.OverlayResult, error) { return desk.Overlay(t.Context(), req, gis.Quiet{}) }
			if in == "little room" {
				run = func() (*desk.OverlayResult, error) {
					return desk.OverlayInLittleRoom(t.Context(), 1, 0, 0, req, gis.Quiet{})
				}
			}
			result, err := run()
			if err != nil {
				t.Errorf("%s in %s: %v", name, in, err)
				continue
			}
			if result.EPSG != 7792 || result.Pieces != c.pieces || result.SetAside != 1 || result.Aside[0].Reason.Code != c.code {
				t.Errorf("%s in %s: %+v", name, in, result)
			}
		}
	}
}
