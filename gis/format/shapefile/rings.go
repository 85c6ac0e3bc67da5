package shapefile

import (
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/feature"
)

// assembly sorts the rings of a record into polygons. The white paper tells
// holes by their direction, but many writers do not keep to it, so that here a
// ring is a hole when an odd number of the others hold it.
type assembly struct {
	xy    []float64
	ends  []int
	boxes []orb.Bound
	depth []int
	outer []int
}

func (a *assembly) reset() { a.xy, a.ends, a.boxes = a.xy[:0], a.ends[:0], a.boxes[:0] }

// add takes the bytes of a ring.
func (a *assembly) add(run []byte) {
	start := len(a.xy)
	a.xy = appendFloats(a.xy, run)
	a.ends = append(a.ends, len(a.xy))
	b := orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
	for i := start; i < len(a.xy); i += 2 {
		b = b.Extend(orb.Point{a.xy[i], a.xy[i+1]})
	}
	a.boxes = append(a.boxes, b)
}

func (a *assembly) ring(i int) []float64 {
	if i == 0 {
		return a.xy[:a.ends[0]]
	}
	return a.xy[a.ends[i-1]:a.ends[i]]
}

// put appends the polygons: each outer ring in the order of the file, and its
// holes behind it.
func (a *assembly) put(rows *feature.Rows) {
	if len(a.ends) == 0 {
		return
	}
	a.nest()
	s := rows.Shapes()
	put := func(i int) {
		s.XY = append(s.XY, a.ring(i)...)
		rows.EndRing(gis.PolygonShape)
	}
	for i, depth := range a.depth {
		if depth%2 != 0 {
			continue
		}
		put(i)
		for j, of := range a.outer {
			if a.depth[j]%2 != 0 && of == i {
				put(j)
			}
		}
		rows.EndPart()
	}
}

// nest counts for each ring how many others hold it, and finds the smallest of
// these.
func (a *assembly) nest() {
	a.depth, a.outer = a.depth[:0], a.outer[:0]
	for i := range a.ends {
		depth, outer := 0, -1
		for j := range a.ends {
			if i == j || !a.holds(j, i) {
				continue
			}
			depth++
			if outer < 0 || smaller(a.boxes[j], a.boxes[outer]) {
				outer = j
			}
		}
		a.depth, a.outer = append(a.depth, depth), append(a.outer, outer)
	}
}

// smaller compares boxes of rings that hold the same ring, and so lie in each
// other.
func smaller(a, b orb.Bound) bool {
	return (a.Max[0]-a.Min[0])*(a.Max[1]-a.Min[1]) < (b.Max[0]-b.Min[0])*(b.Max[1]-b.Min[1])
}

// holds reports whether ring j holds ring i: the first corner of i, or middle of
// a side, that is not on j's own line decides. Equal rings do not hold each other.
func (a *assembly) holds(j, i int) bool {
	if b, c := a.boxes[j], a.boxes[i]; c.Min[0] < b.Min[0] || c.Max[0] > b.Max[0] || c.Min[1] < b.Min[1] || c.Max[1] > b.Max[1] {
		return false
	}
	in, by := a.ring(i), a.ring(j)
	for k := 0; k+1 < len(in); k += 2 {
		if side := sideOf(by, in[k], in[k+1]); side != 0 {
			return side > 0
		}
	}
	for k := 0; k+3 < len(in); k += 2 {
		if side := sideOf(by, (in[k]+in[k+2])/2, (in[k+1]+in[k+3])/2); side != 0 {
			return side > 0
		}
	}
	return false
}

// sideOf is 1 inside a ring, -1 outside, 0 on its line.
func sideOf(ring []float64, x, y float64) int {
	side := -1
	n := len(ring)
	for i, j := 0, n-2; i < n; i, j = i+2, i {
		x0, y0, x1, y1 := ring[j], ring[j+1], ring[i], ring[i+1]
		turn := (x1-x0)*(y-y0) - (x-x0)*(y1-y0)
		if turn == 0 && x >= min(x0, x1) && x <= max(x0, x1) && y >= min(y0, y1) && y <= max(y0, y1) {
			return 0
		}
		if (y0 > y) != (y1 > y) && (turn > 0) == (y1 > y0) {
			side = -side
		}
	}
	return side
}
