package render

import (
	"encoding/binary"
	"math"
	"math/bits"

	"segit/gis"
)

// The stored form, version 1. Integers are uvarint, signed ones zigzag.
//
//	version 1 · flags (1 labels, 2 classes) · origin x y, float64 little endian
//	grid exponent e+10: coordinates count steps of 2^e metres
//	rows · rings · points
//	kind: one byte when all rows share it, else 255 and a byte per row
//	row numbers as differences · rings of each row · points of each ring
//	x y of each point as differences from the point before
//	classes, a byte per row · label lengths · label bytes
const (
	drawingVersion = 1
	flagLabels     = 1
	flagClasses    = 2
	mixedKinds     = 255

	finestStep   = 1.0 / 1024 // metres: the grid of a full drawing
	finestLog    = 10
	coarsestLog  = 20      // widest step that the exponent may name: 2^20 steps of the finest
	farthestStep = 1 << 50 // steps of the finest grid; far beyond the Earth
)

// AppendBinary appends the stored form of the drawing (encoding.BinaryAppender).
// Coordinates are rounded to 1/1024 m, where [Simplify] has put them already:
// what it made reads back bit for bit. Bound is not stored, it is computed
// again. It refuses a drawing whose arrays do not fit or that is not finite.
func (d *Drawing) AppendBinary(b []byte) ([]byte, error) {
	if !d.sound() || !finite(d.Origin[0]) || !finite(d.Origin[1]) {
		return b, gis.Refuse("render.AppendBinary", gis.Internal, "render.drawing")
	}
	var used uint64 // bits that some coordinate needs: tells the widest common step
	for _, v := range d.XY {
		if !(math.Abs(float64(v)) <= farthestStep*finestStep) {
			return b, gis.Refuse("render.AppendBinary", gis.Internal, "render.drawing")
		}
		n, whole := wholeSteps(v)
		if !whole {
			n = stepsOf(v)
		}
		used |= uint64(n)
	}
	shift := min(bits.TrailingZeros64(used), coarsestLog)

	b = append(b, drawingVersion, d.flags())
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(d.Origin[0]))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(d.Origin[1]))
	b = append(b, byte(shift))
	b = binary.AppendUvarint(b, uint64(len(d.RowEnd)))
	b = binary.AppendUvarint(b, uint64(len(d.RingEnd)))
	b = binary.AppendUvarint(b, uint64(len(d.XY)/2))
	b = d.appendRows(b)
	var last [2]int64
	for i, v := range d.XY {
		n, whole := wholeSteps(v)
		if !whole {
			n = stepsOf(v)
		}
		n >>= shift
		step := n - last[i&1]
		last[i&1] = n
		if zigzag := uint64(step)<<1 ^ uint64(step>>63); zigzag < 0x80 { // most take one byte
			b = append(b, byte(zigzag))
		} else {
			b = binary.AppendUvarint(b, zigzag)
		}
	}
	b = append(b, d.Class...)
	for _, label := range d.Label {
		b = binary.AppendUvarint(b, uint64(len(label)))
	}
	for _, label := range d.Label {
		b = append(b, label...)
	}
	return b, nil
}

// stepsOf is a coordinate in steps of the finest grid, to the nearest.
func stepsOf(v float32) int64 { return int64(math.Round(float64(v) / finestStep)) }

// wholeSteps is stepsOf a coordinate that stands on the grid, as most do: they
// need no rounding, which takes longer.
func wholeSteps(v float32) (steps int64, whole bool) {
	n := float64(v) / finestStep
	return int64(n), float64(int64(n)) == n
}

func (d *Drawing) flags() byte {
	var flags byte
	if d.Label != nil {
		flags |= flagLabels
	}
	if d.Class != nil {
		flags |= flagClasses
	}
	return flags
}

// appendRows appends kinds, row numbers, and the sizes of rows and rings.
func (d *Drawing) appendRows(b []byte) []byte {
	if kind, same := sharedKind(d.Kind); same {
		b = append(b, byte(kind))
	} else {
		b = append(b, mixedKinds)
		for _, kind := range d.Kind {
			b = append(b, byte(kind))
		}
	}
	last := int64(0)
	for _, row := range d.Row {
		b = binary.AppendVarint(b, int64(row)-last)
		last = int64(row)
	}
	for _, ends := range [][]uint32{d.RowEnd, d.RingEnd} {
		from := uint32(0)
		for _, end := range ends {
			b = binary.AppendUvarint(b, uint64(end-from))
			from = end
		}
	}
	return b
}

func sharedKind(kinds []gis.ShapeKind) (gis.ShapeKind, bool) {
	for _, kind := range kinds {
		if kind != kinds[0] {
			return 0, false
		}
	}
	if len(kinds) == 0 {
		return gis.NoShape, true
	}
	return kinds[0], true
}

func finite(v float64) bool { return !math.IsNaN(v) && !math.IsInf(v, 0) }
