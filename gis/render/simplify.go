package render

import (
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
)

// originGrid is what an origin is rounded to, metres: a multiple of every grid
// below, so that drawings of neighbouring blocks put a shared border on the
// same points.
const originGrid = 64

// farthestPoint is how far from the origin a coordinate may lie, metres: more
// than the way around the Earth. What is farther, or no number, is not drawn.
const farthestPoint = 1e8

// Simplify makes a drawing of the given rows of shapes (all when rows is nil),
// at a tolerance in metres (0 keeps every point). Row i of the drawing is
// rows[i], also when it draws nothing; Label and Class are left nil.
//
// Each ring is thinned by Douglas-Peucker between the points where more than
// two borders meet, so that neighbours among the rows keep one common border.
// A ring larger than the tolerance keeps at least a triangle where it has one;
// a smaller polygon or line becomes a dot, a smaller hole is left out. What
// remains is put on a grid of a quarter of the tolerance (1/1024 m for the
// full shape), so no point moves by more than 1.2 tolerances.
//
// Origin is rounded to 64 m; within 16 km of it a float32 holds the full shape
// to the millimetre.
func Simplify(shapes *gis.Shapes, rows []int, tolerance float64, origin orb.Point) *Drawing {
	g := &gathered{finest: tolerance}
	g.gather(shapes, rows, origin)
	d := &Drawing{}
	g.simplify(d, tolerance)
	return d
}

// gridOf is the spacing of points at a tolerance: the power of two nearest
// below a quarter of it, or the finest step.
func gridOf(tolerance float64) float64 {
	if tolerance <= 4*finestStep {
		return finestStep
	}
	_, exp := math.Frexp(tolerance / 4)
	return math.Min(math.Ldexp(1, exp-1), originGrid)
}

// simplify builds the drawing of one tolerance in the memory that d has.
func (g *gathered) simplify(d *Drawing, tolerance float64) {
	grid := gridOf(tolerance)
	t := thinning{gathered: g, tolerance: tolerance, grid: grid, each: 1 / grid}
	d.Origin = orb.Point{g.origin.x, g.origin.y}
	d.XY = emptied(d.XY, len(g.points)) // half of the points is what is left, about
	d.RingEnd = emptied(d.RingEnd, len(g.ringEnd))
	d.RowEnd = emptied(d.RowEnd, len(g.rows))
	d.Kind = emptied(d.Kind, len(g.rows))
	d.Row = append(emptied(d.Row, len(g.rows)), g.rows...)
	ring := 0
	for row, end := range g.rowEnd {
		for ; ring < int(end); ring++ {
			t.ring(d, ring, g.kinds[row])
		}
		kind := g.kinds[row]
		if len(d.RingEnd) == int(before(d.RowEnd, row)) {
			kind = gis.NoShape
		}
		d.RowEnd = append(d.RowEnd, uint32(len(d.RingEnd)))
		d.Kind = append(d.Kind, kind)
	}
	d.box()
}

// thinning is one pass over the gathered rings.
type thinning struct {
	*gathered
	tolerance  float64
	grid, each float64 // spacing of points, a power of two, and how many to a metre
}

// ring adds a ring to the drawing, thinned.
func (t *thinning) ring(d *Drawing, ring int, kind gis.ShapeKind) {
	from, to := int(before(t.ringEnd, ring)), int(t.ringEnd[ring])
	if from == to {
		return
	}
	limit, extra := -2.0, -1 // every point
	if kind != gis.PointShape && t.tolerance > 0 {
		around := t.boxes[ring]
		if size := max(around.x1-around.x0, around.y1-around.y0); size <= t.tolerance {
			if !t.hole[ring] {
				t.emit(d, len(d.XY), around.middle())
				d.endRing()
			}
			return
		}
		if t.weight[from] < 0 {
			t.weigh(from, to-from, kind)
		}
		limit = t.tolerance * t.tolerance
		if kind != gis.LineShape {
			extra = t.thirdOf(from, to, limit)
		}
	}
	start := len(d.XY)
	for i, p := range t.points[from:to] {
		if t.weight[from+i] > limit || from+i == extra {
			t.emit(d, start, p)
		}
	}
	if kind == gis.PolygonShape { // the grid may have brought the ends together
		for n := len(d.XY); n-start > 2 && d.XY[n-2] == d.XY[start] && d.XY[n-1] == d.XY[start+1]; n = len(d.XY) {
			d.XY = d.XY[:n-2]
		}
	}
	d.endRing()
}

// emit adds a point on the grid unless the open ring, which begins at start, ends
// with it.
func (t *thinning) emit(d *Drawing, start int, p point) {
	x := float32(wholeStep((p.x-t.origin.x)*t.each) * t.grid)
	y := float32(wholeStep((p.y-t.origin.y)*t.each) * t.grid)
	if n := len(d.XY); n > start && d.XY[n-2] == x && d.XY[n-1] == y {
		return
	}
	d.XY = append(d.XY, x, y)
}

// wholeStep is [math.Round] of what an int64 holds, without a branch that goes
// either way; its zero has no sign.
func wholeStep(v float64) float64 {
	n := int64(v)
	return float64(n + int64(2*(v-float64(n))))
}

// endRing closes the open ring.
func (d *Drawing) endRing() { d.RingEnd = append(d.RingEnd, uint32(len(d.XY)/2)) }
