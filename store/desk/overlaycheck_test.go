package desk_test

import (
	"bytes"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/gpkg"
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
		"table over A":        {"clip", fresh, func(r *desk.OverlayRequest) { r.Table = a }, "overlay.onto-input"},
		"table over result":   {"clip", fresh, func(r *desk.OverlayRequest) { r.Table = fresh }, "overlay.onto-input"},
		"no number":           {"buffer", fresh, func(r *desk.OverlayRequest) { r.B, r.Distance = desk.OverlayFrom{}, math.NaN() }, "overlay.bad-number"},
		"past the earth":      {"buffer", fresh, func(r *desk.OverlayRequest) { r.B, r.Distance = desk.OverlayFrom{}, 1e300 }, "overlay.bad-number"},
		"negative tolerance":  {"clip", fresh, func(r *desk.OverlayRequest) { r.Tolerance = -1 }, "overlay.bad-number"},
		"crude tolerance":     {"clip", fresh, func(r *desk.OverlayRequest) { r.Tolerance = 11 }, "overlay.bad-number"},
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
	// Another layer of the file stays beside the result.
	if _, names, _ := overlaid(t, overlayOf("clip", a, b, other)); len(names.Values) != 1 {
		t.Errorf("the first layer has %d rows", len(names.Values))
	}
	if tables, err := gpkg.Tables(t.Context(), other); err != nil || !slices.Equal(tables, []string{"a", "o"}) {
		t.Errorf("%q, %v", tables, err)
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

// The CRS of a file that says none, or a wrong one, can be given.
func TestOverlayGivenSystem(t *testing.T) {
	here, there := drawn(t, "here", 7792, box(0, 0, 100)), drawn(t, "there", 0, box(0, 0, 100))
	req := overlayOf("intersection", here, there, filepath.Join(t.TempDir(), "o.gpkg"))
	req.A.EPSG, req.B.EPSG = 25833, 25833
	if result, err := desk.Overlay(t.Context(), req, gis.Quiet{}); err != nil || result.EPSG != 25833 || result.Pieces != 1 || len(result.Remarks) != 3 {
		t.Errorf("%+v, %v", result, err)
	}
	req.B.EPSG = 99999
	var known *gis.Error
	if _, err := desk.Overlay(t.Context(), req, gis.Quiet{}); !errors.As(err, &known) || known.Code != "overlay.crs-unknown" {
		t.Errorf("%v", err)
	}
	d := demoDesk(t)
	req = desk.OverlayRequest{Op: "clip", A: desk.OverlayFrom{Desk: d, Layer: "parcels", EPSG: 7792}, B: desk.OverlayFrom{Path: here}, Into: req.Into}
	if _, err := desk.Overlay(t.Context(), req, gis.Quiet{}); !errors.As(err, &known) || known.Code != "overlay.crs-layer" {
		t.Errorf("%v", err)
	}
}

// A result without rows is a layer of the archive all the same: listed, asked
// and overlaid again.
func TestOverlayOfNothing(t *testing.T) {
	d := demoDesk(t)
	far := drawn(t, "far", 7792, box(90_000, 0, 10))
	req := desk.OverlayRequest{Op: "intersection", A: desk.OverlayFrom{Path: far}, B: desk.OverlayFrom{Desk: d, Layer: "buildings"}, Into: desk.OverlayInto{Desk: d, Layer: "none"}}
	for range 2 {
		if result, err := desk.Overlay(t.Context(), req, gis.Quiet{}); err != nil || result.Pieces != 0 {
			t.Fatalf("%+v, %v", result, err)
		}
		if n, listed := counts(t, d)["none"]; n != 0 || !listed {
			t.Errorf("%d rows, listed %t", n, listed)
		}
	}
	again := desk.OverlayRequest{Op: "union", A: desk.OverlayFrom{Desk: d, Layer: "none"}, B: desk.OverlayFrom{Path: far}, Into: desk.OverlayInto{Desk: d, Layer: "one"}}
	if result, err := desk.Overlay(t.Context(), again, gis.Quiet{}); err != nil || result.Pieces != 1 {
		t.Errorf("%+v, %v", result, err)
	}
	if _, err := d.Export(t.Context(), "none", filepath.Join(t.TempDir(), "none.gpkg"), italian(t)); err != nil {
		t.Error(err)
	}
}

// A result does not take the place of a layer that it is made of: nobody could
// make it again.
func TestOverlaySparesItsLayers(t *testing.T) {
	d := demoDesk(t)
	lots := drawn(t, "lots", 7792, box(0, 0, 10))
	req := desk.OverlayRequest{Op: "buffer", Distance: 1, A: desk.OverlayFrom{Path: lots}, Into: desk.OverlayInto{Layer: "around"}}
	if _, err := d.Overlay(t.Context(), req, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	req.A = desk.OverlayFrom{Layer: "around"}
	var e *gis.Error
	if _, err := d.Overlay(t.Context(), req, gis.Quiet{}); !errors.As(err, &e) || e.Code != "overlay.onto-layer" {
		t.Errorf("%v, want overlay.onto-layer", err)
	}
	req.Into.Layer = "further"
	if _, err := d.Overlay(t.Context(), req, gis.Quiet{}); err != nil {
		t.Error(err)
	}
}
