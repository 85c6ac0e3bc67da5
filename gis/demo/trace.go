package demo

import (
	"cmp"
	"slices"

	"github.com/paulmach/orb"
)

// trace draws the polygons of a set of lots: one for each part that hangs
// together by sides, outer ring anticlockwise, holes clockwise, all closed.
func (l *lattice) trace(lots []lot) []orb.Polygon {
	var pieces []orb.Polygon
	for _, part := range parts(lots) {
		pieces = append(pieces, l.outline(part))
	}
	return pieces
}

// parts splits lots into those that hang together by sides.
func parts(lots []lot) [][]lot {
	free := make(map[lot]bool, len(lots))
	for _, c := range lots {
		free[c] = true
	}
	var all [][]lot
	for _, start := range lots {
		if !free[start] {
			continue
		}
		free[start] = false
		part := []lot{start}
		for next := 0; next < len(part); next++ {
			c := part[next]
			for _, n := range [...]lot{{c.i + 1, c.j}, {c.i - 1, c.j}, {c.i, c.j + 1}, {c.i, c.j - 1}} {
				if free[n] {
					free[n] = false
					part = append(part, n)
				}
			}
		}
		all = append(all, part)
	}
	return all
}

// outline is the polygon of lots that hang together. No two of them may touch
// by a corner alone.
func (l *lattice) outline(part []lot) orb.Polygon {
	sides := make(map[[2]lot]bool) // from a corner to the next, the inside on the left
	for _, c := range part {
		corners := [...]lot{c, {c.i + 1, c.j}, {c.i + 1, c.j + 1}, {c.i, c.j + 1}}
		for k, from := range corners {
			to := corners[(k+1)%4]
			if sides[[2]lot{to, from}] {
				delete(sides, [2]lot{to, from})
			} else {
				sides[[2]lot{from, to}] = true
			}
		}
	}
	next := make(map[lot]lot, len(sides))
	for side := range sides {
		next[side[0]] = side[1]
	}
	starts := make([]lot, 0, len(next))
	for c := range next {
		starts = append(starts, c)
	}
	slices.SortFunc(starts, func(a, b lot) int { return cmp.Or(a.j-b.j, a.i-b.i) })
	var polygon orb.Polygon
	done := make(map[lot]bool, len(next))
	for _, start := range starts { // the lowest corner lies on the outer ring
		if done[start] {
			continue
		}
		ring := orb.Ring{}
		for c := start; !done[c]; c = next[c] {
			done[c] = true
			ring = append(ring, l.node(c.i, c.j))
		}
		polygon = append(polygon, append(ring, ring[0]))
	}
	return polygon
}
