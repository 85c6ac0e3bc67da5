package planar

import (
	"math"

	"segit/gis"
)

// SharedArea is the area, in the square of the shapes' unit, that row i of a
// and row j of b have in common: polygons with holes and in many parts. Rows
// that are not polygons share nothing.
//
// The intersection is never built. A polygon is the sum, over its edges, of
// the regions below them, taken with the sign of the direction in which the
// edge runs; so the shared area is the sum over pairs of edges of the area
// below both, an integral of the lower of two lines. There is no topology to
// get wrong: edges that touch, coincide or cross anywhere need no special case,
// and what is lost is rounding alone, some 1e-15 of the area of the box that
// the two rows share.
//
// Where a row covers a place twice (parts that overlap) it counts twice, and a
// ring that crosses itself counts by its winding: such rows are for the reader
// of the file to tell.
func SharedArea(a *gis.Shapes, i int, b *gis.Shapes, j int) float64 {
	if a.Kind[i] != gis.PolygonShape || b.Kind[j] != gis.PolygonShape {
		return 0
	}
	w, ok := sharedWindow(a.Bound(i), b.Bound(j))
	if !ok {
		return 0
	}
	var roomA, roomB [edgesOnStack]edge
	edgesA := w.rowEdges(roomA[:0], a, i)
	edgesB := w.rowEdges(roomB[:0], b, j)
	var area float64
	for k := range edgesA {
		for l := range edgesB {
			area += belowBoth(&edgesA[k], &edgesB[l])
		}
	}
	return max(area, 0)
}

// edgesOnStack is how many edges in the window cost no memory from the heap:
// more than a building or a common parcel has.
const edgesOnStack = 48

// edge is a piece of a ring inside the window, from left to right, y above the
// window's lower side. sign is +1 where the polygon lies below the edge and −1
// where it lies above.
type edge struct {
	x0, x1 float64
	y0, y1 float64
	sign   float64
	slope  float64
}

func newEdge(x0, x1, y0, y1, sign float64) edge {
	return edge{x0, x1, y0, y1, sign, (y1 - y0) / (x1 - x0)}
}

// belowBoth is the signed area of the region that lies below both edges.
func belowBoth(e, f *edge) float64 {
	left, right := max(e.x0, f.x0), min(e.x1, f.x1)
	width := right - left
	if width <= 0 {
		return 0
	}
	e0, e1 := e.at(left), e.at(right)
	f0, f1 := f.at(left), f.at(right)
	d0, d1 := e0-f0, e1-f1
	sum := min(e0, f0) + min(e1, f1)
	if d0*d1 < 0 {
		// They cross. The minimum of two lines lies above the line that
		// joins its ends: by the triangle between the ends and the crossing.
		sum += math.Abs(d0) * math.Abs(d1) / (math.Abs(d0) + math.Abs(d1))
	}
	return sum * width / 2 * e.sign * f.sign
}

// at is the height of the edge over x, exact at its ends.
func (e *edge) at(x float64) float64 {
	switch x {
	case e.x0:
		return e.y0
	case e.x1:
		return e.y1
	}
	return e.y0 + e.slope*(x-e.x0)
}
