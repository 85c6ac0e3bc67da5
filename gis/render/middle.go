package render

import (
	"math"
	"slices"

	"github.com/paulmach/orb"

	"segit/gis"
)

// middle is the point of a row where its symbol and its label stand, metres
// from the drawing's origin: inside a polygon, half way along a line, on a
// point. It does not depend on the view, so that nothing wanders as the map
// moves. A row without points gives the origin.
func middle(d *Drawing, row int) (x, y float64) {
	from, to := d.Rings(row)
	if from == to || len(d.Ring(from)) < 2 {
		return 0, 0
	}
	switch d.Kind[row] {
	case gis.PolygonShape:
		return middleOfPolygon(d, from, to)
	case gis.LineShape:
		return middleOfLine(d.Ring(from))
	}
	first := d.Ring(from)
	return float64(first[0]), float64(first[1])
}

// SymbolAt is where the symbol and the label of a row stand, world metres.
func (d *Drawing) SymbolAt(row int) orb.Point {
	x, y := middle(d, row)
	return orb.Point{d.Origin[0] + x, d.Origin[1] + y}
}

// middleOfPolygon looks along a few level lines for the widest stretch inside
// and takes its middle; of equal ones the line nearest half height.
func middleOfPolygon(d *Drawing, from, to int) (x, y float64) {
	low, high := math.Inf(1), math.Inf(-1)
	for ring := from; ring < to; ring++ {
		xy := d.Ring(ring)
		for i := 1; i < len(xy); i += 2 {
			low, high = min(low, float64(xy[i])), max(high, float64(xy[i]))
		}
	}
	first := d.Ring(from)
	x, y = float64(first[0]), float64(first[1])
	best := 0.0
	var memory [32]float64
	for _, share := range [...]float64{0.5, 0.38, 0.62, 0.25, 0.75} {
		level := low + share*(high-low)
		crossings := memory[:0]
		for ring := from; ring < to; ring++ {
			crossings = crossLevel(crossings, d.Ring(ring), level)
		}
		slices.Sort(crossings)
		for i := 0; i+1 < len(crossings); i += 2 {
			if wide := crossings[i+1] - crossings[i]; wide > best*1.1 {
				best, x, y = wide, (crossings[i]+crossings[i+1])/2, level
			}
		}
	}
	return x, y
}

// crossLevel adds the places where a ring meets a level line.
func crossLevel(crossings []float64, xy []float32, level float64) []float64 {
	n := len(xy)
	if n < 6 {
		return crossings
	}
	bx, by := float64(xy[n-2]), float64(xy[n-1])
	for i := 0; i < n; i += 2 {
		ax, ay := bx, by
		bx, by = float64(xy[i]), float64(xy[i+1])
		if ay < level != (by < level) {
			crossings = append(crossings, ax+(level-ay)/(by-ay)*(bx-ax))
		}
	}
	return crossings
}

// middleOfLine is the point at half the length.
func middleOfLine(xy []float32) (x, y float64) {
	at := func(i int) (float64, float64) { return float64(xy[2*i]), float64(xy[2*i+1]) }
	n := len(xy) / 2
	length := 0.0
	for i := 1; i < n; i++ {
		ax, ay := at(i - 1)
		bx, by := at(i)
		length += math.Hypot(bx-ax, by-ay)
	}
	left := length / 2
	for i := 1; i < n; i++ {
		ax, ay := at(i - 1)
		bx, by := at(i)
		step := math.Hypot(bx-ax, by-ay)
		if left <= step && step > 0 {
			return ax + left/step*(bx-ax), ay + left/step*(by-ay)
		}
		left -= step
	}
	return at(0)
}
