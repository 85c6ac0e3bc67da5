package overlay

import (
	"math"

	"segit/gis/planar"
)

// place is where a point lies to a polygon.
type place int8

const (
	outside place = iota - 1
	onBorder
	inside
)

// locate says exactly where a point lies to a polygonal feature, by the
// even-odd rule over all its rings.
func (l *Layer) locate(f *feature, x, y float64) place {
	if !(x >= f.minX && x <= f.maxX && y >= f.minY && y <= f.maxY) {
		return outside
	}
	xy := l.xy(f)
	odd := false
	if f.slab >= 0 {
		s := &l.slabs[f.slab]
		k := s.at(y)
		for _, e := range s.edges[s.start[k]:s.start[k+1]] {
			q := xy[2*e : 2*e+4]
			crossed, on := east(q[0], q[1], q[2], q[3], x, y)
			if on {
				return onBorder
			}
			odd = odd != crossed
		}
		return sideOf(odd)
	}
	for r := range f.rings {
		from, n := uint32(0), f.points
		if f.rings > 1 {
			from, n = l.ringSpan(f, r)
		}
		crossed, on := eastOf(xy[2*from:2*(from+n)], x, y)
		if on {
			return onBorder
		}
		odd = odd != crossed
	}
	return sideOf(odd)
}

func sideOf(odd bool) place {
	if odd {
		return inside
	}
	return outside
}

// locateRing is [Layer.locate] for one closed ring.
func locateRing(ring []float64, x, y float64) place {
	odd, on := eastOf(ring, x, y)
	if on {
		return onBorder
	}
	return sideOf(odd)
}

// eastOf reports whether the level ray from a point to the east crosses a
// closed ring an odd number of times, or that the point lies on it.
func eastOf(ring []float64, x, y float64) (odd, on bool) {
	ax, ay := ring[0], ring[1]
	for i := 2; i+1 < len(ring); i += 2 {
		bx, by := ring[i], ring[i+1]
		if (ay > y) != (by > y) || ay == y {
			crossed, on := east(ax, ay, bx, by, x, y)
			if on {
				return false, true
			}
			odd = odd != crossed
		}
		ax, ay = bx, by
	}
	return odd, false
}

// east reports whether an edge crosses the level ray from a point to the east,
// its lower end counted and its upper not; on, that the point lies on the edge
// (its second end, which is the first of the next, is left to that one).
func east(ax, ay, bx, by, x, y float64) (crossed, on bool) {
	if ay == y && (ax == x || by == y && (ax > x) != (bx > x)) {
		return false, true
	}
	if (ay > y) == (by > y) {
		return false, false
	}
	if ax < x && bx < x {
		return false, false
	}
	if ax > x && bx > x {
		return true, false
	}
	left := (bx - ax) * (y - ay)
	right := (x - ax) * (by - ay)
	det := left - right
	if math.Abs(det) <= 4e-16*(math.Abs(left)+math.Abs(right)) {
		det = float64(planar.Turn(ax, ay, bx, by, x, y))
		if det == 0 {
			return false, true
		}
	}
	return (by > ay) == (det > 0), false
}
