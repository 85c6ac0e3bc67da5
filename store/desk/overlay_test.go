package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/crs"
	"segit/gis/format/featuretest"
	"segit/gis/format/gpkg"
	"segit/gis/format/vector"
	"segit/store/desk"
)

// A corner of Catania, east and north in EPSG:7792.
const east, north = 507_000, 4_150_000

func box(x, y, side float64) orb.Polygon {
	x, y = x+east, y+north
	return orb.Polygon{{{x, y}, {x + side, y}, {x + side, y + side}, {x, y + side}, {x, y}}}
}

// drawn writes a layer whose features have a name and an area, to a
// GeoPackage.
func drawn(t testing.TB, layer string, epsg int, shapes ...orb.Geometry) string {
	t.Helper()
	schema := &gis.Schema{Dataset: layer, Shape: gis.PolygonShape, Columns: []gis.Column{{Name: "name", Type: gis.Text}, {Name: "Area_m2", Type: gis.Real}}}
	if _, lines := shapes[0].(orb.LineString); lines {
		schema.Shape = gis.LineShape
	}
	b := gis.NewBatch(schema)
	for i, g := range shapes {
		if g != nil {
			b.Shapes.Append(g)
		}
		b.SetText(0, fmt.Sprintf("%s %d", layer, i+1))
		b.SetReal(1, float64(i))
		b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	if epsg != 7792 && epsg != 0 {
		to, err := crs.Between(7792, epsg, crs.Sicily)
		if err != nil {
			t.Fatal(err)
		}
		to.XY(b.Shapes.XY)
	}
	path := filepath.Join(t.TempDir(), layer+".gpkg")
	w, err := gpkg.Create(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Layer(t.Context(), schema, epsg), w.Rows(t.Context(), b), w.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	return path
}

// overlaid runs an overlay into a file and reads the file.
func overlaid(t testing.TB, req desk.OverlayRequest) (*desk.OverlayResult, *featuretest.Kept, []gis.Column) {
	t.Helper()
	result, err := desk.Overlay(t.Context(), req, gis.Quiet{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := vector.Open(t.Context(), req.Into.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	return result, featuretest.Read(t, f), f.Layers()[0].Schema.Columns
}

func codes(messages []gis.Message) []string {
	var all []string
	for _, m := range messages {
		all = append(all, m.Code)
	}
	return all
}

func overlayOf(op, a, b, out string) desk.OverlayRequest {
	return desk.OverlayRequest{Op: op, A: desk.OverlayFrom{Path: a}, B: desk.OverlayFrom{Path: b}, Into: desk.OverlayInto{Path: out}}
}

func TestOverlayCarriesBothSides(t *testing.T) {
	lots := drawn(t, "lots", 7792, box(0, 0, 10), box(10, 0, 10), box(100, 0, 10))
	zones := drawn(t, "zones", 7792, box(5, 5, 10))
	for _, ending := range []string{"gpkg", "geojson"} {
		result, got, columns := overlaid(t, overlayOf("intersection", lots, zones, filepath.Join(t.TempDir(), "pieces."+ending)))
		var names []string
		for _, c := range columns {
			names = append(names, c.Name)
		}
		if want := []string{"fid_a", "name", "Area_m2_a", "fid_b", "name_b", "Area_m2_b", "area_m2", "share_a", "share_b", "sliver"}; !slices.Equal(names, want) {
			t.Errorf("%s: columns %q, want %q", ending, names, want)
		}
		want := [][]string{
			{"1", "lots 1", "0", "1", "zones 1", "0", "25", "0.25", "0.25", "0"},
			{"2", "lots 2", "1", "1", "zones 1", "0", "25", "0.25", "0.25", "0"},
		}
		if fmt.Sprint(got.Values) != fmt.Sprint(want) {
			t.Errorf("%s: %v", ending, got.Values)
		}
		if c := codes(result.Remarks); result.Pieces != 2 || result.Area != 50 || result.EPSG != 7792 || !slices.Equal(c, []string{"overlay.renamed", "overlay.renamed", "overlay.renamed"}) {
			t.Errorf("%s: %+v", ending, result)
		}
	}
}

func TestOverlayOperations(t *testing.T) {
	a := drawn(t, "a", 7792, box(0, 0, 10), box(20, 0, 10))
	b := drawn(t, "b", 7792, box(5, 0, 10))
	for op, want := range map[string]struct {
		pieces int64
		area   float64
	}{"intersection": {1, 50}, "union": {4, 250}, "difference": {2, 150}, "symdifference": {3, 200}, "identity": {3, 200}, "clip": {1, 50}} {
		out := filepath.Join(t.TempDir(), "out.csv")
		result, err := desk.Overlay(t.Context(), overlayOf(op, a, b, out), gis.Quiet{})
		if err != nil || result.Pieces != want.pieces || math.Abs(result.Area-want.area) > 1e-6 {
			t.Errorf("%s: %+v, %v", op, result, err)
			continue
		}
		table, err := os.ReadFile(out)
		if err != nil || bytes.Count(table, []byte("\n")) != int(want.pieces)+1 || !bytes.HasPrefix(table, []byte("fid_a,name,")) {
			t.Errorf("%s: %s, %v", op, table, err)
		}
	}
}

// TestOverlayBringsSystemsTogether overlays the same square in other systems:
// what comes out is in the metres of the first that has them.
// A zone drawn 4 mm into its neighbour shares a sliver with it, and within a
// centimetre only its border.
func TestOverlayWithinATolerance(t *testing.T) {
	lots, zones := drawn(t, "lots", 7792, box(0, 0, 10)), drawn(t, "zones", 7792, box(9.996, 0, 10), box(2, 2, 3))
	req := overlayOf("intersection", lots, zones, filepath.Join(t.TempDir(), "pieces.gpkg"))
	if result, _, _ := overlaid(t, req); result.Pieces != 2 || slices.Contains(codes(result.Remarks), "overlay.snapped") {
		t.Errorf("without: %d pieces, %v", result.Pieces, result.Remarks)
	}
	req.Tolerance = 0.01
	if result, _, _ := overlaid(t, req); result.Pieces != 1 || math.Abs(result.Area-9) > 1e-6 || !slices.Contains(codes(result.Remarks), "overlay.snapped") {
		t.Errorf("with: %d pieces of %v, %v", result.Pieces, result.Area, result.Remarks)
	}
}

func TestOverlayBringsSystemsTogether(t *testing.T) {
	here := drawn(t, "here", 7792, box(0, 0, 100))
	for _, epsg := range []int{7792, 6706, 4326, 7794, 25833, 3004, 3003} {
		there := drawn(t, "there", epsg, box(0, 0, 100))
		for _, pair := range [][2]string{{here, there}, {there, here}} {
			result, err := desk.Overlay(t.Context(), overlayOf("intersection", pair[0], pair[1], filepath.Join(t.TempDir(), "o.gpkg")), gis.Quiet{})
			if err != nil || math.Abs(result.Area-10_000) > 100 || slices.Contains([]int{6706, 4326}, result.EPSG) {
				t.Errorf("EPSG:%d: %+v, %v", epsg, result, err)
				continue
			}
			if said := slices.Contains(codes(result.Remarks), "overlay.moved"); said != (epsg != 7792) {
				t.Errorf("EPSG:%d: remarks %v", epsg, result.Remarks)
			}
		}
	}
	both := drawn(t, "both", 6706, box(0, 0, 100))
	if result, err := desk.Overlay(t.Context(), overlayOf("intersection", both, both, filepath.Join(t.TempDir(), "o.gpkg")), gis.Quiet{}); err != nil || result.EPSG != 7792 || math.Abs(result.Area-10_000) > 1 {
		t.Errorf("both in degrees: %+v, %v", result, err)
	}
}

// TestOverlayBesideUnknownSystem: a layer that does not say its CRS lies where
// the other does, whichever zone that is of.
func TestOverlayBesideUnknownSystem(t *testing.T) {
	silent, here := drawn(t, "silent", 0, box(0, 0, 100)), drawn(t, "here", 25833, box(0, 0, 100))
	for _, pair := range [][2]string{{silent, here}, {here, silent}} {
		result, err := desk.Overlay(t.Context(), overlayOf("intersection", pair[0], pair[1], filepath.Join(t.TempDir(), "o.gpkg")), gis.Quiet{})
		if err != nil || result.EPSG != 25833 || result.Pieces != 1 || !slices.Contains(codes(result.Remarks), "overlay.crs-beside") {
			t.Errorf("%+v, %v", result, err)
		}
	}
}

// TestOverlayOfDirtyLayer repairs what can be and sets the rest aside by
// number, and goes on.
func TestOverlayOfDirtyLayer(t *testing.T) {
	bow := orb.Polygon{{{east, north}, {east + 10, north + 10}, {east + 10, north}, {east, north + 10}, {east, north}}}
	nan := orb.Polygon{{{east, north}, {math.NaN(), north}, {east + 10, north + 10}, {east, north}}}
	dirty := drawn(t, "dirty", 7792, box(0, 0, 10), bow, nil, nan)
	ground := drawn(t, "ground", 7792, box(0, 0, 100))
	result, got, _ := overlaid(t, overlayOf("intersection", ground, dirty, filepath.Join(t.TempDir(), "o.gpkg")))
	if len(got.Values) != 2 || result.SetAside != 2 || len(result.Aside) != 3 || math.Abs(result.Area-150) > 1e-6 {
		t.Fatalf("%+v", result)
	}
	var table bytes.Buffer
	if err := desk.WriteOverlayNotes(&table, result.Aside, italian(t)); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"b,dirty.gpkg,dirty,4,,set-aside,coordinata", "b,dirty.gpkg,dirty,2,,repaired,un anello incrocia se stesso,507005.000,4150005.000,", "b,dirty.gpkg,dirty,3,,set-aside,la riga non ha geometria,,,"} {
		if !strings.Contains(table.String(), want) {
			t.Errorf("the table does not say %q:\n%s", want, table.String())
		}
	}
}

// TestOverlayInArchive puts layers of an archive over each other, into the
// archive, with the record of how it was made.
func TestOverlayInArchive(t *testing.T) {
	d := demoDesk(t)
	req := desk.OverlayRequest{
		Op: "intersection", A: desk.OverlayFrom{Desk: d, Layer: "parcels"}, B: desk.OverlayFrom{Desk: d, Layer: "buildings"},
		Into: desk.OverlayInto{Desk: d, Layer: "built", Operator: "prova"}, FieldsA: []string{"sheet", "parcel"}, FieldsB: []string{},
	}
	result, err := desk.Overlay(t.Context(), req, gis.Quiet{})
	if err != nil {
		t.Fatal(err)
	}
	if n := counts(t, d)["built"]; n != result.Pieces || n < 100 {
		t.Errorf("%d rows in the archive, %d pieces", n, result.Pieces)
	}
	// The same from the files of the export.
	dir := t.TempDir()
	for _, layer := range []string{"parcels", "buildings"} {
		if _, err := d.Export(context.Background(), layer, filepath.Join(dir, layer+".gpkg"), italian(t)); err != nil {
			t.Fatal(err)
		}
	}
	files, err := desk.Overlay(t.Context(), overlayOf("intersection", filepath.Join(dir, "parcels.gpkg"), filepath.Join(dir, "buildings.gpkg"), filepath.Join(dir, "o.gpkg")), gis.Quiet{})
	if err != nil || files.Pieces != result.Pieces || math.Abs(files.Area-result.Area) > 1e-6 {
		t.Errorf("from files %+v, from the archive %+v, %v", files, result, err)
	}
	records, err := d.Overlays(t.Context())
	if err != nil || len(records) != 1 {
		t.Fatalf("%+v, %v", records, err)
	}
	if r := records[0]; r.Layer != "built" || r.Op != "intersection" || r.Operator != "prova" || r.Pieces != result.Pieces || len(r.A.Supplies) == 0 || len(r.B.Supplies) == 0 || r.Version == 0 {
		t.Errorf("%+v", r)
	}
	// The second time the rows are known to be in order, but those that are not.
	again, err := desk.Overlay(t.Context(), req, gis.Quiet{})
	if err != nil || again.Pieces != result.Pieces || again.Area != result.Area || len(again.Aside) != len(result.Aside) || again.SetAside != result.SetAside {
		t.Errorf("the second time %+v, the first %+v, %v", again, result, err)
	}
	// Another takes the place of the first.
	req.Op = "difference"
	if result, err = desk.Overlay(t.Context(), req, gis.Quiet{}); err != nil || counts(t, d)["built"] != result.Pieces {
		t.Errorf("again: %d rows, %+v, %v", counts(t, d)["built"], result, err)
	}
	if records, err = d.Overlays(t.Context()); err != nil || len(records) != 1 || records[0].Op != "difference" {
		t.Errorf("%+v, %v", records, err)
	}
}

func TestOverlayRefuses(t *testing.T) {
	a := drawn(t, "a", 7792, box(0, 0, 10))
	degrees := drawn(t, "d", 6706, box(0, 0, 10))
	out := filepath.Join(t.TempDir(), "o.gpkg")
	d := demoDesk(t)
	table := desk.OverlayRequest{Op: "clip", A: desk.OverlayFrom{Path: a}, B: desk.OverlayFrom{Desk: d, Layer: "tari"}, Into: desk.OverlayInto{Path: out}}
	nowhere := overlayOf("clip", a, a, filepath.Join(t.TempDir(), "no", "o.gpkg"))
	field := overlayOf("clip", a, a, out)
	field.FieldsA = []string{"altezza"}
	belied := overlayOf("clip", a, degrees, out)
	belied.B.Layer = "nessuno"
	for name, c := range map[string]struct {
		req  desk.OverlayRequest
		code string
	}{
		"no operation":      {overlayOf("frobnicate", a, a, out), "overlay.no-op"},
		"no file":           {overlayOf("clip", a, filepath.Join(t.TempDir(), "x.gpkg"), out), "vector.open"},
		"another form":      {overlayOf("clip", a, a, filepath.Join(t.TempDir(), "o.dxf")), "desk.form"},
		"no geometry":       {table, "overlay.no-geometry"},
		"no folder":         {nowhere, "desk.output"},
		"no such column":    {field, "overlay.no-column"},
		"no such layer":     {belied, "vector.layer-missing"},
		"no such dataset":   {desk.OverlayRequest{Op: "clip", A: desk.OverlayFrom{Desk: d, Layer: "x"}, B: desk.OverlayFrom{Path: a}, Into: desk.OverlayInto{Path: out}}, "desk.no-dataset"},
		"archive elsewhere": {desk.OverlayRequest{Op: "clip", A: desk.OverlayFrom{Path: drawn(t, "z", 7794, box(0, 0, 10))}, B: desk.OverlayFrom{Path: a}, Into: desk.OverlayInto{Desk: d, Layer: "x"}}, "overlay.archive-crs"},
	} {
		_, err := desk.Overlay(t.Context(), c.req, gis.Quiet{})
		var e *gis.Error
		if !errors.As(err, &e) || e.Code != c.code {
			t.Errorf("%s: %v, want %s", name, err, c.code)
		}
		if want := filepath.Base(belied.B.Path); c.code == "vector.layer-missing" && e.File != want {
			t.Errorf("%s: of the file %q, want %q", name, e.File, want)
		}
		if _, err := os.Stat(out); err == nil {
			t.Errorf("%s: a file was written", name)
		}
	}
}

// stopAt ends a context when a stage begins.
type stopAt struct {
	stage string
	stop  context.CancelFunc
}

func (s *stopAt) Stage(m gis.Message, _ int64) {
	if m.Code == s.stage {
		s.stop()
	}
}
func (*stopAt) Add(int64) {}

// TestOverlayCancelled stops at each stage: what was there stays as it was, and
// nothing half written is left.
func TestOverlayCancelled(t *testing.T) {
	a := drawn(t, "a", 7792, box(0, 0, 10), box(10, 0, 10))
	d := demoDesk(t)
	for _, stage := range []string{"overlay.reading", "overlay.stage"} {
		for _, ending := range []string{"gpkg", "geojson", "csv", ""} {
			dir := t.TempDir()
			out := filepath.Join(dir, "o."+ending)
			req := overlayOf("intersection", a, a, out)
			if ending == "" {
				req.Into = desk.OverlayInto{Desk: d, Layer: "x"}
			} else if err := os.WriteFile(out, []byte("old"), 0o600); err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithCancel(t.Context())
			_, err := desk.Overlay(ctx, req, &stopAt{stage, cancel})
			cancel()
			if !errors.Is(err, context.Canceled) {
				t.Errorf("%s, %s: %v", stage, ending, err)
			}
			if ending == "" {
				if n := counts(t, d)["x"]; n != 0 {
					t.Errorf("%s: %d rows in the archive", stage, n)
				}
				continue
			}
			if left, _ := filepath.Glob(filepath.Join(dir, "*")); len(left) != 1 {
				t.Errorf("%s, %s: left %q", stage, ending, left)
			}
			if old, err := os.ReadFile(out); err != nil || string(old) != "old" {
				t.Errorf("%s, %s: %q, %v", stage, ending, old, err)
			}
		}
	}
}

// A file without a row is a layer without a row.
func TestOverlayWithNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "nothing.geojson")
	if err := os.WriteFile(path, []byte(`{"type":"FeatureCollection","features":[]}`), 0o600); err != nil {
		t.Fatal(err)
	}
	lots := drawn(t, "lots", 7792, box(0, 0, 10))
	for _, pair := range [][2]string{{lots, path}, {path, lots}} {
		result, _, _ := overlaid(t, overlayOf("union", pair[0], pair[1], filepath.Join(t.TempDir(), "o.gpkg")))
		if result.Pieces != 1 || result.Area != 100 || result.EPSG != 7792 {
			t.Errorf("%+v", result)
		}
	}
}
