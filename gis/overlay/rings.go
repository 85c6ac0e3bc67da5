package overlay

import (
	"cmp"
	"math"
	"slices"

	"segit/gis"
	"segit/gis/planar"
)

// rings collects the rings of a result and sorts holes into their shells. Its
// memory is used again for each pair.
type rings struct {
	xy   []float64 // open: the first point is not repeated
	refs []ringRef

	order []int // of append
}

// ringRef is one ring of rings.xy.
type ringRef struct {
	from, to int     // in xy
	area     float64 // positive for a shell, negative for a hole
	shell    int     // of a hole: index of its shell; -1 not known yet
}

func (r *rings) reset() { r.xy, r.refs = r.xy[:0], r.refs[:0] }

// point adds a point to the open ring, unless it stands there already.
func (r *rings) point(x, y float64) {
	if n := len(r.xy); n > r.open() && r.xy[n-2] == x && r.xy[n-1] == y {
		return
	}
	r.xy = append(r.xy, x, y)
}

// open is where the open ring begins.
func (r *rings) open() int {
	if n := len(r.refs); n > 0 {
		return r.refs[n-1].to
	}
	return 0
}

// close ends the open ring; a ring without area is taken back, and its area
// returned as 0.
func (r *rings) close() float64 {
	from := r.open()
	if n := len(r.xy); n-from > 2 && r.xy[n-2] == r.xy[from] && r.xy[n-1] == r.xy[from+1] {
		r.xy = r.xy[:n-2]
	}
	area := planar.RingArea(r.xy[from:])
	if area == 0 {
		r.xy = r.xy[:from]
		return 0
	}
	r.refs = append(r.refs, ringRef{from, len(r.xy), area, -1})
	return area
}

// add adds a closed ring as it is.
func (r *rings) add(ring []float64) {
	from := r.open()
	r.xy = append(r.xy, ring[:len(ring)-2]...)
	r.refs = append(r.refs, ringRef{from, len(r.xy), planar.RingArea(ring), -1})
}

// area is the area of all rings.
func (r *rings) area() float64 {
	var sum float64
	for i := range r.refs {
		sum += r.refs[i].area
	}
	return sum
}

// place finds the shell of each hole; false when a hole has none.
func (r *rings) place() bool {
	only, shells := -1, 0
	for i := range r.refs {
		if r.refs[i].area > 0 {
			only = i
			shells++
		}
	}
	for i := range r.refs {
		hole := &r.refs[i]
		if hole.area > 0 || hole.shell >= 0 {
			continue
		}
		switch {
		case shells == 0:
			return false
		case shells == 1:
			hole.shell = only
		default:
			if hole.shell = r.around(hole); hole.shell < 0 {
				return false
			}
		}
	}
	return shells > 0
}

// around is the smallest shell that holds a hole, -1 when there is none.
func (r *rings) around(hole *ringRef) int {
	best, least := -1, math.Inf(1)
	h := r.xy[hole.from:hole.to]
	for i := range r.refs {
		s := &r.refs[i]
		if s.area < -hole.area || s.area >= least {
			continue
		}
		if r.holds(s, h) {
			best, least = i, s.area
		}
	}
	return best
}

// holds reports whether a ring that does not cross a shell lies in it: the
// first of its points that is not on the shell tells.
func (r *rings) holds(shell *ringRef, ring []float64) bool {
	s := r.xy[shell.from:shell.to]
	for i := 0; i+1 < len(ring); i += 2 {
		x, y := ring[i], ring[i+1]
		odd, on := eastOf(s, x, y)
		n := len(s)
		crossed, onLast := east(s[n-2], s[n-1], s[0], s[1], x, y)
		if on || onLast {
			continue
		}
		return odd != crossed
	}
	return false
}

// append writes the rings as one polygonal row of dst: each shell with its
// holes is a part.
func (r *rings) append(dst *gis.Shapes) {
	r.order = r.order[:0]
	for i := range r.refs {
		r.order = append(r.order, i)
	}
	// Shells in the order in which they were made, each before its holes.
	slices.SortFunc(r.order, func(i, j int) int {
		return cmp.Or(cmp.Compare(r.shellOf(i), r.shellOf(j)), r.shellFirst(i, j), cmp.Compare(i, j))
	})
	for k, i := range r.order {
		if k > 0 && r.refs[i].area > 0 {
			dst.EndPart()
		}
		r.appendRing(dst, i)
	}
	if len(r.order) > 0 {
		dst.EndPart()
	}
	dst.EndRow(gis.PolygonShape)
}

// shellFirst puts a shell before its holes.
func (r *rings) shellFirst(i, j int) int {
	switch {
	case r.refs[i].area > 0 && r.refs[j].area <= 0:
		return -1
	case r.refs[j].area > 0 && r.refs[i].area <= 0:
		return 1
	}
	return 0
}

// shellOf is the shell a ring belongs to, itself for a shell.
func (r *rings) shellOf(i int) int {
	if r.refs[i].area > 0 {
		return i
	}
	return r.refs[i].shell
}

func (r *rings) appendRing(dst *gis.Shapes, i int) {
	ring := r.xy[r.refs[i].from:r.refs[i].to]
	dst.XY = append(dst.XY, ring...)
	dst.AppendPoint(ring[0], ring[1])
	dst.EndRing()
}
