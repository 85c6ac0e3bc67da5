package overlay

import (
	"cmp"
	"math"
	"slices"

	"segit/gis/planar"
)

// rounds is how many times arcs are cut before the mesh gives up. A crossing
// is rounded to the nearest float, which moves the pieces by less than that and
// can make them touch a neighbour; one or two more rounds settle it.
const rounds = 20

// patience is the number of rounds after which a crossing is drawn to a vertex
// nearby: where many edges run almost along each other, rounding each crossing
// by itself could go on for ever. Vertices are then taken for one at a few
// units in the last place, and twice that with every round.
const patience = 6

// ulp is the distance between floats of the size of the mesh's coordinates.
func (m *mesh) ulp() float64 {
	size := 0.0
	for i := range m.x {
		size = max(size, math.Abs(m.x[i]), math.Abs(m.y[i]))
	}
	return ulp(size)
}

// node cuts the arcs at every contact until no two of them have more than an
// end in common. It is false when rounding does not come to rest.
func (m *mesh) node() bool {
	m.reach = 0
	for round := range rounds {
		if round >= patience {
			m.reach = m.ulp() * float64(int(4)<<(round-patience))
		}
		m.layTogether()
		m.splits = m.splits[:0]
		m.finder.pairs(m, m.contact)
		if m.finder.halt.raised() {
			return false
		}
		if len(m.splits) == 0 {
			return true
		}
		m.cut()
	}
	return false
}

// contact records where two arcs touch or cross beside their common ends.
func (m *mesh) contact(i, j int32) {
	e, f := &m.arcs[i], &m.arcs[j]
	switch {
	case e.u == f.u:
		m.fan(i, j, e.u, e.v, f.v)
	case e.v == f.v:
		m.fan(i, j, e.v, e.u, f.u)
	case e.u == f.v:
		m.fan(i, j, e.u, e.v, f.u)
	case e.v == f.u:
		m.fan(i, j, e.v, e.u, f.v)
	default:
		m.meet(i, j)
	}
}

// meet looks at two arcs that have no end in common.
func (m *mesh) meet(i, j int32) {
	e, f := &m.arcs[i], &m.arcs[j]
	ax, ay, bx, by := m.x[e.u], m.y[e.u], m.x[e.v], m.y[e.v]
	cx, cy, dx, dy := m.x[f.u], m.y[f.u], m.x[f.v], m.y[f.v]
	o1, o2 := side(ax, ay, bx, by, cx, cy), side(ax, ay, bx, by, dx, dy)
	if sameSide(o1, o2) {
		return
	}
	o3, o4 := side(cx, cy, dx, dy, ax, ay), side(cx, cy, dx, dy, bx, by)
	if sameSide(o3, o4) {
		return
	}
	if o1 != 0 && o2 != 0 && o3 != 0 && o4 != 0 {
		v := m.crossing(e, f)
		if v != e.u && v != e.v {
			m.split(i, v)
		}
		if v != f.u && v != f.v {
			m.split(j, v)
		}
		return
	}
	if o1 == 0 && between(ax, ay, bx, by, cx, cy) {
		m.split(i, f.u)
	}
	if o2 == 0 && between(ax, ay, bx, by, dx, dy) {
		m.split(i, f.v)
	}
	if o3 == 0 && between(cx, cy, dx, dy, ax, ay) {
		m.split(j, e.u)
	}
	if o4 == 0 && between(cx, cy, dx, dy, bx, by) {
		m.split(j, e.v)
	}
}

// sameSide reports whether two sides of a line are one, and not the line.
func sameSide(p, q float64) bool { return p > 0 && q > 0 || p < 0 && q < 0 }

// split records that a vertex cuts an arc.
func (m *mesh) split(arc, vertex int32) { m.splits = append(m.splits, split{arc, vertex}) }

// crossing is the vertex where two arcs cross: an end of one when it is within
// reach, else the place itself, rounded.
func (m *mesh) crossing(e, f *arc) int32 {
	x, y := meeting(m.x[e.u], m.y[e.u], m.x[e.v], m.y[e.v], m.x[f.u], m.y[f.u], m.x[f.v], m.y[f.v])
	if m.reach > 0 {
		for _, v := range [...]int32{e.u, e.v, f.u, f.v} {
			if math.Abs(m.x[v]-x) <= m.reach && math.Abs(m.y[v]-y) <= m.reach {
				return v
			}
		}
	}
	return m.vertex(x, y)
}

// fan looks at two arcs from a common end o to p and q: when they run along
// each other the nearer end cuts the other arc.
func (m *mesh) fan(i, j, o, p, q int32) {
	ox, oy, px, py, qx, qy := m.x[o], m.y[o], m.x[p], m.y[p], m.x[q], m.y[q]
	if (px-ox)*(qx-ox)+(py-oy)*(qy-oy) <= 0 || planar.Turn(ox, oy, px, py, qx, qy) != 0 {
		return
	}
	if between(ox, oy, qx, qy, px, py) {
		m.split(j, p)
	} else {
		m.split(i, q)
	}
}

// manySplits are so many that to put them in order takes longer than a halt waits.
const manySplits = 1 << 14

// cut replaces each arc that has splits by its pieces.
func (m *mesh) cut() {
	if len(m.splits) < manySplits {
		m.order(m.splits)
	} else if !m.orderMany() {
		return
	}
	m.before = append(m.before[:0], m.arcs...)
	m.arcs = m.arcs[:0]
	k := 0
	for i, e := range m.before {
		if k == len(m.splits) || m.splits[k].arc != int32(i) {
			e.fresh = false
			m.arcs = append(m.arcs, e)
			continue
		}
		from := e.u
		for ; k < len(m.splits) && m.splits[k].arc == int32(i); k++ {
			m.piece(e, from, m.splits[k].vertex)
			from = m.splits[k].vertex
		}
		m.piece(e, from, e.v)
	}
}

// order puts splits in order along their arcs.
func (m *mesh) order(splits []split) {
	slices.SortFunc(splits, func(s, t split) int {
		return cmp.Or(cmp.Compare(s.arc, t.arc), m.compareAlong(s, t), cmp.Compare(s.vertex, t.vertex))
	})
}

// orderMany is order of all splits, arc by arc; false when a halt is raised.
func (m *mesh) orderMany() bool {
	m.splits = byArc(m.splits, len(m.arcs))
	for from, to := 0, 0; from < len(m.splits); from = to {
		for to = from; to < len(m.splits) && m.splits[to].arc == m.splits[from].arc; {
			to++
		}
		if m.finder.halt.raised() {
			return false
		}
		m.order(m.splits[from:to])
	}
	return true
}

// byArc brings splits of n arcs together by arc.
func byArc(splits []split, n int) []split {
	at := make([]int32, n+1)
	for _, s := range splits {
		at[s.arc+1]++
	}
	for i := range n {
		at[i+1] += at[i]
	}
	sorted := make([]split, len(splits))
	for _, s := range splits {
		sorted[at[s.arc]] = s
		at[s.arc]++
	}
	return sorted
}

// compareAlong orders two splits of one arc from its u to its v.
func (m *mesh) compareAlong(s, t split) int {
	e := &m.arcs[s.arc]
	dx, dy := m.x[e.v]-m.x[e.u], m.y[e.v]-m.y[e.u]
	x, y := cmp.Compare(m.x[s.vertex], m.x[t.vertex]), cmp.Compare(m.y[s.vertex], m.y[t.vertex])
	if dx < 0 {
		x = -x
	}
	if dy < 0 {
		y = -y
	}
	if math.Abs(dx) >= math.Abs(dy) {
		return cmp.Or(x, y)
	}
	return cmp.Or(y, x)
}

// piece adds the part of e from u to v.
func (m *mesh) piece(e arc, u, v int32) {
	if u == v {
		return
	}
	if u > v {
		u, v, e.a, e.b = v, u, -e.a, -e.b
	}
	m.arcs = append(m.arcs, arc{u, v, e.a, e.b, true})
}

// meeting is the place where two edges cross, rounded to within the box that
// both have. It is worked out from the end that lies nearest, so that the size
// of the coordinates costs no digits.
func meeting(ax, ay, bx, by, cx, cy, dx, dy float64) (x, y float64) {
	o3, o4 := side(cx, cy, dx, dy, ax, ay), side(cx, cy, dx, dy, bx, by)
	if t := o3 / (o3 - o4); t <= 0.5 {
		x, y = ax+t*(bx-ax), ay+t*(by-ay)
	} else {
		t = o4 / (o4 - o3)
		x, y = bx+t*(ax-bx), by+t*(ay-by)
	}
	x = min(max(x, min(ax, bx), min(cx, dx)), max(ax, bx), max(cx, dx))
	y = min(max(y, min(ay, by), min(cy, dy)), max(ay, by), max(cy, dy))
	return x, y
}
