package store

import (
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
)

// nowhere is the box of no row: it meets nothing.
func nowhere() orb.Bound {
	return orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
}

// located reports whether a box holds anything.
func located(b orb.Bound) bool { return b.Min[0] <= b.Max[0] }

// joined is the box around two, either of which may be empty.
func joined(a, b orb.Bound) orb.Bound {
	switch {
	case !located(a):
		return b
	case !located(b):
		return a
	}
	return a.Union(b)
}

// meets reports whether two boxes share a point.
func meets(a, b orb.Bound) bool {
	return a.Min[0] <= b.Max[0] && a.Max[0] >= b.Min[0] && a.Min[1] <= b.Max[1] && a.Max[1] >= b.Min[1]
}

// boxOf is a box as four numbers, as it is stored.
func boxOf(b orb.Bound) []float64 { return []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]} }

// boundOf is the box of four stored numbers; without them it is empty.
func boundOf(box []float64) orb.Bound {
	if len(box) != 4 {
		return nowhere()
	}
	return orb.Bound{Min: orb.Point{box[0], box[1]}, Max: orb.Point{box[2], box[3]}}
}

// onMap is the box of a row on the map. A row with a coordinate that is no
// number, there or as it came, is on no map: its box is empty.
func onMap(shapes *gis.Shapes, row int) orb.Bound {
	b := shapes.Bound(row)
	if sum := b.Min[0] + b.Min[1] + b.Max[0] + b.Max[1]; math.IsNaN(sum) || math.IsInf(sum, 0) {
		return nowhere()
	}
	return b
}
