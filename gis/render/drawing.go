package render

import (
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
)

// Drawing is a chunk of a layer as it is drawn: simplified for a scale, in flat
// arrays. A row owns the rings up to RowEnd, a ring the points up to RingEnd;
// rows are filled even-odd, so a drawing keeps no parts. A ring of a polygon is
// open: its last point joins the first. A ring of a single point is a dot: what
// was too small to have a shape at this scale, or a point of a point row.
type Drawing struct {
	Origin  orb.Point       // metres; XY counts from here
	XY      []float32       // x, y, x, y … metres from Origin
	RingEnd []uint32        // number of points up to and with each ring
	RowEnd  []uint32        // number of rings up to and with each row
	Kind    []gis.ShapeKind // one per row; NoShape for a row that draws nothing
	Row     []uint32        // row number in the segment that the drawing was made of
	Label   []string        // one per row; nil when the level carries none
	Class   []uint8         // style class, one per row; nil when all are class 0
	Bound   orb.Bound       // box of the drawn points, metres; Min > Max when there are none
}

// Len is the number of rows.
func (d *Drawing) Len() int { return len(d.RowEnd) }

// Rings is the range of rings of a row.
func (d *Drawing) Rings(row int) (from, to int) {
	return int(before(d.RowEnd, row)), int(d.RowEnd[row])
}

// Ring is the coordinates of a ring, x, y, x, y …, metres from Origin.
func (d *Drawing) Ring(ring int) []float32 {
	return d.XY[2*before(d.RingEnd, ring) : 2*d.RingEnd[ring]]
}

// before is the value at i-1 of an end array, 0 for the first.
func before(ends []uint32, i int) uint32 {
	if i == 0 {
		return 0
	}
	return ends[i-1]
}

// box computes Bound from the points.
func (d *Drawing) box() {
	b := emptyBox()
	x, y := d.Origin[0], d.Origin[1]
	for i := 0; i+1 < len(d.XY); i += 2 {
		p := point{x + float64(d.XY[i]), y + float64(d.XY[i+1])}
		b.x0, b.x1 = min(b.x0, p.x), max(b.x1, p.x)
		b.y0, b.y1 = min(b.y0, p.y), max(b.y1, p.y)
	}
	d.Bound = orb.Bound{Min: orb.Point{b.x0, b.y0}, Max: orb.Point{b.x1, b.y1}}
}

// nowhere is the box that intersects nothing.
func nowhere() orb.Bound {
	return orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
}

// sound reports whether the arrays fit each other, so that no index leaves
// them. Draw refuses a drawing that is not sound, and encoding does too.
func (d *Drawing) sound() bool {
	rows := len(d.RowEnd)
	if len(d.Kind) != rows || len(d.Row) != rows || len(d.XY)%2 != 0 {
		return false
	}
	if d.Label != nil && len(d.Label) != rows || d.Class != nil && len(d.Class) != rows {
		return false
	}
	return rising(d.RowEnd, len(d.RingEnd)) && rising(d.RingEnd, len(d.XY)/2)
}

// rising reports whether ends never fall and close at total.
func rising(ends []uint32, total int) bool {
	last := uint32(0)
	for _, end := range ends {
		if end < last {
			return false
		}
		last = end
	}
	return int(last) == total
}
