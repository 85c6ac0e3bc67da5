package planar

import (
	"github.com/paulmach/orb"

	"segit/gis"
)

// window is the box in which two rows can meet. Its lower left corner is the
// origin for the arithmetic, so that the size of the coordinates costs no
// digits.
type window struct {
	x, y          float64 // the corner
	width, height float64
}

func sharedWindow(a, b orb.Bound) (window, bool) {
	x0, x1 := max(a.Min[0], b.Min[0]), min(a.Max[0], b.Max[0])
	y0, y1 := max(a.Min[1], b.Min[1]), min(a.Max[1], b.Max[1])
	return window{x0, y0, x1 - x0, y1 - y0}, x0 < x1 && y0 < y1
}

// rowEdges appends the edges of a polygonal row as far as they matter in the
// window. What lies left, right or below adds nothing there; what lies above
// counts as if it ran along the window's upper side.
func (w window) rowEdges(edges []edge, s *gis.Shapes, row int) []edge {
	p0, p1 := s.Parts(row)
	for p := p0; p < p1; p++ {
		r0, r1 := s.Rings(p)
		for r := r0; r < r1; r++ {
			ring := s.Ring(r)
			// An anticlockwise outside has the polygon below the edges that
			// run to the left; a hole takes away what it covers.
			sign := 1.0
			if (RingArea(ring) < 0) != (r > r0) {
				sign = -1
			}
			edges = w.ringEdges(edges, ring, sign)
		}
	}
	return edges
}

func (w window) ringEdges(edges []edge, ring []float64, sign float64) []edge {
	n := len(ring)
	if n < 6 {
		return edges
	}
	px, py := ring[n-2]-w.x, ring[n-1]-w.y
	for i := 0; i+1 < n; i += 2 {
		x, y := ring[i]-w.x, ring[i+1]-w.y
		switch {
		case px < x:
			edges = w.clip(edges, newEdge(px, x, py, y, -sign))
		case px > x:
			edges = w.clip(edges, newEdge(x, px, y, py, sign))
		}
		px, py = x, y
	}
	return edges
}

// clip appends the part of an edge that lies in the window. Above the window
// it is made flat along the upper side; flat pieces that follow each other are
// joined, so that a long way round above the window stays one edge.
func (w window) clip(edges []edge, e edge) []edge {
	if e.x1 <= 0 || e.x0 >= w.width || e.y0 <= 0 && e.y1 <= 0 {
		return edges
	}
	whole := e
	if e.x0 < 0 {
		e.x0, e.y0 = 0, whole.at(0)
	}
	if e.x1 > w.width {
		e.x1, e.y1 = w.width, whole.at(w.width)
	}
	if e.y0 >= w.height && e.y1 >= w.height {
		return w.appendTop(edges, e.x0, e.x1, e.sign)
	}
	e, ok := e.above()
	if !ok {
		return edges
	}
	if e.y0 > w.height || e.y1 > w.height {
		x := e.crossing(w.height)
		if e.y0 > w.height {
			edges = w.appendTop(edges, e.x0, x, e.sign)
			e.x0, e.y0 = x, w.height
		} else {
			edges = w.appendTop(edges, x, e.x1, e.sign)
			e.x1, e.y1 = x, w.height
		}
	}
	if e.x0 < e.x1 {
		edges = append(edges, e)
	}
	return edges
}

// above is the part of the edge above the window's lower side; below it
// encloses nothing of the window.
func (e edge) above() (edge, bool) {
	switch {
	case e.y0 <= 0 && e.y1 <= 0:
		return e, false
	case e.y0 < 0:
		e.x0, e.y0 = e.crossing(0), 0
	case e.y1 < 0:
		e.x1, e.y1 = e.crossing(0), 0
	}
	return e, e.x0 < e.x1
}

// crossing is where the edge is at the height y, which lies between its ends.
func (e edge) crossing(y float64) float64 {
	x := e.x0 + (e.x1-e.x0)*((y-e.y0)/(e.y1-e.y0))
	return min(max(x, e.x0), e.x1)
}

// appendTop appends a flat edge along the upper side, and joins it to the one
// before when the ring went on along it in the same direction.
func (w window) appendTop(edges []edge, x0, x1, sign float64) []edge {
	if x0 >= x1 {
		return edges
	}
	if n := len(edges); n > 0 {
		last := &edges[n-1]
		if last.y0 == w.height && last.y1 == w.height && last.sign == sign {
			switch {
			case last.x1 == x0:
				last.x1 = x1
				return edges
			case last.x0 == x1:
				last.x0 = x0
				return edges
			}
		}
	}
	return append(edges, newEdge(x0, x1, w.height, w.height, sign))
}
