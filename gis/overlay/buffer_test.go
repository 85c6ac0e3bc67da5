package overlay

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
	"github.com/twpayne/go-geos"
)

func buffer(t testing.TB, l *Layer, around Around) []result {
	t.Helper()
	var all []result
	stats, err := Buffer(context.Background(), l, around, Options{}, func(c *Chunk) error {
		for _, p := range c.Pieces {
			all = append(all, result{p, geometry(l, l, c, p)})
		}
		return nil
	})
	if err != nil || len(stats.Unsolved) > 0 {
		t.Fatal(err, stats.Unsolved)
	}
	return all
}

// Buffers have the area of those of GEOS, but for the 1 % of the distance by
// which GEOS simplifies the border first.
func TestBufferAgainstGEOS(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	for i := range 600 {
		grid := []float64{0, 1}[i%2]
		g := orb.Geometry(blob(r, 506_000, 4_178_000, 20, grid))
		switch i % 3 {
		case 1:
			g = path(r, 506_000, 4_178_000, 20, 2+r.IntN(6), grid)
		case 2:
			g = orb.MultiPoint(star(r, 506_000, 4_178_000, 20, 5, grid))
		}
		geosForm := toGEOS(t, g)
		if !geosForm.IsValid() {
			continue
		}
		distance := 0.1 + 8*r.Float64()
		if i%4 == 0 {
			distance = -distance / 8
		}
		for style, want := range map[Style]*geos.Geom{
			Round: geosForm.BufferWithStyle(distance, 8, geos.BufCapStyleRound, geos.BufJoinStyleRound, 5),
			Flat:  geosForm.BufferWithStyle(distance, 8, geos.BufCapStyleFlat, geos.BufJoinStyleBevel, 5),
			Mitre: geosForm.BufferWithStyle(distance, 8, geos.BufCapStyleSquare, geos.BufJoinStyleMitre, MitreLimit),
		} {
			if style != Round && i%3 == 2 {
				continue // GEOS has no flat points
			}
			var area float64
			for _, p := range buffer(t, dirtyLayer(t, g), Around{Distance: distance, Style: style}) {
				area += p.Measure
				if got := toGEOS(t, p.g); !got.IsValid() {
					t.Errorf("%d: %s", i, got.IsValidReason())
				}
			}
			if slack := 0.01*math.Abs(distance)*geosForm.Length() + 1e-3*want.Area() + 1e-6; math.Abs(area-want.Area()) > slack {
				t.Fatalf("%d, style %d, distance %v: area %v, GEOS %v\n%s", i, style, distance, area, want.Area(), geosForm.ToWKT())
			}
		}
	}
}

// A square of side 10 and what is around it:
//
//	╭───────╮
//	│ ┌───┐ │ 2
//	│ └───┘ │
//	╰───────╯
func TestBufferOfSquare(t *testing.T) {
	l := layer(t, orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}})
	for _, test := range []struct {
		around Around
		area   float64
	}{
		{Around{Distance: 2, Style: Mitre}, 196},
		{Around{Distance: 2, Style: Flat}, 188},
		{Around{Distance: 2, Segments: 1}, 188},
		{Around{Distance: 2, Segments: 1000}, 180 + 4*math.Pi},
		{Around{Distance: -2}, 36},
		{Around{Distance: -2, Style: Mitre}, 36},
		{Around{}, 100},
	} {
		got := buffer(t, l, test.around)
		if len(got) != 1 || math.Abs(got[0].Measure-test.area) > 1e-4 {
			t.Errorf("%+v: %+v, want area %v", test.around, got, test.area)
		}
	}
	if got := buffer(t, l, Around{Distance: -5}); len(got) != 0 {
		t.Errorf("shrunk to nothing: %+v", got)
	}
}
