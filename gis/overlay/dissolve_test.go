package overlay

import (
	"context"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geos"
)

// dissolve gives the pieces of a dissolve by group.
func dissolve(t testing.TB, l *Layer, group []int32) []result {
	t.Helper()
	var all []result
	stats, err := Dissolve(context.Background(), l, group, Options{Threads: 2}, func(c *Chunk) error {
		for _, p := range c.Pieces {
			all = append(all, result{p, c.Shapes.Geometry(int(p.Row))})
		}
		return nil
	})
	if err != nil || len(stats.Unsolved) > 0 {
		t.Fatal(err, stats.Unsolved)
	}
	return all
}

// Polygons that overlap, touch and repeat each other: united they are what
// GEOS makes of them.
func TestDissolveAgainstGEOS(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 7))
	for i := range 60 {
		grid := []float64{0, 0.5, 2}[i%3]
		var shapes []orb.Geometry
		var group []int32
		sets := make([][]*geos.Geom, 3)
		for len(shapes) < 60 {
			g := blob(r, 506_000+60*r.Float64(), 4_178_000+60*r.Float64(), 3+9*r.Float64(), grid)
			if !toGEOS(t, g).IsValid() {
				continue
			}
			k := int32(r.IntN(4)) - 1
			shapes, group = append(shapes, g), append(group, k)
			if k >= 0 {
				sets[k] = append(sets[k], toGEOS(t, g))
			}
		}
		for k, p := range dissolve(t, dirtyLayer(t, shapes...), group) {
			want := geos.NewCollection(geos.TypeIDGeometryCollection, sets[k]).UnaryUnion()
			got := toGEOS(t, p.g)
			if int(p.A) != k || !got.IsValid() || !near(p.Measure, want.Area(), want.Area()) || got.NumGeometries() != want.NumGeometries() {
				t.Fatalf("%d, group %d: area %v in %d parts, GEOS %v in %d: %s", i, k, p.Measure, got.NumGeometries(), want.Area(), want.NumGeometries(), got.IsValidReason())
			}
		}
	}
}

// A chessboard of 110 by 110 squares: its black squares touch in corners alone,
// and go through parts that are united first; all squares together are one.
//
//	█ █
//	 █ █
func TestDissolveChessboard(t *testing.T) {
	const n = 110
	var shapes []orb.Geometry
	var black, all []int32
	for i := range n * n {
		x, y := float64(i%n), float64(i/n)
		shapes = append(shapes, orb.Polygon{{{x, y}, {x + 1, y}, {x + 1, y + 1}, {x, y + 1}, {x, y}}})
		black, all = append(black, int32((i%n+i/n)%2)-1), append(all, 0)
	}
	l := layer(t, shapes...)
	if got := dissolve(t, l, black); len(got) != 1 || got[0].Measure != n*n/2 || len(got[0].g.(orb.MultiPolygon)) != n*n/2 {
		t.Errorf("black: %d pieces of %v", len(got), got[0].Measure)
	}
	got := dissolve(t, l, all)
	if len(got) != 1 || got[0].Measure != n*n {
		t.Fatalf("all: %d pieces", len(got))
	}
	if p, ok := got[0].g.(orb.Polygon); !ok || len(p) != 1 || len(p[0]) != 4*n+1 {
		t.Errorf("all: %T", got[0].g)
	}
}

// Lines stay as they are, points stand once.
func TestDissolveThin(t *testing.T) {
	l := layer(t, orb.LineString{{0, 0}, {3, 4}}, orb.Point{1, 1}, orb.LineString{{5, 0}, {6, 0}}, orb.Point{1, 1}, orb.Point{2, 1})
	got := dissolve(t, l, []int32{0, 0, 0, 0, 0})
	if len(got) != 2 || got[0].Measure != 6 || got[1].Measure != 2 {
		t.Errorf("%+v", got)
	}
}
