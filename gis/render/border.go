package render

import (
	"math"

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
	points  []orb.Point
	fixed   []bool // one per point: must be kept, borders part here
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
	ids := make(map[orb.Point]int32, len(g.points)/2)
	id := make([]int32, len(g.points))
	for i, p := range g.points {
		n, seen := ids[p]
		if !seen {
			n = int32(len(ids))
			ids[p] = n
		}
		id[i] = n
	}
	places := make([]place, len(ids))
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
