package render

import (
	"math"
	"math/bits"

	"github.com/paulmach/orb"

	"segit/gis"
)

// gathered is the rows of a block brought together for thinning: finite points
// only, polygon rings open, and the points where borders part marked.
type gathered struct {
	origin  orb.Point
	rows    []uint32
	kinds   []gis.ShapeKind
	rowEnd  []uint32
	ringEnd []uint32
	hole    []bool // one per ring
	boxes   []orb.Bound
	points  []orb.Point
	fixed   []bool  // one per point: must be kept, borders part here
	finest  float64 // the smallest tolerance that is asked for, metres

	// One per point: the square of the tolerance up to which it is kept, metres;
	// negative in the first point of a ring that was not weighed yet.
	weight []float64
	stack  []span // of Douglas-Peucker, kept between rings
}

// gather copies the rows and finds where borders part.
func gather(shapes *gis.Shapes, rows []int, origin orb.Point) *gathered {
	g := &gathered{}
	for i, v := range origin {
		if finite(v) {
			g.origin[i] = math.Round(v/originGrid) * originGrid
		}
	}
	n := len(rows)
	if rows == nil {
		n = shapes.Len()
	}
	g.rows = make([]uint32, n)
	if rings := len(shapes.RingEnd) * n / max(shapes.Len(), 1); rings > 0 { // as many as an even share, and some
		g.points = make([]orb.Point, 0, (len(shapes.XY)/2*n/shapes.Len())*5/4)
		g.ringEnd, g.boxes, g.hole = make([]uint32, 0, rings*5/4), make([]orb.Bound, 0, rings*5/4), make([]bool, 0, rings*5/4)
	}
	g.rowEnd = make([]uint32, n)
	g.kinds = make([]gis.ShapeKind, n)
	for i := range n {
		row := i
		if rows != nil {
			row = rows[i]
		}
		g.rows[i], g.kinds[i] = uint32(row), shapes.Kind[row]
		g.add(shapes, row)
		g.rowEnd[i] = uint32(len(g.ringEnd))
	}
	g.fixed = make([]bool, len(g.points))
	g.weight = make([]float64, len(g.points))
	for i := range g.weight {
		g.weight[i] = -1
	}
	g.fixPartings()
	return g
}

// add copies the rings of a row.
func (g *gathered) add(shapes *gis.Shapes, row int) {
	p0, p1 := shapes.Parts(row)
	for part := p0; part < p1; part++ {
		r0, r1 := shapes.Rings(part)
		for r := r0; r < r1; r++ {
			start := len(g.points)
			xy := shapes.Ring(r)
			for i := 0; i+1 < len(xy); i += 2 {
				p := orb.Point{xy[i], xy[i+1]}
				if math.Abs(p[0]-g.origin[0]) <= farthestPoint && math.Abs(p[1]-g.origin[1]) <= farthestPoint {
					g.points = append(g.points, p)
				}
			}
			n := len(g.points)
			if shapes.Kind[row] == gis.PolygonShape && n-start > 1 && g.points[start] == g.points[n-1] {
				g.points = g.points[:n-1]
			}
			g.ringEnd = append(g.ringEnd, uint32(len(g.points)))
			g.boxes = append(g.boxes, boxOf(g.points[start:]))
			g.hole = append(g.hole, shapes.Kind[row] == gis.PolygonShape && r > r0)
		}
	}
}

// fixPartings marks each point that two rings leave to different neighbours:
// between two such points a border is the same chain for both of its sides.
func (g *gathered) fixPartings() {
	type place struct {
		next, prev int32 // neighbours in the first ring that came by
		parts      bool
	}
	id, distinct := sameplaces(g.points)
	places := make([]place, distinct)
	for i := range places {
		places[i].next = -1
	}
	row := 0
	for ring := range g.ringEnd {
		for int(g.rowEnd[row]) <= ring {
			row++
		}
		if g.kinds[row] != gis.PolygonShape {
			continue
		}
		from, to := int(before(g.ringEnd, ring)), int(g.ringEnd[ring])
		for i := from; i < to; i++ {
			next, prev := i+1, i-1
			if next == to {
				next = from
			}
			if prev < from {
				prev = to - 1
			}
			a, b := id[next], id[prev]
			switch at := &places[id[i]]; {
			case at.next < 0:
				at.next, at.prev = a, b
			case at.next == a && at.prev == b, at.next == b && at.prev == a:
			default:
				at.parts = true
			}
		}
	}
	for i := range g.points {
		g.fixed[i] = places[id[i]].parts
	}
}

// sameplaces numbers the places at which points stand, points at one place alike.
func sameplaces(points []orb.Point) (id []int32, distinct int) {
	// A table of its own, of points by place: a map of points takes most of the
	// time of a drawing.
	size := 1 << bits.Len(uint(2*len(points)))
	table := make([]int32, size) // one more than the first point of a place; 0 for none
	id = make([]int32, len(points))
	for i, p := range points {
		h := (math.Float64bits(p[0]+0)*0x9e3779b97f4a7c15 ^ math.Float64bits(p[1]+0)) * 0xff51afd7ed558ccd // +0 makes one of both zeros
		at := int(h>>32) & (size - 1)
		for table[at] != 0 && points[table[at]-1] != p {
			at = (at + 1) & (size - 1)
		}
		if table[at] == 0 {
			table[at] = int32(i + 1)
			id[i] = int32(distinct)
			distinct++
		} else {
			id[i] = id[table[at]-1]
		}
	}
	return id, distinct
}

func boxOf(points []orb.Point) orb.Bound {
	b := nowhere()
	for _, p := range points {
		b.Min[0], b.Max[0] = min(b.Min[0], p[0]), max(b.Max[0], p[0])
		b.Min[1], b.Max[1] = min(b.Min[1], p[1]), max(b.Max[1], p[1])
	}
	return b
}
