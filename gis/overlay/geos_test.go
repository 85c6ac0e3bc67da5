package overlay

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/twpayne/go-geos"

	"segit/gis"
)

// layer prepares geometries, and fails the test when one is dirty.
func layer(t testing.TB, shapes ...orb.Geometry) *Layer {
	t.Helper()
	l := dirtyLayer(t, shapes...)
	for _, n := range l.Noted() {
		t.Fatalf("row %d: %+v", n.Row, n)
	}
	return l
}

func dirtyLayer(t testing.TB, shapes ...orb.Geometry) *Layer {
	t.Helper()
	s := &gis.Shapes{}
	for _, g := range shapes {
		s.Append(g)
	}
	l, err := Prepare(context.Background(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// result is a piece by itself.
type result struct {
	Piece
	g orb.Geometry
}

// run gives all pieces of a run.
func run(t testing.TB, op Op, a, b *Layer) ([]result, Stats) {
	t.Helper()
	var all []result
	stats, err := Run(context.Background(), op, a, b, Options{Threads: 2}, func(c *Chunk) error {
		for _, p := range c.Pieces {
			all = append(all, result{p, geometry(a, b, c, p)})
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(stats.Unsolved) > 0 {
		t.Errorf("unsolved: %v", stats.Unsolved)
	}
	return all, stats
}

func geometry(a, b *Layer, c *Chunk, p Piece) orb.Geometry {
	switch p.Source {
	case WholeA:
		return a.Shapes().Geometry(int(p.A))
	case WholeB:
		return b.Shapes().Geometry(int(p.B))
	}
	return c.Shapes.Geometry(int(p.Row))
}

// toGEOS is the second opinion's form of a geometry.
func toGEOS(t testing.TB, g orb.Geometry) *geos.Geom {
	t.Helper()
	b, err := wkb.Marshal(g)
	if err != nil {
		t.Fatal(err)
	}
	out, err := geos.NewGeomFromWKB(b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// close says that two areas are one, as far as rounding at the size of the
// coordinates allows.
func near(a, b, whole float64) bool { return math.Abs(a-b) <= 1e-9*whole+1e-9 }

// star is a ring around a centre with n vertices at random distances, rounded
// to a grid.
func star(r *rand.Rand, x, y, radius float64, n int, grid float64) orb.Ring {
	var out orb.Ring
	for k := range n {
		angle := (float64(k) + 0.8*r.Float64()) * 2 * math.Pi / float64(n)
		d := radius * (0.3 + 0.7*r.Float64())
		p := orb.Point{x + d*math.Cos(angle), y + d*math.Sin(angle)}
		if grid > 0 {
			p[0], p[1] = math.Round(p[0]/grid)*grid, math.Round(p[1]/grid)*grid
		}
		out = append(out, p)
	}
	return append(out, out[0])
}

// blob is a random polygon, often with a hole or a second part.
func blob(r *rand.Rand, x, y, size float64, grid float64) orb.Geometry {
	n := 5 + r.IntN(20)
	switch r.IntN(4) {
	case 0:
		return orb.Polygon{star(r, x, y, size, 8+n, grid), star(r, x, y, size/6, 5, grid)}
	case 1:
		return orb.MultiPolygon{{star(r, x, y, size, n, grid)}, {star(r, x+2.2*size, y, size, n, grid)}}
	}
	return orb.Polygon{star(r, x, y, size, n, grid)}
}

// Random shapes, clean and on coarse grids where contacts are exact: every
// operation gives the area and the validity that GEOS gives.
func TestAgainstGEOS(t *testing.T) {
	for _, test := range []struct {
		name         string
		grid, spread float64
	}{
		{"free", 0, 30}, {"millimetres", 0.001, 30}, {"half metres", 0.5, 20}, {"two metres", 2, 16},
	} {
		t.Run(test.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(1, 2))
			tried := 0
			var sum Stats
			for range 600 {
				x, y := 506_000.0, 4_178_000.0
				a := blob(r, x, y, 20, test.grid)
				b := blob(r, x+test.spread*r.NormFloat64(), y+test.spread*r.NormFloat64(), 5+20*r.Float64(), test.grid)
				ga, gb := toGEOS(t, a), toGEOS(t, b)
				if !ga.IsValid() || !gb.IsValid() {
					continue
				}
				tried++
				stats := compare(t, a, b, ga, gb)
				sum.add(&stats)
				if t.Failed() {
					t.Fatalf("A %s\nB %s", ga.ToWKT(), gb.ToWKT())
				}
			}
			if tried < 150 {
				t.Errorf("only %d pairs were clean", tried)
			}
			t.Logf("%d: %+v", tried, sum)
		})
	}
}

func compare(t *testing.T, a, b orb.Geometry, ga, gb *geos.Geom) Stats {
	t.Helper()
	la, lb := dirtyLayer(t, a), dirtyLayer(t, b) // repeated points are lawful for GEOS
	whole := ga.Area() + gb.Area()
	var sum Stats
	for op, want := range map[Op]*geos.Geom{
		Intersection: ga.Intersection(gb), Difference: ga.Difference(gb),
		SymDifference: ga.SymDifference(gb), Union: ga.Union(gb), Clip: ga.Intersection(gb),
	} {
		pieces, stats := run(t, op, la, lb)
		sum.add(&stats)
		var area float64
		for _, p := range pieces {
			area += p.Measure
			g := toGEOS(t, p.g)
			if !g.IsValid() {
				t.Errorf("op %d: %s: %s", op, g.IsValidReason(), g.ToWKT())
			}
			if !near(g.Area(), p.Measure, whole) {
				t.Errorf("op %d: a piece of %v says %v", op, g.Area(), p.Measure)
			}
		}
		if op == Intersection && (len(pieces) > 0) != (want.Area() > 0) {
			t.Errorf("%d pieces, GEOS %s", len(pieces), want.ToWKT())
		}
		if !near(area, want.Area(), whole) {
			t.Errorf("op %d: area %v, GEOS %v: %s", op, area, want.Area(), want.ToWKT())
		}
	}
	return sum
}
