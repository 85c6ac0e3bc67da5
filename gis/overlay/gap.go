package overlay

import (
	"math"
	"slices"
	"sync"

	"segit/gis"
	"segit/gis/planar"
)

// runs are the points of a feature in short runs, and boxes over boxes of them:
// between two features with many vertices only runs near each other are
// measured.
type runs struct {
	once   sync.Once
	xy     []float64  // of points along a curve, of others as they stand
	loose  bool       // points, which no edges join
	spans  []span     // of the lowest level
	levels [][]window // boxes; each bounds runsAbove of the level below
}

// span is points of one ring, from first to last, both counted from the
// feature's.
type span struct{ first, last uint32 }

const (
	runEdges  = 8 // edges of a run
	runsAbove = 8
)

// runsOf are the runs of a feature, made once.
func (l *Layer) runsOf(f *feature) *runs {
	if f.slab < 0 {
		return l.newRuns(f, &runs{})
	}
	r := l.slabs[f.slab].runs
	r.once.Do(func() { l.newRuns(f, r) })
	return r
}

func (l *Layer) newRuns(f *feature, r *runs) *runs {
	r.xy = l.xy(f)
	rings := f.rings
	if f.kind == gis.PointShape {
		r.xy, r.loose, rings = alongCurve(r.xy), true, 1
	}
	var boxes []window
	for ring := range rings {
		from, n := uint32(0), f.points
		if !r.loose {
			from, n = l.ringSpan(f, ring)
		}
		for at := from; ; at += runEdges {
			s := span{at, min(at+runEdges, from+n-1)}
			r.spans = append(r.spans, s)
			boxes = append(boxes, boxOf(r.xy[2*s.first:2*s.last+2]))
			if s.last == from+n-1 {
				break
			}
		}
	}
	r.levels = append(r.levels, boxes)
	for len(boxes) > 1 {
		var above []window
		for some := range slices.Chunk(boxes, runsAbove) {
			all := some[0]
			for i := range some {
				all = all.with(&some[i])
			}
			above = append(above, all)
		}
		boxes = above
		r.levels = append(r.levels, boxes)
	}
	return r
}

// alongCurve are points in an order in which near ones follow each other.
func alongCurve(xy []float64) []float64 {
	box := boxOf(xy)
	all := box.bound()
	way := curveThrough(&all)
	places := make([]uint64, len(xy)/2)
	for i := range places {
		places[i] = way.at(2*xy[2*i], 2*xy[2*i+1])<<32 | uint64(i)
	}
	sorted := make([]float64, 0, len(xy))
	for _, i := range inPlace(places) {
		sorted = append(sorted, xy[2*i], xy[2*i+1])
	}
	return sorted
}

// boxOf is the box of points.
func boxOf(xy []float64) window {
	b := window{xy[0], xy[1], xy[0], xy[1]}
	for i := 2; i+1 < len(xy); i += 2 {
		b.minX, b.maxX = min(b.minX, xy[i]), max(b.maxX, xy[i])
		b.minY, b.maxY = min(b.minY, xy[i+1]), max(b.maxY, xy[i+1])
	}
	return b
}

// far is how far two boxes are from each other, or by rounding a little less.
func (w *window) far(o *window) float64 {
	return (1 - 1e-15) * math.Hypot(max(0, w.minX-o.maxX, o.minX-w.maxX), max(0, w.minY-o.maxY, o.minY-w.maxY))
}

// gap measures how far two features that do not meet are from each other.
type gap struct {
	runs [2]*runs
	best float64 // the shortest way found
	halt *halt
}

// node is a box of a side's runs.
type node struct{ level, at int }

func (g *gap) box(side int, n node) *window { return &g.runs[side].levels[n.level][n.at] }

// below looks at two nodes whose boxes are nearer to each other than the
// shortest way found, the nearest of what is below them first.
func (g *gap) below(a, b node) {
	if g.halt.raised() {
		return
	}
	if a.level == 0 && b.level == 0 {
		g.measure(g.runs[0].spans[a.at], g.runs[1].spans[b.at])
		return
	}
	side := 0
	if b.level > a.level {
		side = 1
	}
	split, other := a, b
	if side == 1 {
		split, other = b, a
	}
	type child struct {
		at  int
		far float64
	}
	var children [runsAbove]child
	n := 0
	under := g.runs[side].levels[split.level-1]
	for at := split.at * runsAbove; at < min((split.at+1)*runsAbove, len(under)); at++ {
		children[n] = child{at, under[at].far(g.box(1-side, other))}
		n++
	}
	slices.SortFunc(children[:n], func(p, q child) int {
		if p.far < q.far {
			return -1
		}
		return 1
	})
	for _, c := range children[:n] {
		if c.far >= g.best {
			return
		}
		if next := (node{split.level - 1, c.at}); side == 0 {
			g.below(next, other)
		} else {
			g.below(other, next)
		}
	}
}

// measure looks at all vertices of two runs.
func (g *gap) measure(a, b span) {
	g.fromVertices(g.runs[0].xy[2*a.first:2*a.last+2], g.runs[1].xy[2*b.first:2*b.last+2], g.runs[1].loose)
	g.fromVertices(g.runs[1].xy[2*b.first:2*b.last+2], g.runs[0].xy[2*a.first:2*a.last+2], g.runs[0].loose)
}

// fromVertices measures from the vertices of one run to another.
func (g *gap) fromVertices(p, q []float64, loose bool) {
	step := len(q)
	if loose {
		step = 2
	}
	for i := 0; i+1 < len(p); i += 2 {
		for k := 0; k < len(q); k += step {
			g.best = min(g.best, planar.LineDistance(q[k:k+step], p[i], p[i+1]))
		}
	}
}
