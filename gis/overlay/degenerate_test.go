package overlay

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"
)

// degenerate makes pairs of polygons that lie as unluckily as pairs do in real
// layers.
var degenerate = []struct {
	name string
	pair func(r *rand.Rand) (a, b orb.Polygon)
}{
	{"identical", func(r *rand.Rand) (a, b orb.Polygon) {
		a = orb.Polygon{turned(r, townX, townY)}
		return a, begun(a, r.IntN(4))
	}},
	{"side by side", func(r *rand.Rand) (a, b orb.Polygon) {
		a = orb.Polygon{turned(r, townX, townY)}
		return a, beside(r, a, 0)
	}},
	{"side by side, a vertex more", func(r *rand.Rand) (a, b orb.Polygon) {
		a = orb.Polygon{turned(r, townX, townY)}
		b = beside(r, a, 0)
		return orb.Polygon{withVertex(r, a[0])}, orb.Polygon{withVertex(r, b[0])}
	}},
	{"side by side, a millimetre off", func(r *rand.Rand) (a, b orb.Polygon) {
		a = orb.Polygon{turned(r, townX, townY)}
		return a, beside(r, a, 0.001)
	}},
	{"the same, a millimetre off", func(r *rand.Rand) (a, b orb.Polygon) {
		a = orb.Polygon{turned(r, townX, townY)}
		return a, orb.Polygon{shaken(r, a[0], 0.001)}
	}},
	{"the same, off by rounding", func(r *rand.Rand) (a, b orb.Polygon) {
		a = orb.Polygon{turned(r, townX, townY)}
		return a, orb.Polygon{shaken(r, a[0], 1e-9)}
	}},
	{"a vertex more on each edge, rounded", func(r *rand.Rand) (a, b orb.Polygon) {
		a = orb.Polygon{turned(r, townX, townY)}
		return a, orb.Polygon{withVertex(r, withVertex(r, withVertex(r, a[0])))}
	}},
	{"stars that share vertices", func(r *rand.Rand) (a, b orb.Polygon) {
		s, o := star(r, townX, townY, 20, 8, 0), star(r, townX+5, townY, 20, 8, 0)
		for i := range s {
			if r.IntN(3) == 0 {
				o[i] = s[i]
			}
		}
		o[len(o)-1] = o[0]
		return orb.Polygon{s}, orb.Polygon{o}
	}},
	{"boxes on a coarse grid", func(r *rand.Rand) (a, b orb.Polygon) {
		box := func() orb.Polygon {
			x, y := townX+float64(r.IntN(5)), townY+float64(r.IntN(5))
			w, h := 1+float64(r.IntN(4)), 1+float64(r.IntN(4))
			return orb.Polygon{{{x, y}, {x + w, y}, {x + w, y + h}, {x, y + h}, {x, y}}}
		}
		return box(), box()
	}},
	{"in a hole that it fills", func(r *rand.Rand) (a, b orb.Polygon) {
		hole := turned(r, townX, townY)
		b = orb.Polygon{hole}
		if r.IntN(2) == 0 {
			b = orb.Polygon{withVertex(r, hole)}
		}
		return orb.Polygon{star(r, townX, townY, 300, 9, 0), hole}, b
	}},
	{"needles", func(r *rand.Rand) (a, b orb.Polygon) {
		needle := func() orb.Polygon {
			t := r.Float64() * 1e-4
			return orb.Polygon{{{townX, townY + t}, {townX + 100, townY + 1e-4*r.Float64()}, {townX + 100, townY + 2e-4}, {townX, townY + t}}}
		}
		return needle(), needle()
	}},
}

// townX and townY are where a real municipality lies in UTM.
const townX, townY = 506_000.0, 4_178_000.0

// turned is a rectangle at an angle, so that its vertices are rounded.
func turned(r *rand.Rand, x, y float64) orb.Ring {
	sin, cos := math.Sincos(r.Float64() * 7)
	w, h := 3+9*r.Float64(), 3+9*r.Float64()
	at := func(u, v float64) orb.Point { return orb.Point{x + u*cos - v*sin, y + u*sin + v*cos} }
	return orb.Ring{at(0, 0), at(w, 0), at(w, h), at(0, h), at(0, 0)}
}

// begun is a polygon whose ring begins at another vertex.
func begun(p orb.Polygon, k int) orb.Polygon {
	ring := p[0][:len(p[0])-1]
	out := append(append(orb.Ring{}, ring[k:]...), ring[:k]...)
	return orb.Polygon{append(out, out[0])}
}

// beside is a quadrilateral on the other side of the second edge of p, its
// common vertices moved by up to off.
func beside(r *rand.Rand, p orb.Polygon, off float64) orb.Polygon {
	a, b := p[0][1], p[0][2]
	dx, dy := b[1]-a[1], a[0]-b[0]
	a = orb.Point{a[0] + off*r.NormFloat64(), a[1] + off*r.NormFloat64()}
	b = orb.Point{b[0] + off*r.NormFloat64(), b[1] + off*r.NormFloat64()}
	return orb.Polygon{{a, {a[0] + dx, a[1] + dy}, {b[0] + dx, b[1] + dy}, b, a}}
}

// withVertex is a ring with one more vertex, on an edge but for rounding.
func withVertex(r *rand.Rand, ring orb.Ring) orb.Ring {
	k, t := r.IntN(len(ring)-1), r.Float64()
	a, b := ring[k], ring[k+1]
	out := append(append(orb.Ring{}, ring[:k+1]...), orb.Point{a[0] + t*(b[0]-a[0]), a[1] + t*(b[1]-a[1])})
	return append(out, ring[k+1:]...)
}

// shaken is a ring with every vertex moved by up to off.
func shaken(r *rand.Rand, ring orb.Ring, off float64) orb.Ring {
	out := append(orb.Ring{}, ring...)
	for i := range out {
		out[i][0] += off * (2*r.Float64() - 1)
		out[i][1] += off * (2*r.Float64() - 1)
	}
	out[len(out)-1] = out[0]
	return out
}

// Pairs that lie unluckily have the areas that GEOS gives them, to 1e-9.
func TestDegenerateAgainstGEOS(t *testing.T) {
	for _, test := range degenerate {
		t.Run(test.name, func(t *testing.T) {
			r := rand.New(rand.NewPCG(12, 13))
			tried := 0
			var sum Stats
			for range 300 {
				a, b := test.pair(r)
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
			if tried < 100 {
				t.Errorf("only %d pairs are clean", tried)
			}
			if sum.Snapped > 0 {
				t.Errorf("%d of %d came to rest only on a grid", sum.Snapped, sum.Meshed)
			}
		})
	}
}
