package desk_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store/desk"
)

// TestOverlayChecks: numbers that mean nothing, and outputs that would destroy
// what is not theirs, are refused, and what stands there stays.
func TestOverlayChecks(t *testing.T) {
	a, b := drawn(t, "a", 7792, box(0, 0, 10)), drawn(t, "b", 7792, box(5, 5, 10))
	other := filepath.Join(t.TempDir(), "o.gpkg")
	held, err := os.ReadFile(a)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(other, held, 0o600); err != nil {
		t.Fatal(err)
	}
	fresh := filepath.Join(t.TempDir(), "fresh.gpkg")
	for name, c := range map[string]struct {
		op   string
		out  string
		set  func(*desk.OverlayRequest)
		code string
	}{
		"A is the output":     {"clip", a, nil, "overlay.onto-input"},
		"B is the output":     {"clip", b, nil, "overlay.onto-input"},
		"other layers":        {"clip", other, nil, "overlay.other-layers"},
		"table over A":        {"clip", fresh, func(r *desk.OverlayRequest) { r.Table = a }, "overlay.onto-input"},
		"table over result":   {"clip", fresh, func(r *desk.OverlayRequest) { r.Table = fresh }, "overlay.onto-input"},
		"no number":           {"buffer", fresh, func(r *desk.OverlayRequest) { r.B, r.Distance = desk.OverlayFrom{}, math.NaN() }, "overlay.bad-number"},
		"past the earth":      {"buffer", fresh, func(r *desk.OverlayRequest) { r.B, r.Distance = desk.OverlayFrom{}, 1e300 }, "overlay.bad-number"},
		"negative tolerance":  {"clip", fresh, func(r *desk.OverlayRequest) { r.Tolerance = -1 }, "overlay.bad-number"},
		"infinite slivers":    {"clip", fresh, func(r *desk.OverlayRequest) { r.Sliver = math.Inf(1) }, "overlay.bad-number"},
		"fewer than no cores": {"clip", fresh, func(r *desk.OverlayRequest) { r.Threads = -1 }, "overlay.bad-number"},
	} {
		req := overlayOf(c.op, a, b, c.out)
		if c.set != nil {
			c.set(&req)
		}
		_, err := desk.Overlay(t.Context(), req, gis.Quiet{})
		var e *gis.Error
		if !errors.As(err, &e) || e.Code != c.code || e.Kind != gis.BadUsage {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
	}
	for _, path := range []string{a, other} {
		if now, err := os.ReadFile(path); err != nil || !bytes.Equal(now, held) {
			t.Errorf("%s is not what it was, %v", path, err)
		}
	}
	for range 2 { // a result may be made again in its place
		if _, err := desk.Overlay(t.Context(), overlayOf("clip", a, b, fresh), gis.Quiet{}); err != nil {
			t.Error(err)
		}
	}
}

// TestOverlayOfMixedKinds: an area is in m² and a length in m, each in its own
// column, and the layer does not claim one kind.
func TestOverlayOfMixedKinds(t *testing.T) {
	lots := drawn(t, "lots", 7792, box(0, 0, 10))
	lines := drawn(t, "lines", 7792, orb.LineString{{east + 5, north - 5}, {east + 5, north + 15}})
	for op, want := range map[string][2]float64{"union": {100, 20}, "identity": {100, 10}} {
		result, got, columns := overlaid(t, overlayOf(op, lots, lines, filepath.Join(t.TempDir(), "o.gpkg")))
		var sums [2]float64
		for _, row := range got.Values {
			for col, c := range columns {
				for i, name := range []string{"area_m2", "length_m"} {
					if c.Name == name && row[col] != "" {
						v, err := strconv.ParseFloat(row[col], 64)
						if err != nil {
							t.Error(err)
						}
						sums[i] += v
					}
				}
			}
		}
		if sums != want || result.Area != want[0] {
			t.Errorf("%s: areas and lengths %v, want %v; area %v", op, sums, want, result.Area)
		}
	}
}

// TestOverlayTableWritesNumbersOut: a spreadsheet of an office reads digits, not
// powers of ten.
func TestOverlayTableWritesNumbersOut(t *testing.T) {
	req := overlayOf("buffer", drawn(t, "lots", 7792, box(0, 0, 10)), "", filepath.Join(t.TempDir(), "o.csv"))
	req.Distance = 2000
	if _, err := desk.Overlay(t.Context(), req, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(req.Into.Path)
	if err != nil || bytes.Contains(raw, []byte("e+")) || !bytes.Contains(raw, []byte(",12")) {
		t.Errorf("%s %v", raw, err)
	}
}
