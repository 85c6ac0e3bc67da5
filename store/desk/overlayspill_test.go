package desk_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/gpkg"
	"segit/store/desk"
)

// scattered writes a layer of quadrangles in no order of place, among them
// dirty, empty and large ones, in classes.
func scattered(t testing.TB, layer string, seed uint64, n int, side float64) string {
	t.Helper()
	r := rand.New(rand.NewPCG(seed, 1))
	schema := &gis.Schema{Dataset: layer, Shape: gis.PolygonShape, Columns: []gis.Column{
		{Name: "name", Type: gis.Text}, {Name: "class", Type: gis.Integer}, {Name: "worth", Type: gis.Real},
	}}
	b := gis.NewBatch(schema)
	for i := range n {
		x, y, s := east+600*r.Float64(), north+600*r.Float64(), side*(0.5+r.Float64())
		if i%97 == 5 {
			s *= 12
		}
		a, c, d, e := orb.Point{x, y}, orb.Point{x + s, y + r.Float64()}, orb.Point{x + s*r.Float64(), y + s}, orb.Point{x - 1, y + s/2}
		switch {
		case i%89 == 3: // a bow tie
			b.Shapes.Append(orb.Polygon{{a, d, c, e, a}})
		case i%101 == 7: // no number
			b.Shapes.Append(orb.Polygon{{a, {math.NaN(), y}, d, a}})
		case i%83 == 11: // nothing
		default:
			b.Shapes.Append(orb.Polygon{{a, c, d, e, a}})
		}
		b.SetText(0, fmt.Sprintf("%s %d", layer, i))
		b.SetNum(1, int64(r.IntN(5)))
		b.SetReal(2, r.Float64())
		b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	path := filepath.Join(t.TempDir(), layer+".gpkg")
	w, err := gpkg.Create(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(w.Layer(t.Context(), schema, 7792), w.Rows(t.Context(), b), w.Close(t.Context())); err != nil {
		t.Fatal(err)
	}
	return path
}

// spillRequests is a request of every operation on two layers.
func spillRequests(a, b string) map[string]desk.OverlayRequest {
	all := map[string]desk.OverlayRequest{}
	for _, op := range desk.OverlayOps() {
		req := desk.OverlayRequest{Op: op, A: desk.OverlayFrom{Path: a}, Sliver: 3}
		if desk.OverlayTakesTwo(op) {
			req.B.Path = b
		}
		req.By, req.Sum, req.Class, req.Distance = []string{"class"}, []string{"worth"}, "class", 2
		if op == "join" || op == "select" {
			for _, p := range desk.OverlayPredicates() {
				req.Predicate = p
				all[op+" "+p] = req
			}
			continue
		}
		all[op] = req
	}
	for _, op := range []string{"union", "clip", "join nearest", "tabulate", "select within", "dissolve"} {
		near := all[op]
		near.Tolerance = 0.8
		all[op+" within a tolerance"] = near
	}
	whole := all["dissolve"]
	whole.By = nil
	all["dissolve all"] = whole
	return all
}

// told is a result as a person sees it: the rows with their geometry in order,
// and the table of what was repaired or set aside.
func told(t testing.TB, run func(desk.OverlayRequest) (*desk.OverlayResult, error), req desk.OverlayRequest) (*desk.OverlayResult, string) {
	t.Helper()
	req.Into.Path = filepath.Join(t.TempDir(), "out.geojson")
	if req.Op == "tabulate" {
		req.Into.Path = filepath.Join(t.TempDir(), "out.csv")
	}
	result, err := run(req)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := os.ReadFile(req.Into.Path)
	if err != nil {
		t.Fatal(err)
	}
	var table bytes.Buffer
	if err := desk.WriteOverlayNotes(&table, result.Aside, italian(t)); err != nil {
		t.Fatal(err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(req.Into.Path), "*")); len(left) != 1 {
		t.Errorf("left %q", left)
	}
	return result, string(rows) + table.String()
}

// A run whose layers have no room in memory gives what one in memory gives, row
// by row and in the same order, for every operation.
func TestOverlaySpills(t *testing.T) {
	a, b := scattered(t, "lots", 1, 400, 14), scattered(t, "zones", 2, 250, 20)
	for name, req := range spillRequests(a, b) {
		inMemory, want := told(t, func(req desk.OverlayRequest) (*desk.OverlayResult, error) {
			return desk.Overlay(t.Context(), req, gis.Quiet{})
		}, req)
		for _, room := range [][3]int64{{1}, {12_000}, {12_000, 0, 1 << 30}, {12_000, 150_000, 1 << 30}} {
			spilled, got := told(t, func(req desk.OverlayRequest) (*desk.OverlayResult, error) {
				return desk.OverlayInLittleRoom(t.Context(), room[0], room[1], room[2], req, gis.Quiet{})
			}, req)
			if got != want {
				at := 0
				for at < min(len(got), len(want)) && got[at] == want[at] {
					at++
				}
				t.Errorf("%s in %v bytes differs at byte %d: %.300q, want %.300q", name, room, at, got[max(0, at-40):], want[max(0, at-40):])
			}
			if spilled.Pieces != inMemory.Pieces || spilled.Slivers != inMemory.Slivers || spilled.SetAside != inMemory.SetAside ||
				math.Abs(spilled.Area-inMemory.Area) > 1e-9*inMemory.Area || fmt.Sprint(spilled.Remarks) != fmt.Sprint(inMemory.Remarks) {
				t.Errorf("%s in %v bytes: %+v, want %+v", name, room, spilled, inMemory)
			}
		}
	}
}

// endAfter ends a context when some units are done.
type endAfter struct {
	units int64
	stop  context.CancelFunc
}

func (*endAfter) Stage(gis.Message, int64) {}
func (s *endAfter) Add(n int64) {
	if s.units -= n; s.units <= 0 {
		s.stop()
	}
}

// A run that is stopped leaves neither a result nor a working file.
func TestOverlaySpillStops(t *testing.T) {
	a, b := scattered(t, "lots", 1, 600, 9), scattered(t, "zones", 2, 300, 14)
	for _, units := range []int64{1, 500, 700, 1000, 1300, 1700} {
		ctx, cancel := context.WithCancel(t.Context())
		dir := t.TempDir()
		req := overlayOf("union", a, b, filepath.Join(dir, "out.gpkg"))
		_, err := desk.OverlayInLittleRoom(ctx, 20_000, 0, 0, req, &endAfter{units, cancel})
		cancel()
		if !errors.Is(err, context.Canceled) {
			t.Errorf("after %d: %v", units, err)
		}
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("after %d: left %v, %v", units, left, err)
		}
	}
}

// Layers on disk are brought into one system too, and into the archive; what
// cannot be done there is refused.
func TestOverlaySpillsAnySystem(t *testing.T) {
	here := drawn(t, "here", 7792, box(0, 0, 100), box(200, 0, 100))
	for _, epsg := range []int{6706, 7794, 0} {
		there := drawn(t, "there", epsg, box(0, 0, 100), box(500, 0, 100))
		for _, pair := range [][2]string{{here, there}, {there, here}} {
			req := overlayOf("intersection", pair[0], pair[1], filepath.Join(t.TempDir(), "o.gpkg"))
			want, err := desk.Overlay(t.Context(), req, gis.Quiet{})
			if err != nil {
				t.Fatal(err)
			}
			got, err := desk.OverlayInLittleRoom(t.Context(), 1, 0, 0, req, gis.Quiet{})
			if err != nil || got.Area != want.Area || got.EPSG != want.EPSG || got.Pieces != 1 || fmt.Sprint(got.Remarks) != fmt.Sprint(want.Remarks) {
				t.Errorf("EPSG:%d: %+v, want %+v, %v", epsg, got, want, err)
			}
		}
	}
	req := overlayOf("clip", here, here, filepath.Join(t.TempDir(), "o.gpkg"))
	var known *gis.Error
	req.Memory = 100 << 20 // enough for files
	req.Into = desk.OverlayInto{Desk: demoDesk(t), Layer: "poca"}
	if _, err := desk.Overlay(t.Context(), req, gis.Quiet{}); !errors.As(err, &known) || known.Code != "overlay.little-memory" {
		t.Errorf("with an archive: %v", err)
	}
	req.Memory = 1
	if _, err := desk.Overlay(t.Context(), req, gis.Quiet{}); !errors.As(err, &known) || known.Code != "overlay.little-memory" {
		t.Errorf("%v", err)
	}
}
