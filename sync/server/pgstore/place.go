package pgstore

import (
	"encoding/binary"
	"math"

	"github.com/paulmach/orb"
)

// Row-level security is enforced before anything that might tell of a row, and
// the operators of PostGIS are not said to keep silent: under it the database
// does not use the GiST index of the geometries, which is for readers of other
// kinds. So each feature also has keys for the squares of a grid that its box
// meets, in a plain index whose comparisons are trusted.

// placeName is the name under which the squares stand among the keys; no column
// has it.
const placeName = "~place"

// The sides of the squares in metres: a feature stands in those of the first
// grid of which it meets few.
const (
	leastSquare = 100
	coarser     = 16
	grids       = 4
	fewSquares  = 9
)

// squares are the keys of the squares that a box meets.
func squares(box [4]float64) [][]byte {
	if box[0] > box[2] {
		return nil
	}
	for level := range grids {
		x0, y0, x1, y1 := span(level, box)
		if (x1-x0+1)*(y1-y0+1) > fewSquares && level < grids-1 {
			continue
		}
		var keys [][]byte
		for y := y0; y <= y1 && len(keys) < 1000; y++ {
			for x := x0; x <= x1; x++ {
				keys = append(keys, squareKey(level, x, y))
			}
		}
		return keys
	}
	return nil
}

// span are the squares of a grid that a box meets.
func span(level int, box [4]float64) (x0, y0, x1, y1 int64) {
	side := leastSquare * math.Pow(coarser, float64(level))
	at := func(v float64) int64 { return int64(math.Floor(max(-1e8, min(1e8, v)) / side)) }
	return at(box[0]), at(box[1]), at(box[2]), at(box[3])
}

func squareKey(level int, x, y int64) []byte {
	key := []byte{byte(level)}
	key = binary.BigEndian.AppendUint32(key, uint32(y+1<<31))
	return binary.BigEndian.AppendUint32(key, uint32(x+1<<31))
}

// mostSquares is how many squares are looked for by their keys; a window over
// more has so much of the layer that reading all of it is as quick.
const mostSquares = 5000

// near are the keys of the squares that a window meets; false for too many.
func near(w orb.Bound) (keys [][]byte, few bool) {
	for level := range grids {
		x0, y0, x1, y1 := span(level, [4]float64{w.Min[0], w.Min[1], w.Max[0], w.Max[1]})
		if (x1-x0+1)*(y1-y0+1) > mostSquares {
			return nil, false
		}
		for y := y0; y <= y1; y++ {
			for x := x0; x <= x1; x++ {
				keys = append(keys, squareKey(level, x, y))
			}
		}
	}
	return keys, true
}
