package render

import (
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"segit/gis"
)

// segments are the sides of a row, each written the same from either end, in
// world coordinates.
func segments(d *Drawing, row int) map[[4]float64]bool {
	sides := map[[4]float64]bool{}
	from, to := d.Rings(row)
	for r := from; r < to; r++ {
		xy := d.Ring(r)
		for i := 0; i < len(xy); i += 2 {
			j := (i + 2) % len(xy)
			a := point{d.Origin[0] + float64(xy[i]), d.Origin[1] + float64(xy[i+1])}
			b := point{d.Origin[0] + float64(xy[j]), d.Origin[1] + float64(xy[j+1])}
			if b.lower(a) {
				a, b = b, a
			}
			sides[[4]float64{a.x, a.y, b.x, b.y}] = true
		}
	}
	return sides
}

func TestNeighboursKeepACommonBorder(t *testing.T) {
	parcels := town(8, 60)
	for level := range Levels {
		d := Simplify(parcels, nil, LevelTolerance(level), townOrigin)
		owners := map[[4]float64]int{}
		for row := range d.Len() {
			for side := range segments(d, row) {
				owners[side]++
			}
		}
		// A side inside the town belongs to two parcels, one at its rim to one:
		// a border thinned in two ways would leave more lonely sides.
		lonely := 0
		for _, n := range owners {
			if n == 1 {
				lonely++
			}
		}
		if rim := 4 * 8 * 3; lonely > rim {
			t.Errorf("level %d: %d sides of one parcel only, the rim has %d at most", level, lonely, rim)
		}
	}
}

func TestHoleAndIslandAreThinnedAlike(t *testing.T) {
	island := orb.Ring{}
	for i := range 40 {
		sin, cos := math.Sincos(2 * math.Pi * float64(i) / 40)
		island = append(island, orb.Point{townOrigin[0] + 100 + 31.7*cos, townOrigin[1] + 100 + 22.3*sin})
	}
	island = append(island, island[0])
	hole := append(append(orb.Ring{}, island[13:]...), island[1:14]...) // starts elsewhere
	hole.Reverse()
	s := &gis.Shapes{}
	s.Append(orb.Polygon{square(orb.Point{townOrigin[0] + 100, townOrigin[1] + 100}, 90, 90), hole})
	s.Append(orb.Polygon{island})
	d := Simplify(s, nil, 4, townOrigin)
	around, inside := segments(d, 0), segments(d, 1)
	if len(inside) < 4 || len(inside) > 20 {
		t.Fatalf("the island keeps %d sides of 40", len(inside))
	}
	for side := range inside {
		if !around[side] {
			t.Errorf("side %v of the island is not in the hole around it", side)
		}
	}
}

func TestNoPointMovesFartherThanTheToleranceAllows(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(3, 40).Draw(t, "points")
		tolerance := rapid.SampledFrom([]float64{1, 4, 16}).Draw(t, "tolerance")
		ring := make(orb.Ring, 0, n+1)
		for range n {
			ring = append(ring, orb.Point{
				townOrigin[0] + rapid.Float64Range(-200, 200).Draw(t, "x"),
				townOrigin[1] + rapid.Float64Range(-200, 200).Draw(t, "y"),
			})
		}
		ring = append(ring, ring[0])
		s := &gis.Shapes{}
		s.Append(orb.Polygon{ring})
		d := Simplify(s, nil, tolerance, townOrigin)
		xy := d.Ring(0)
		for _, p := range ring {
			x, y := p[0]-d.Origin[0], p[1]-d.Origin[1]
			near := math.Inf(1)
			for i := 0; i < len(xy); i += 2 {
				j := (i + 2) % len(xy)
				near = min(near, toChord(point{x, y},
					point{float64(xy[i]), float64(xy[i+1])}, point{float64(xy[j]), float64(xy[j+1])}))
			}
			if limit := 1.2 * tolerance; near > limit*limit && len(xy) > 2 {
				t.Fatalf("%v lies %.2f m from its simplified ring, %.2f allowed", p, math.Sqrt(near), limit)
			}
		}
	})
}

func TestSmallShapesStayVisible(t *testing.T) {
	at := orb.Point{townOrigin[0] + 500, townOrigin[1] + 500}
	thin := square(at, 40, 0.4)
	tiny := orb.Polygon{square(at, 2, 2), square(at, 1, 1)}
	cases := []struct {
		name   string
		shape  orb.Geometry
		points []int // of each ring at a tolerance of 16 m
		kind   gis.ShapeKind
	}{
		{"a polygon under the tolerance is a dot, its hole is gone", tiny, []int{1}, gis.PolygonShape},
		{"each part is a dot", orb.MultiPolygon{tiny, tiny}, []int{1, 1}, gis.PolygonShape},
		{"a thin polygon keeps a triangle or its line", orb.Polygon{thin}, []int{2}, gis.PolygonShape},
		{"a triangle stays one", orb.Polygon{{{0, 0}, {60, 0}, {30, 20}, {0, 0}}}, []int{3}, gis.PolygonShape},
		{"a small hole is left out", orb.Polygon{square(at, 50, 50), square(at, 3, 3)}, []int{4}, gis.PolygonShape},
		{"a large hole is kept", orb.Polygon{square(at, 90, 90), square(at, 30, 30)}, []int{4, 4}, gis.PolygonShape},
		{"a short line is a dot", orb.LineString{{0, 0}, {3, 1}}, []int{1}, gis.LineShape},
		{"a line keeps its ends", orb.LineString{{0, 0}, {32, 2}, {64, 0}}, []int{2}, gis.LineShape},
		{"a point stays", orb.Point{7, 7}, []int{1}, gis.PointShape},
		{"no shape draws nothing", nil, nil, gis.NoShape},
		{"not a number draws nothing", orb.Point{math.NaN(), 3}, nil, gis.NoShape},
		{"beyond the Earth draws nothing", orb.LineString{{1e12, 3}, {0, math.Inf(1)}}, nil, gis.NoShape},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			s := &gis.Shapes{}
			s.Append(c.shape)
			d := Simplify(s, nil, 16, orb.Point{})
			if d.Len() != 1 || d.Kind[0] != c.kind {
				t.Fatalf("%d rows, kind %v, want one of kind %v", d.Len(), d.Kind, c.kind)
			}
			var points []int
			for ring := range d.RingEnd {
				points = append(points, len(d.Ring(ring))/2)
			}
			if diff := cmp.Diff(c.points, points); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestRowsAreChosenAndNumbered(t *testing.T) {
	s := tiles(3, 40, orb.Point{})
	d := Simplify(s, []int{7, 2}, 0, orb.Point{})
	if diff := cmp.Diff([]uint32{7, 2}, d.Row); diff != "" {
		t.Fatal(diff)
	}
	if want := s.Bound(7).Union(s.Bound(2)); d.Bound != want {
		t.Errorf("box %v, want %v", d.Bound, want)
	}
	if empty := Simplify(s, []int{}, 0, orb.Point{}); empty.Len() != 0 || empty.Bound.Min[0] <= empty.Bound.Max[0] {
		t.Errorf("no rows give %d rows in %v", empty.Len(), empty.Bound)
	}
}

func TestFullShapeIsExactFarFromZero(t *testing.T) {
	// A float32 northing of 4,151,902.8 would be off by a quarter of a metre.
	parcels := town(5, 1234.567)
	d := Simplify(parcels, nil, 0, townOrigin)
	for row := range d.Len() {
		want := parcels.RowXY(row)
		got := d.Ring(row)
		for i := range got {
			if off := math.Abs(d.Origin[i%2] + float64(got[i]) - want[i]); off > 0.001 {
				t.Fatalf("row %d: coordinate %d is off by %.4f m", row, i, off)
			}
		}
	}
}

func TestPyramidIsTheCoarseLevels(t *testing.T) {
	parcels := town(6, 45)
	for level, d := range new(Drafter).Pyramid(parcels, nil, townOrigin) {
		if level == 0 {
			if d != nil {
				t.Error("the full shape is drawn, which is stored as it is")
			}
			continue
		}
		if diff := cmp.Diff(Simplify(parcels, nil, LevelTolerance(level), townOrigin), d); diff != "" {
			t.Errorf("level %d: %s", level, diff)
		}
		if len(d.XY) > 2*12*d.Len() {
			t.Errorf("level %d has more points than the full shape", level)
		}
	}
}

func TestLevelKeepsNearAPixel(t *testing.T) {
	for _, c := range []struct {
		metresPerPixel float64
		level          int
	}{{0.1, 0}, {0.6, 0}, {0.67, 1}, {2, 1}, {3, 2}, {10, 2}, {10.7, 3}, {500, 3}} {
		t.Run(fmt.Sprint(c.metresPerPixel), func(t *testing.T) {
			if got := LevelFor(c.metresPerPixel); got != c.level {
				t.Errorf("level %d, want %d", got, c.level)
			}
		})
	}
}

func TestGridIsAPowerOfTwoUnderAQuarter(t *testing.T) {
	for tolerance, want := range map[float64]float64{0: finestStep, 0.001: finestStep, 1: 0.25, 4: 1, 16: 4, 5: 1, 1e6: originGrid} {
		if got := gridOf(tolerance); got != want {
			t.Errorf("tolerance %v: grid %v, want %v", tolerance, got, want)
		}
	}
}
