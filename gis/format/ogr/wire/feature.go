package wire

import (
	"encoding/binary"
	"math"
)

// CellKind says what a cell of a feature, or its geometry, holds.
type CellKind byte

// The kinds of cell. A geometry is Null, WKB or Unfit.
const (
	Null  CellKind = 0
	Int   CellKind = 1
	Float CellKind = 2
	Text  CellKind = 3
	WKB   CellKind = 4 // a geometry in well-known binary
	Unfit CellKind = 5 // a geometry that GDAL has and cannot hand over
)

// Batch is the content of [Features] as it grows: feature after feature the
// wanted cells in order, then the geometry, Null when it is not wanted.
type Batch []byte

// Null appends a cell, or a geometry, that is not there.
func (b *Batch) Null() { *b = append(*b, byte(Null)) }

// Int appends a whole number.
func (b *Batch) Int(v int64) {
	*b = binary.LittleEndian.AppendUint64(append(*b, byte(Int)), uint64(v))
}

// Float appends a floating-point number.
func (b *Batch) Float(v float64) {
	*b = binary.LittleEndian.AppendUint64(append(*b, byte(Float)), math.Float64bits(v))
}

// Text appends a text.
func (b *Batch) Text(v string) { *b = appendText(append(*b, byte(Text)), v) }

// WKB appends a geometry of at most [LongestShape].
func (b *Batch) WKB(v []byte) {
	*b = append(binary.AppendUvarint(append(*b, byte(WKB)), uint64(len(v))), v...)
}

// Unfit appends that there is a geometry which cannot be handed over.
func (b *Batch) Unfit() { *b = append(*b, byte(Unfit)) }

// Cell is what stands in a feature. Bytes, those of a text or of a geometry, are
// of the message.
type Cell struct {
	Kind  CellKind
	Int   int64
	Float float64
	Bytes []byte
}

// Cells walks through the content of [Features].
type Cells struct{ parser }

// NewCells begins to walk through a content.
func NewCells(content []byte) *Cells { return &Cells{parser{rest: content}} }

// More reports whether cells are left and none was wrong.
func (c *Cells) More() bool { return len(c.rest) > 0 }

// Next takes the next cell; a wrong one is Null, and ends the walk.
func (c *Cells) Next() Cell {
	cell := Cell{Kind: CellKind(c.byte())}
	switch cell.Kind {
	case Null, Unfit:
	case Int:
		cell.Int = int64(c.uint64())
	case Float:
		cell.Float = c.float()
	case Text, WKB:
		cell.Bytes = c.bytes()
	default:
		c.check(false)
	}
	if c.wrong {
		return Cell{}
	}
	return cell
}

// Wrong reports whether a cell was none, which ended the walk.
func (c *Cells) Wrong() bool { return c.wrong }
