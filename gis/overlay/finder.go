package overlay

import (
	"cmp"
	"math"
	"slices"
)

// finder finds the pairs of arcs whose boxes meet. Few arcs are compared each
// with each; many are sorted into level strips, and each strip is swept from
// west to east.
type finder struct {
	boxes  []window
	order  []int32 // arcs of all strips, one strip after the other
	start  []int32 // first of each strip in order, and the end
	active []int32
	strips int
	low    float64 // of the first strip
	scale  float64 // strips per height
	halt   *halt
}

// comparedUpTo is the number of arcs that are compared each with each.
const comparedUpTo = 48

// pairs calls visit once for each pair of arcs whose boxes meet and of which
// one at least is fresh.
func (f *finder) pairs(m *mesh, visit func(i, j int32)) {
	f.boxes = f.boxes[:0]
	for i := range m.arcs {
		e := &m.arcs[i]
		ax, ay, bx, by := m.x[e.u], m.y[e.u], m.x[e.v], m.y[e.v]
		f.boxes = append(f.boxes, window{min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)})
	}
	f.boxed(func(i, j int32) bool {
		if m.arcs[i].fresh || m.arcs[j].fresh {
			visit(i, j)
		}
		return true
	})
}

// boxed calls visit once for each pair of f.boxes that meet, until it returns
// false or a halt is raised.
func (f *finder) boxed(visit func(i, j int32) bool) {
	if len(f.boxes) > comparedUpTo {
		f.sort(len(f.boxes))
		for s := range f.strips {
			if !f.sweep(s, visit) {
				return
			}
		}
		return
	}
	for i := range f.boxes {
		p := &f.boxes[i]
		for j := i + 1; j < len(f.boxes); j++ {
			if p.meets(&f.boxes[j]) && !visit(int32(i), int32(j)) {
				return
			}
		}
	}
}

func (w *window) meets(o *window) bool {
	return w.minX <= o.maxX && o.minX <= w.maxX && w.minY <= o.maxY && o.minY <= w.maxY
}

// sort puts the arcs into strips, each from west to east. There are about as
// many strips as arcs in a strip, but none much lower than an arc is high.
func (f *finder) sort(n int) {
	low, high, rise := math.Inf(1), math.Inf(-1), 0.0
	for i := range f.boxes {
		b := &f.boxes[i]
		low, high = min(low, b.minY), max(high, b.maxY)
		rise += b.maxY - b.minY
	}
	strips := int(math.Sqrt(float64(n)) / 2)
	if rise > 0 {
		strips = min(strips, int(float64(n)*(high-low)/(2*rise)))
	}
	strips = max(strips, 1)
	f.low, f.scale = low, 0
	if high > low {
		f.scale = float64(strips) / (high - low)
	}
	f.strips = strips
	f.start = slices.Grow(f.start[:0], strips+2)[:strips+2]
	clear(f.start)
	for i := range f.boxes {
		for s := f.strip(f.boxes[i].minY); s <= f.strip(f.boxes[i].maxY); s++ {
			f.start[s+2]++
		}
	}
	for s := 2; s < len(f.start); s++ {
		f.start[s] += f.start[s-1]
	}
	f.order = slices.Grow(f.order[:0], int(f.start[strips+1]))[:f.start[strips+1]]
	for i := range f.boxes {
		for s := f.strip(f.boxes[i].minY); s <= f.strip(f.boxes[i].maxY); s++ {
			f.order[f.start[s+1]] = int32(i)
			f.start[s+1]++
		}
	}
	f.start = f.start[:strips+1]
	for s := range strips {
		slices.SortFunc(f.order[f.start[s]:f.start[s+1]], func(i, j int32) int {
			return cmp.Or(cmp.Compare(f.boxes[i].minX, f.boxes[j].minX), cmp.Compare(i, j))
		})
	}
}

// strip is the strip of a height.
func (f *finder) strip(y float64) int { return min(max(int((y-f.low)*f.scale), 0), f.strips-1) }

// sweep compares the arcs of one strip. A pair that several strips have is left
// to the lowest.
func (f *finder) sweep(s int, visit func(i, j int32) bool) bool {
	f.active = f.active[:0]
	for _, i := range f.order[f.start[s]:f.start[s+1]] {
		if f.halt.raised() {
			return false
		}
		p := &f.boxes[i]
		kept := f.active[:0]
		for _, j := range f.active {
			q := &f.boxes[j]
			if q.maxX < p.minX {
				continue
			}
			kept = append(kept, j)
			if q.minY <= p.maxY && p.minY <= q.maxY && f.strip(max(p.minY, q.minY)) == s && !visit(i, j) {
				return false
			}
		}
		f.active = append(kept, i)
	}
	return true
}

// level visits the boxes that begin at x or west of it and may reach the height
// y: those of one strip, or all when there are few.
func (f *finder) level(y, x float64, visit func(i int32)) {
	if len(f.boxes) <= comparedUpTo {
		for i := range f.boxes {
			visit(int32(i))
		}
		return
	}
	s := f.strip(y)
	for _, i := range f.order[f.start[s]:f.start[s+1]] {
		if f.boxes[i].minX > x {
			return
		}
		visit(i)
	}
}
