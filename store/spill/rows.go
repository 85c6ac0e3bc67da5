package spill

import (
	"encoding/binary"
	"errors"
	"math"

	"segit/gis"
	"segit/store/block"
)

// Rows is some rows of a layer, each with its number in the whole of it and a
// measure that goes with it.
type Rows struct {
	Batch    *gis.Batch
	Numbers  []uint64
	Measures []float64
	Marks    []byte // what the caller notes of a row
}

// NewRows makes empty rows of a schema.
func NewRows(s *gis.Schema) *Rows { return &Rows{Batch: gis.NewBatch(s)} }

// Len is the number of rows.
func (r *Rows) Len() int { return len(r.Numbers) }

// Append copies rows of others of the same schema to the end.
func (r *Rows) Append(o *Rows, rows []int) {
	r.Batch.Append(o.Batch, rows)
	for _, row := range rows {
		r.Numbers, r.Measures, r.Marks = append(r.Numbers, o.Numbers[row]), append(r.Measures, o.Measures[row]), append(r.Marks, o.Marks[row])
	}
}

// AppendAll copies all rows of others to the end.
func (r *Rows) AppendAll(o *Rows) { r.appendRange(o, 0, o.Len()) }

// appendRange copies the rows from one to before another of others to the end.
func (r *Rows) appendRange(o *Rows, from, to int) {
	r.Batch.AppendRange(o.Batch, from, to)
	r.Numbers = append(r.Numbers, o.Numbers[from:to]...)
	r.Measures, r.Marks = append(r.Measures, o.Measures[from:to]...), append(r.Marks, o.Marks[from:to]...)
}

// Number numbers the rows of a batch from first on, with nothing noted of them.
// The batch is not copied.
func Number(b *gis.Batch, first int) *Rows {
	n := b.Len()
	r := &Rows{Batch: b, Numbers: make([]uint64, n), Measures: make([]float64, n), Marks: make([]byte, n)}
	for row := range n {
		r.Numbers[row] = uint64(first + row)
	}
	return r
}

// Reset empties the rows and keeps their memory.
func (r *Rows) Reset() {
	r.Batch.Reset()
	r.Numbers, r.Measures, r.Marks = r.Numbers[:0], r.Measures[:0], r.Marks[:0]
}

// Encode is the rows as bytes, [block.MaxRows] of them at most.
func Encode(r *Rows) []byte {
	attributes, shapes := block.EncodeRows(r.Batch, block.Times{}), block.EncodeShapes(&r.Batch.Shapes)
	order := binary.LittleEndian
	b := make([]byte, 0, 8+17*r.Len()+len(attributes)+len(shapes))
	b = order.AppendUint32(b, uint32(r.Len()))
	b = order.AppendUint32(b, uint32(len(attributes)))
	for row := range r.Numbers {
		b = order.AppendUint64(b, r.Numbers[row])
		b = order.AppendUint64(b, math.Float64bits(r.Measures[row]))
		b = append(b, r.Marks[row])
	}
	b = append(b, attributes...)
	return append(b, shapes...)
}

var errRows = errors.New("spill: the rows do not read back")

// Decode reads what [Encode] wrote.
func Decode(b []byte, s *gis.Schema) (*Rows, error) {
	order := binary.LittleEndian
	if len(b) < 8 {
		return nil, errRows
	}
	n, attributes := int(order.Uint32(b)), int(order.Uint32(b[4:]))
	b = b[8:]
	if n > block.MaxRows || attributes > len(b)-17*n {
		return nil, errRows
	}
	r := &Rows{Numbers: make([]uint64, n), Measures: make([]float64, n), Marks: make([]byte, n)}
	for row := range n {
		r.Numbers[row], r.Measures[row], r.Marks[row] = order.Uint64(b), math.Float64frombits(order.Uint64(b[8:])), b[16]
		b = b[17:]
	}
	var err error
	if r.Batch, _, err = block.DecodeRows(b[:attributes], s, nil); err != nil {
		return nil, err
	}
	shapes, err := block.DecodeShapes(b[attributes:])
	if err != nil {
		return nil, err
	}
	if r.Batch.Len() != n || shapes.Len() != n && (s.Shape != gis.NoShape || shapes.Len() > 0) {
		return nil, errRows
	}
	r.Batch.Shapes = *shapes
	return r, nil
}
