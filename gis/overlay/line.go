package overlay

import (
	"math"
	"slices"

	"segit/gis"
)

// liner cuts lines: the working memory of one worker.
type liner struct {
	edges  []windowEdge
	cuts   []float64 // places along a segment, 0 to 1
	along  []stretch // stretches of a segment that run along a cutter
	open   bool      // a line of the result is open
	length float64   // of the result
	whole  bool      // the result is all of the line
	inner  bool      // some of the result runs along no cutter's edge
	begun  float64   // length of the result before the open line
	thicket
	halt *halt
}

// stretch is a part of a segment, from a place along it to another.
type stretch struct{ from, to float64 }

// cutter is a feature that lines are cut by.
type cutter struct {
	l *Layer
	f *feature
}

// keepLine writes to dst what of a line lies in the cutters, borders counted
// in (inside true), or what lies in none of them. It leaves the length in
// l.length, and whether that is all of the line in l.whole; the row of dst is
// left open.
func (l *liner) keepLine(dst *gis.Shapes, la *Layer, a *feature, cutters []cutter, inside bool) {
	l.length, l.whole, l.inner, l.open = 0, true, false, false
	l.grow(cutters)
	xy := la.xy(a)
	for r := range a.rings {
		from, n := la.ringSpan(a, r)
		line := xy[2*from : 2*(from+n)]
		for i := 2; i+1 < len(line); i += 2 {
			if line[i] == line[i-2] && line[i+1] == line[i-1] {
				continue
			}
			if l.halt.raised() {
				return
			}
			l.segment(dst, segment{line[i-2], line[i-1], line[i], line[i+1]}, inside)
		}
		l.end(dst)
	}
}

// segment is a piece of a line between two vertices.
type segment struct{ ax, ay, bx, by float64 }

func (s *segment) at(t float64) (x, y float64) {
	switch t {
	case 0:
		return s.ax, s.ay
	case 1:
		return s.bx, s.by
	}
	return s.ax + t*(s.bx-s.ax), s.ay + t*(s.by-s.ay)
}

// place is how far along a segment a point on it lies.
func (s *segment) place(x, y float64) float64 {
	dx, dy := s.bx-s.ax, s.by-s.ay
	if math.Abs(dx) >= math.Abs(dy) {
		return min(max((x-s.ax)/dx, 0), 1)
	}
	return min(max((y-s.ay)/dy, 0), 1)
}

// segment writes the kept stretches of a segment.
func (l *liner) segment(dst *gis.Shapes, s segment, inside bool) {
	l.cuts, l.along = append(l.cuts[:0], 0, 1), l.along[:0]
	box := window{min(s.ax, s.bx), min(s.ay, s.by), max(s.ax, s.bx), max(s.ay, s.by)}
	cutters, near := l.thicket.at(box), false
	for _, c := range cutters {
		f := c.f
		if !box.meets(&window{f.minX, f.minY, f.maxX, f.maxY}) {
			continue
		}
		near = true
		l.edges = c.l.edgesIn(l.edges[:0], f, &box)
		for i := range l.edges {
			l.meet(&s, &l.edges[i])
		}
	}
	slices.Sort(l.cuts)
	for i := 1; i < len(l.cuts); i++ {
		from, to := l.cuts[i-1], l.cuts[i]
		if from == to {
			continue
		}
		if (near && l.covered(&s, (from+to)/2, cutters)) != inside {
			l.whole = false
			l.end(dst)
			continue
		}
		l.inner = l.inner || !l.runsAlong((from+to)/2)
		if !l.open {
			dst.AppendPoint(s.at(from))
			l.open, l.begun = true, l.length
		}
		if to == 1 || l.turns(&s, i, cutters, inside, near) {
			l.to(dst, &s, to)
		}
		l.length += (to - from) * math.Hypot(s.bx-s.ax, s.by-s.ay)
	}
}

// turns reports that the kept stretch ends at cut i: no vertex is written where
// two kept stretches of one segment meet.
func (l *liner) turns(s *segment, i int, cutters []cutter, inside, near bool) bool {
	for k := i + 1; k < len(l.cuts); k++ {
		if l.cuts[k] > l.cuts[i] {
			return (near && l.covered(s, (l.cuts[i]+l.cuts[k])/2, cutters)) != inside
		}
	}
	return true
}

// covered reports that the place t of a segment, which is no cut, lies in one
// of the cutters or on its border.
func (l *liner) covered(s *segment, t float64, cutters []cutter) bool {
	if l.runsAlong(t) {
		return true
	}
	x, y := s.at(t)
	for _, c := range cutters {
		if c.f.kind == gis.PolygonShape && c.l.locate(c.f, x, y) != outside {
			return true
		}
	}
	return false
}

// runsAlong reports that the place t of a segment lies on a cutter's edge that
// runs with it.
func (l *liner) runsAlong(t float64) bool {
	return slices.ContainsFunc(l.along, func(a stretch) bool { return a.from < t && t < a.to })
}

// to draws the open line on to a place of a segment, unless rounding has brought
// it there.
func (l *liner) to(dst *gis.Shapes, s *segment, t float64) {
	x, y := s.at(t)
	if n := len(dst.XY); dst.XY[n-2] != x || dst.XY[n-1] != y {
		dst.AppendPoint(x, y)
	}
}

// end ends the open line of the result. One so short that its ends are rounded
// to the same point is none.
func (l *liner) end(dst *gis.Shapes) {
	if !l.open {
		return
	}
	l.open = false
	from := 0
	if n := len(dst.RingEnd); n > 0 {
		from = 2 * int(dst.RingEnd[n-1])
	}
	if len(dst.XY)-from <= 2 {
		dst.XY, l.length = dst.XY[:from], l.begun
		return
	}
	dst.EndRing()
	dst.EndPart()
}

// meet records where an edge touches, crosses or runs along a segment.
func (l *liner) meet(s *segment, e *windowEdge) {
	o1, o2 := side(s.ax, s.ay, s.bx, s.by, e.ax, e.ay), side(s.ax, s.ay, s.bx, s.by, e.bx, e.by)
	if o1 > 0 && o2 > 0 || o1 < 0 && o2 < 0 {
		return
	}
	if o1 == 0 && o2 == 0 {
		from, to := s.place(e.ax, e.ay), s.place(e.bx, e.by)
		if from > to {
			from, to = to, from
		}
		if from < to {
			l.along = append(l.along, stretch{from, to})
		}
		l.cuts = append(l.cuts, from, to)
		return
	}
	o3, o4 := side(e.ax, e.ay, e.bx, e.by, s.ax, s.ay), side(e.ax, e.ay, e.bx, e.by, s.bx, s.by)
	switch {
	case o3 > 0 && o4 > 0 || o3 < 0 && o4 < 0:
	case o1 == 0:
		l.cuts = append(l.cuts, s.place(e.ax, e.ay))
	case o2 == 0:
		l.cuts = append(l.cuts, s.place(e.bx, e.by))
	case o3 != 0 && o4 != 0:
		l.cuts = append(l.cuts, min(max(o3/(o3-o4), 0), 1))
	}
}

// locateOn says where a point lies to a feature of any kind: on a line and on a
// point is onBorder.
func (l *Layer) locateOn(f *feature, x, y float64) place {
	if f.kind == gis.PolygonShape {
		return l.locate(f, x, y)
	}
	if !(x >= f.minX && x <= f.maxX && y >= f.minY && y <= f.maxY) {
		return outside
	}
	xy := l.xy(f)
	if f.slab >= 0 {
		s := &l.slabs[f.slab]
		k := s.at(y)
		for _, e := range s.edges[s.start[k]:s.start[k+1]] {
			if xy[2*e] == x && xy[2*e+1] == y || f.kind == gis.LineShape && onEdge(xy[2*e:2*e+4], x, y) {
				return onBorder
			}
		}
		return outside
	}
	for r := range f.rings {
		from, n := l.ringSpan(f, r)
		line := xy[2*from : 2*(from+n)]
		for i := 0; i+1 < len(line); i += 2 {
			if line[i] == x && line[i+1] == y || i > 0 && onEdge(line[i-2:i+2], x, y) {
				return onBorder
			}
		}
	}
	return outside
}

// onEdge reports that a point lies on an edge.
func onEdge(e []float64, x, y float64) bool {
	return between(e[0], e[1], e[2], e[3], x, y) && side(e[0], e[1], e[2], e[3], x, y) == 0
}

// keepPoints writes to dst the points of a that lie in a cutter, or in none,
// and returns how many; the row of dst is left open.
func keepPoints(dst *gis.Shapes, la *Layer, a *feature, cutters []cutter, inside bool) (kept int) {
	var t thicket
	t.grow(cutters)
	xy := la.xy(a)
	for i := 0; i+1 < len(xy); i += 2 {
		in := slices.ContainsFunc(t.at(window{xy[i], xy[i+1], xy[i], xy[i+1]}), func(c cutter) bool {
			return c.l.locateOn(c.f, xy[i], xy[i+1]) != outside
		})
		if in == inside {
			dst.AppendPoint(xy[i], xy[i+1])
			dst.EndRing()
			dst.EndPart()
			kept++
		}
	}
	return kept
}
