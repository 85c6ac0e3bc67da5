package overlay

import (
	"slices"

	"segit/gis"
)

// Polygons that lie many over each other cross so often that one arrangement of
// all their edges would be mostly crossings that nobody sees. Those near each
// other are united first, and what comes of them with their neighbours, until
// nothing is crowded any more. Polygons that lie beside each other are left for
// one arrangement, in which their common borders cancel out.

// heap is a polygonal row that is to be united with others.
type heap struct {
	shapes *gis.Shapes
	row    int
	box    window
	area   float64
}

const (
	handful = 16  // heaps that are united at once
	crowded = 1.5 // times their common box that their areas make
)

// thinOut unites heaps where they are crowded. Near ones must follow each other.
// What it leaves covers the same places.
func (w *worker) thinOut(heaps []heap) []heap {
	for len(heaps) > handful {
		left := make([]heap, 0, len(heaps))
		for some := range slices.Chunk(heaps, handful) {
			if isCrowded(some) && w.solve(inA, func(m *mesh) {
				for i := range some {
					m.heap(&some[i], ofA, nil)
				}
			}) {
				left = append(left, heapOf(&w.mesh.rings))
			} else {
				left = append(left, some...)
			}
		}
		if len(left) == len(heaps) || w.halt.raised() {
			return left
		}
		heaps = left
	}
	return heaps
}

func isCrowded(heaps []heap) bool {
	all, sum := heaps[0].box, 0.0
	for i := range heaps {
		all, sum = all.with(&heaps[i].box), sum+heaps[i].area
	}
	return sum > crowded*all.area()
}

// heapOf makes a heap of a result.
func heapOf(r *rings) heap {
	h := heap{shapes: &gis.Shapes{}, area: r.area()}
	r.append(h.shapes)
	if len(h.shapes.XY) > 0 {
		h.box = boxOf(h.shapes.XY)
	}
	return h
}

// heap adds a heap, or as much of it as matters inside a window.
func (m *mesh) heap(h *heap, of owner, w *window) {
	r0, r1 := h.shapes.RowRings(h.row)
	for r := r0; r < r1; r++ {
		if w != nil {
			m.ringIn(h.shapes.Ring(r), of, w)
		} else {
			m.ring(h.shapes.Ring(r), of)
		}
	}
}

// heap is a polygonal row of a layer.
func (l *Layer) heap(row uint32) heap {
	f := &l.rows[row]
	return heap{l.shapes, int(row), window{f.minX, f.minY, f.maxX, f.maxY}, f.measure}
}

// manyCutters is from how many on those that cut a row are looked at for being
// crowded.
const manyCutters = 64

// cutWith are the rows of w.cutters as what cuts a place, thinned out where they
// are many.
func (w *worker) cutWith(l *Layer) []heap {
	heaps := make([]heap, 0, len(w.cutters))
	for _, k := range w.cutters {
		heaps = append(heaps, l.heap(k))
	}
	if len(heaps) < manyCutters || !isCrowded(heaps) {
		return heaps
	}
	sortHeaps(heaps)
	return w.thinOut(heaps)
}

// sortHeaps has near heaps follow each other.
func sortHeaps(heaps []heap) {
	all := heaps[0].box
	for i := range heaps {
		all = all.with(&heaps[i].box)
	}
	box := all.bound()
	way := curveThrough(&box)
	at := func(h *heap) int { return int(way.at(h.box.minX+h.box.maxX, h.box.minY+h.box.maxY)) }
	slices.SortStableFunc(heaps, func(p, q heap) int { return at(&p) - at(&q) })
}
