package demo

import (
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/planar"
)

// footprint is a building as the regional data show it, in EPSG:7792 until it
// is written.
type footprint struct {
	polygon orb.Polygon
	use     string // "residenziale", "serra" …
	height  float64
}

// outline is a shape in the frame of a lot: (0,0) its south-west corner, (1,1)
// its north-east one.
type outline [][2]float64

// box is the outline of a rectangle.
func box(u0, v0, u1, v1 float64) outline {
	return outline{{u0, v0}, {u1, v0}, {u1, v1}, {u0, v1}}
}

// inLot puts an outline into a lot.
func (l *lattice) inLot(c lot, o outline) orb.Ring {
	sw, se := l.node(c.i, c.j), l.node(c.i+1, c.j)
	nw, ne := l.node(c.i, c.j+1), l.node(c.i+1, c.j+1)
	ring := make(orb.Ring, 0, len(o)+1)
	for _, p := range o {
		u, v := p[0], p[1]
		var q orb.Point
		for axis := range q {
			q[axis] = (1-v)*((1-u)*sw[axis]+u*se[axis]) + v*((1-u)*nw[axis]+u*ne[axis])
		}
		ring = append(ring, q)
	}
	return append(ring, ring[0])
}

// astride puts an outline across the east side of a lot. It is given in metres:
// east of the side, and north of its middle. The side is straight, so that the
// share of the outline on either side of it is that of the figures.
func (l *lattice) astride(c lot, o outline) orb.Ring {
	a, b := l.node(c.i+1, c.j), l.node(c.i+1, c.j+1)
	length := math.Hypot(b[0]-a[0], b[1]-a[1])
	north := orb.Point{(b[0] - a[0]) / length, (b[1] - a[1]) / length}
	ring := make(orb.Ring, 0, len(o)+1)
	for _, p := range o {
		ring = append(ring, orb.Point{
			(a[0]+b[0])/2 + p[0]*north[1] + p[1]*north[0],
			(a[1]+b[1])/2 - p[0]*north[0] + p[1]*north[1],
		})
	}
	return append(ring, ring[0])
}

// scaled is a polygon about the mean of its corners, made larger or smaller.
func scaled(p orb.Polygon, factor float64) orb.Polygon {
	var centre orb.Point
	corners := p[0][1:]
	for _, q := range corners {
		centre[0] += q[0] / float64(len(corners))
		centre[1] += q[1] / float64(len(corners))
	}
	return moved(p, func(q orb.Point) orb.Point {
		return orb.Point{centre[0] + factor*(q[0]-centre[0]), centre[1] + factor*(q[1]-centre[1])}
	})
}

// ofArea is a polygon scaled to an area in m².
func ofArea(p orb.Polygon, area float64) orb.Polygon {
	return scaled(p, math.Sqrt(area/areaOf(p)))
}

// moved is a polygon with every point moved.
func moved(p orb.Polygon, move func(orb.Point) orb.Point) orb.Polygon {
	out := make(orb.Polygon, len(p))
	for n, ring := range p {
		out[n] = make(orb.Ring, len(ring))
		for k, q := range ring {
			out[n][k] = move(q)
		}
	}
	return out
}

// areaOf is the area of polygons less their holes, m².
func areaOf(pieces ...orb.Polygon) float64 {
	var shapes gis.Shapes
	shapes.Append(orb.MultiPolygon(pieces))
	return planar.Area(&shapes, 0)
}

// raise builds a house in a lot of a parcel: a footprint, and the building as
// the map has it, which is never quite the same.
func (s *sheet) raise(p *parcel, c lot, use string) {
	west, south := s.dice.span(0.1, 0.28), s.dice.span(0.1, 0.28)
	east, north := s.dice.span(0.62, 0.9), s.dice.span(0.62, 0.9)
	o := box(west, south, east, north)
	middle, half := (west+east)/2, (south+north)/2
	switch n := s.dice.IntN(10); {
	case n < 3: // an L
		o = outline{{west, south}, {east, south}, {east, half}, {middle, half}, {middle, north}, {west, north}}
	case n == 3: // a U
		third := (east - west) / 3
		o = outline{{west, south}, {east, south}, {east, north}, {east - third, north}, {east - third, half}, {west + third, half}, {west + third, north}, {west, north}}
	}
	polygon := orb.Polygon{s.ground.inLot(c, o)}
	if len(o) == 4 && s.dice.chance(8) { // with a courtyard
		yard := s.ground.inLot(c, box(middle-0.08, half-0.08, middle+0.08, half+0.08))
		yard.Reverse()
		polygon = append(polygon, yard)
	}
	s.footprints = append(s.footprints, footprint{polygon: polygon, use: use, height: float64(s.dice.between(31, 160)) / 10})
	dx, dy := s.dice.span(-0.3, 0.3), s.dice.span(-0.3, 0.3)
	p.mapped = append(p.mapped, moved(scaled(polygon, s.dice.span(0.93, 0.99)), func(q orb.Point) orb.Point {
		return orb.Point{millimetre(q[0] + dx), millimetre(q[1] + dy)}
	}))
}
