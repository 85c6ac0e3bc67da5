package planar_test

import (
	"math"
	"math/rand/v2"

	"github.com/paulmach/orb"

	"segit/gis"
)

// east and north are where a real municipality lies in UTM: far enough from
// the origin that careless sums lose the millimetres.
const (
	east  = 506_000.0
	north = 4_178_000.0
)

// at moves a geometry drawn near the origin to where a municipality lies.
func at(g orb.Geometry) *gis.Shapes {
	s := &gis.Shapes{}
	s.Append(g)
	for i := range s.XY {
		if i%2 == 0 {
			s.XY[i] += east
		} else {
			s.XY[i] += north
		}
	}
	return s
}

// ring closes a ring given as x, y, x, y …
func ring(xy ...float64) orb.Ring {
	var r orb.Ring
	for i := 0; i+1 < len(xy); i += 2 {
		r = append(r, orb.Point{xy[i], xy[i+1]})
	}
	return append(r, r[0])
}

func square(x, y, side float64) orb.Ring {
	return ring(x, y, x+side, y, x+side, y+side, x, y+side)
}

// ell is an L: a square of side 2 without its upper right quarter.
func ell(x, y float64) orb.Ring {
	return ring(x, y, x+2, y, x+2, y+1, x+1, y+1, x+1, y+2, x, y+2)
}

// star is a ring around a centre with n vertices at random distances.
func star(r *rand.Rand, x, y, radius float64, n int) orb.Ring {
	var out orb.Ring
	for k := range n {
		angle := (float64(k) + 0.8*r.Float64()) * 2 * math.Pi / float64(n)
		d := radius * (0.3 + 0.7*r.Float64())
		out = append(out, orb.Point{x + d*math.Cos(angle), y + d*math.Sin(angle)})
	}
	return append(out, out[0])
}

// holed is a star with a hole about its centre, and sometimes a second part.
// From eight vertices on, the hole (4) stays clear of the outside (at least
// 20·0.3·cos 41°).
func holed(r *rand.Rand, x, y float64, n int) orb.Geometry {
	first := orb.Polygon{star(r, x, y, 20, n), star(r, x, y, 4, 3+r.IntN(5))}
	if r.IntN(2) == 0 {
		return first
	}
	return orb.MultiPolygon{first, {star(r, x+45, y, 20, n)}}
}

// reversed turns every ring of a row around.
func reversed(s *gis.Shapes) *gis.Shapes {
	out := &gis.Shapes{}
	out.AppendRow(s, 0)
	for r := range out.RingEnd {
		xy := out.Ring(r)
		for i, j := 0, len(xy)-2; i < j; i, j = i+2, j-2 {
			xy[i], xy[i+1], xy[j], xy[j+1] = xy[j], xy[j+1], xy[i], xy[i+1]
		}
	}
	return out
}
