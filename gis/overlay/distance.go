package overlay

import (
	"math"

	"segit/gis/planar"
)

// distance is how far two shapes are from each other, 0 when they have a point
// in common; any number greater than limit when they are farther than that.
func (w *worker) distance(la *Layer, a *feature, lb *Layer, b *feature, limit float64) float64 {
	if boxDistance(a, b) > limit {
		return math.Inf(1)
	}
	if boxDistance(a, b) == 0 && w.intersects(la, a, lb, b) {
		return 0
	}
	// Shapes that do not meet are nearest at a vertex of one of them.
	if uint64(a.points)*uint64(b.points) > comparedVertices {
		g := gap{runs: [2]*runs{la.runsOf(a), lb.runsOf(b)}, best: math.Nextafter(limit, math.Inf(1)), halt: w.halt}
		g.below(node{len(g.runs[0].levels) - 1, 0}, node{len(g.runs[1].levels) - 1, 0})
		return g.best
	}
	return min(la.fromVertices(a, lb, b, limit), lb.fromVertices(b, la, a, limit))
}

// comparedVertices is how many pairs of a vertex and an edge are measured one by
// one.
const comparedVertices = 4096

// boxDistance is how far the boxes of two features are from each other.
func boxDistance(a, b *feature) float64 {
	dx := max(0, a.minX-b.maxX, b.minX-a.maxX)
	dy := max(0, a.minY-b.maxY, b.minY-a.maxY)
	return math.Hypot(dx, dy)
}

// fromVertices is the shortest way from a vertex of f to an edge of g, or more
// than limit.
func (l *Layer) fromVertices(f *feature, lg *Layer, g *feature, limit float64) float64 {
	best := math.Inf(1)
	xy, other := l.xy(f), lg.xy(g)
	for i := 0; i+1 < len(xy); i += 2 {
		x, y := xy[i], xy[i+1]
		if x < g.minX-limit || x > g.maxX+limit || y < g.minY-limit || y > g.maxY+limit {
			continue
		}
		for r := range g.rings {
			from, n := lg.ringSpan(g, r)
			best = min(best, planar.LineDistance(other[2*from:2*(from+n)], x, y))
		}
	}
	return best
}
