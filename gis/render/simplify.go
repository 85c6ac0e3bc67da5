package render

import (
	"math"
	"slices"

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
	g := gather(shapes, rows, origin)
	g.finest = tolerance
	return g.simplify(tolerance)
}

// Pyramid makes the drawings of all coarse levels as [Simplify] does, looking for
// common borders once. There is none of level 0, which is the shapes themselves.
func Pyramid(shapes *gis.Shapes, rows []int, origin orb.Point) [Levels]*Drawing {
	g := gather(shapes, rows, origin)
	g.finest = LevelTolerance(1)
	var levels [Levels]*Drawing
	for level := 1; level < Levels; level++ {
		levels[level] = g.simplify(LevelTolerance(level))
	}
	return levels
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

// simplify builds the drawing of one tolerance.
func (g *gathered) simplify(tolerance float64) *Drawing {
	t := thinning{gathered: g, tolerance: tolerance, grid: gridOf(tolerance), keep: make([]bool, len(g.points))}
	d := &Drawing{
		Origin:  g.origin,
		XY:      make([]float32, 0, len(g.points)), // half of the points is what is left, about
		RingEnd: make([]uint32, 0, len(g.ringEnd)),
		RowEnd:  make([]uint32, 0, len(g.rows)),
		Kind:    make([]gis.ShapeKind, 0, len(g.rows)),
		Row:     slices.Clone(g.rows),
	}
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
	return d
}

// thinning is one pass over the gathered rings.
type thinning struct {
	*gathered
	tolerance, grid float64
	keep            []bool // one per gathered point
}

// ring adds a ring to the drawing, thinned.
func (t *thinning) ring(d *Drawing, ring int, kind gis.ShapeKind) {
	from, to := int(before(t.ringEnd, ring)), int(t.ringEnd[ring])
	if from == to {
		return
	}
	if kind != gis.PointShape && t.tolerance > 0 {
		box := &t.boxes[ring]
		if size := max(box.Max[0]-box.Min[0], box.Max[1]-box.Min[1]); size <= t.tolerance {
			if !t.hole[ring] {
				t.emit(d, box.Center())
				d.endRing()
			}
			return
		}
		t.mark(from, to, kind)
	} else {
		for i := from; i < to; i++ {
			t.keep[i] = true
		}
	}
	start := len(d.XY)
	for i := from; i < to; i++ {
		if t.keep[i] {
			t.emit(d, t.points[i])
		}
	}
	if kind == gis.PolygonShape { // the grid may have brought the ends together
		for n := len(d.XY); n-start > 2 && d.XY[n-2] == d.XY[start] && d.XY[n-1] == d.XY[start+1]; n = len(d.XY) {
			d.XY = d.XY[:n-2]
		}
	}
	d.endRing()
}

// emit adds a point on the grid unless the open ring ends with it.
func (t *thinning) emit(d *Drawing, p orb.Point) {
	x := float32(math.Round((p[0]-t.origin[0])/t.grid) * t.grid)
	y := float32(math.Round((p[1]-t.origin[1])/t.grid) * t.grid)
	if n := len(d.XY); n > 2*int(before(d.RingEnd, len(d.RingEnd))) && d.XY[n-2] == x && d.XY[n-1] == y {
		return
	}
	d.XY = append(d.XY, x, y)
}

// endRing closes the open ring.
func (d *Drawing) endRing() { d.RingEnd = append(d.RingEnd, uint32(len(d.XY)/2)) }
