package overlay

import "segit/gis"

// A feature with many vertices gets level slabs: each lists the edges that
// reach into it, so that a small neighbour meets a few edges and not all. Those of
// points list the points.

// slabbedFrom is the number of points from which slabs pay.
const slabbedFrom = 48

// slabbing are the slabs of one feature.
type slabbing struct {
	y, scale float64  // slab of a height = (height-y)*scale
	start    []uint32 // first edge of each slab in edges, and the end
	edges    []uint32 // edge = its first point, counted from the feature's
	runs     *runs    // made when a distance is first asked for
}

// at is the slab of a height, the nearest for heights outside.
func (s *slabbing) at(y float64) int {
	v := (y - s.y) * s.scale
	if !(v > 0) {
		return 0
	}
	return min(int(v), len(s.start)-2)
}

// newSlabbing lists the edges of a feature.
func (l *Layer) newSlabbing(f *feature) slabbing {
	n := int(f.points / 3)
	s := slabbing{y: f.minY, start: make([]uint32, n+1), runs: &runs{}}
	if f.maxY > f.minY {
		s.scale = float64(n) / (f.maxY - f.minY)
	}
	counts := make([]uint32, n+1)
	l.eachSlab(f, &s, func(slab int, _ uint32) { counts[slab]++ })
	for k := range n {
		s.start[k+1] = s.start[k] + counts[k]
		counts[k] = s.start[k]
	}
	s.edges = make([]uint32, s.start[n])
	l.eachSlab(f, &s, func(slab int, edge uint32) {
		s.edges[counts[slab]] = edge
		counts[slab]++
	})
	return s
}

// eachSlab visits the slabs that each edge reaches into, or each point lies in.
func (l *Layer) eachSlab(f *feature, s *slabbing, visit func(slab int, edge uint32)) {
	xy := l.xy(f)
	if f.kind == gis.PointShape {
		for i := range f.points {
			visit(s.at(xy[2*i+1]), i)
		}
		return
	}
	for r := range f.rings {
		from, n := l.ringSpan(f, r)
		for i := from; i+1 < from+n; i++ {
			y0, y1 := xy[2*i+1], xy[2*i+3]
			for k := s.at(min(y0, y1)); k <= s.at(max(y0, y1)); k++ {
				visit(k, i)
			}
		}
	}
}
