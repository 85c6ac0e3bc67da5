package render

import (
	"cmp"
	"math"
	"slices"
)

// edge is a side of a polygon as the lines of the scan meet it: at line n its
// x is at + n·slope. It counts for the lines from first to last (not included),
// those whose middle lies between its ends, the upper end included: so an edge
// on a line's middle is met once and by one of two neighbours.
type edge struct {
	first, last int32
	at, slope   float64
}

// crossing is an edge that meets the present line.
type crossing struct {
	x    float64
	edge int32
}

// collect makes the edges of rings for scan lines of which each pixel row has
// perRow. Lines outside of the band are cut off, wherever the points lie.
func (c *canvas) collect(xy []float64, ends []int, perRow float64) {
	c.edges = c.edges[:0]
	top, bottom := float64(c.firstRow)*perRow, float64(c.afterRow)*perRow
	start := 0
	for _, end := range ends {
		if end-start > 2 {
			bx, by := xy[2*end-2], xy[2*end-1]
			for i := start; i < end; i++ {
				ax, ay := bx, by
				bx, by = xy[2*i], xy[2*i+1]
				c.side(ax, ay*perRow, bx, by*perRow, top, bottom)
			}
		}
		start = end
	}
}

func (c *canvas) side(ax, ay, bx, by, top, bottom float64) {
	if ay > by {
		ax, ay, bx, by = bx, by, ax, ay
	}
	first, last := math.Ceil(max(ay, top)-0.5), math.Ceil(min(by, bottom)-0.5)
	if first >= last {
		return
	}
	slope := (bx - ax) / (by - ay)
	c.edges = append(c.edges, edge{int32(first), int32(last), ax + (0.5-ay)*slope, slope})
}

// scan walks the lines that the collected edges meet, top to bottom, and gives
// each with its crossings from left to right.
func (c *canvas) scan(each func(line int, crossings []crossing)) {
	if len(c.edges) == 0 {
		return
	}
	if len(c.edges) > 24 {
		slices.SortFunc(c.edges, func(a, b edge) int { return cmp.Compare(a.first, b.first) })
	} else {
		for i := 1; i < len(c.edges); i++ {
			for j := i; j > 0 && c.edges[j].first < c.edges[j-1].first; j-- {
				c.edges[j], c.edges[j-1] = c.edges[j-1], c.edges[j]
			}
		}
	}
	c.active = c.active[:0]
	next := 0
	for line := c.edges[0].first; next < len(c.edges) || len(c.active) > 0; line++ {
		if len(c.active) == 0 {
			line = max(line, c.edges[next].first)
		}
		for ; next < len(c.edges) && c.edges[next].first <= line; next++ {
			c.active = append(c.active, crossing{edge: int32(next)})
		}
		kept := c.active[:0]
		for _, a := range c.active {
			e := &c.edges[a.edge]
			if e.last <= line {
				continue
			}
			a.x = e.at + float64(line)*e.slope
			at := len(kept)
			kept = append(kept, a)
			for ; at > 0 && kept[at-1].x > a.x; at-- { // nearly in order from the line above
				kept[at] = kept[at-1]
			}
			kept[at] = a
		}
		c.active = kept
		each(int(line), kept)
	}
}

// fillFast fills rings even-odd: a pixel is on when its middle is inside.
func (c *canvas) fillFast(xy []float64, ends []int, k ink) {
	c.collect(xy, ends, 1)
	width := float64(c.width)
	c.scan(func(line int, crossings []crossing) {
		for i := 0; i+1 < len(crossings); i += 2 {
			x0 := math.Ceil(min(max(crossings[i].x, 0), width) - 0.5)
			x1 := math.Ceil(min(max(crossings[i+1].x, 0), width) - 0.5)
			c.span(line, int(x0), int(x1), k)
		}
	})
}
