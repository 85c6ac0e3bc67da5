package render

import (
	"math"
	"math/bits"

	"github.com/paulmach/orb"

	"segit/gis"
)

// gathered is the rows of a block brought together for thinning: finite points
// only, polygon rings open, and the points where borders part marked. What it
// holds is used again for the next block.
type gathered struct {
	origin  point
	rows    []uint32
	kinds   []gis.ShapeKind
	rowEnd  []uint32
	ringEnd []uint32
	hole    []bool // one per ring
	boxes   []box
	points  []point
	fixed   []bool  // one per point: must be kept, borders part here
	finest  float64 // the smallest tolerance that is asked for, metres

	// One per point: the square of the tolerance up to which it is kept, metres;
	// negative in the first point of a ring that was not weighed yet.
	weight []float64
	stack  []span // of Douglas-Peucker, kept between rings

	table, id []int32 // of sameplaces
	places    []place
}

// gather copies the rows and finds where borders part.
func (g *gathered) gather(shapes *gis.Shapes, rows []int, origin orb.Point) {
	g.origin = point{gridOrigin(origin[0]), gridOrigin(origin[1])}
	n := len(rows)
	if rows == nil {
		n = shapes.Len()
	}
	rings, points := 0, 0 // as many as an even share, and some
	if all := shapes.Len(); all > 0 {
		rings, points = len(shapes.RingEnd)*n/all*5/4, len(shapes.XY)/2*n/all*5/4
	}
	g.points, g.ringEnd = emptied(g.points, points), emptied(g.ringEnd, rings)
	g.boxes, g.hole = emptied(g.boxes, rings), emptied(g.hole, rings)
	g.rows, g.rowEnd, g.kinds = resized(g.rows, n), resized(g.rowEnd, n), resized(g.kinds, n)
	for i := range n {
		row := i
		if rows != nil {
			row = rows[i]
		}
		g.rows[i], g.kinds[i] = uint32(row), shapes.Kind[row]
		g.add(shapes, row)
		g.rowEnd[i] = uint32(len(g.ringEnd))
	}
	g.fixed, g.weight = resized(g.fixed, len(g.points)), resized(g.weight, len(g.points))
	from := uint32(0)
	for _, end := range g.ringEnd {
		if from < end {
			g.weight[from] = -1
		}
		from = end
	}
	g.fixPartings()
}

// gridOrigin is a coordinate of an origin on its grid, 0 for what is no number.
func gridOrigin(v float64) float64 {
	if !finite(v) {
		return 0
	}
	return math.Round(v/originGrid) * originGrid
}

// emptied is a slice without anything and with room for n, in its own memory
// where that is enough.
func emptied[T any](s []T, n int) []T {
	if cap(s) < n || s == nil {
		return make([]T, 0, n)
	}
	return s[:0]
}

// resized is a slice of n, in its own memory where that is enough; what it holds
// is not cleared.
func resized[T any](s []T, n int) []T { return emptied(s, n)[:n] }

// add copies the rings of a row.
func (g *gathered) add(shapes *gis.Shapes, row int) {
	polygon := shapes.Kind[row] == gis.PolygonShape
	p0, p1 := shapes.Parts(row)
	for part := p0; part < p1; part++ {
		r0, r1 := shapes.Rings(part)
		for r := r0; r < r1; r++ {
			start := len(g.points)
			g.addFinite(shapes.Ring(r))
			n := len(g.points)
			if polygon && n-start > 1 && g.points[start] == g.points[n-1] {
				g.points = g.points[:n-1]
			}
			g.ringEnd = append(g.ringEnd, uint32(len(g.points)))
			g.boxes = append(g.boxes, boxOf(g.points[start:]))
			g.hole = append(g.hole, polygon && r > r0)
		}
	}
}

// addFinite copies the points of a ring that can be drawn.
func (g *gathered) addFinite(xy []float64) {
	o, points := g.origin, g.points
	for i := 0; i+1 < len(xy); i += 2 {
		p := point{xy[i], xy[i+1]}
		if math.Abs(p.x-o.x) <= farthestPoint && math.Abs(p.y-o.y) <= farthestPoint {
			points = append(points, p)
		}
	}
	g.points = points
}

// place is where one point or more stand.
type place struct {
	next, prev int32 // neighbours in the first ring that came by; next is negative before
	parts      bool
}

// fixPartings marks each point that two rings leave to different neighbours:
// between two such points a border is the same chain for both of its sides.
func (g *gathered) fixPartings() {
	g.sameplaces()
	places, id := g.places, g.id
	row := 0
	for ring := range g.ringEnd {
		for int(g.rowEnd[row]) <= ring {
			row++
		}
		from, to := int(before(g.ringEnd, ring)), int(g.ringEnd[ring])
		if g.kinds[row] != gis.PolygonShape || from == to {
			continue
		}
		prev := id[to-1]
		for i := from; i < to; i++ {
			next := id[from]
			if i+1 < to {
				next = id[i+1]
			}
			switch at := &places[id[i]]; {
			case at.next < 0:
				at.next, at.prev = next, prev
			case at.next == next && at.prev == prev, at.next == prev && at.prev == next:
			default:
				at.parts = true
			}
			prev = id[i]
		}
	}
	for i := range g.fixed {
		g.fixed[i] = places[id[i]].parts
	}
}

// sameplaces numbers the places at which points stand, points at one place alike.
func (g *gathered) sameplaces() {
	// A table of its own, of points by place: a map of points takes most of the
	// time of a drawing.
	points := g.points
	size := 1 << bits.Len(uint(2*len(points)))
	g.table, g.id, g.places = resized(g.table, size), resized(g.id, len(points)), g.places[:0]
	table := g.table // one more than the first point of a place; 0 for none
	clear(table)
	for i, p := range points {
		h := (math.Float64bits(p.x+0)*0x9e3779b97f4a7c15 ^ math.Float64bits(p.y+0)) * 0xff51afd7ed558ccd // +0 makes one of both zeros
		at := int(h>>32) & (size - 1)
		for table[at] != 0 && points[table[at]-1] != p {
			at = (at + 1) & (size - 1)
		}
		if table[at] == 0 {
			table[at] = int32(i + 1)
			g.id[i] = int32(len(g.places))
			g.places = append(g.places, place{next: -1})
		} else {
			g.id[i] = g.id[table[at]-1]
		}
	}
}

// boxOf is the box of points.
func boxOf(points []point) box {
	b := emptyBox()
	for _, p := range points {
		b.x0, b.x1 = min(b.x0, p.x), max(b.x1, p.x)
		b.y0, b.y1 = min(b.y0, p.y), max(b.y1, p.y)
	}
	return b
}
