package gis

import (
	"math"
	"slices"
)

// Batch is a run of rows of one dataset, stored by column. Readers fill it,
// the archive stores it, controls and the window read it. A row is built with
// the Set methods and finished with [Batch.Add]; what was not set is null.
type Batch struct {
	Schema *Schema
	From   []Date   // first day of validity, Always when unknown
	To     []Date   // day it ends, not included; OpenEnd while open
	Line   []uint32 // line or feature number in the supply file, 1-based
	Shapes Shapes   // one per row when the schema has a shape

	texts [][]string
	nums  [][]int64
	nulls [][]bool
}

// NewBatch makes an empty batch.
func NewBatch(s *Schema) *Batch {
	n := len(s.Columns)
	return &Batch{Schema: s, texts: make([][]string, n), nums: make([][]int64, n), nulls: make([][]bool, n)}
}

// Len is the number of finished rows.
func (b *Batch) Len() int { return len(b.Line) }

// SetText sets a Text column of the open row; "" is the same as null.
func (b *Batch) SetText(col int, v string) {
	b.fill(col, b.Len())
	b.texts[col] = append(b.texts[col], v)
}

// SetNum sets a column of any other type of the open row: an integer,
// millionths, cents, a day, 0 or 1.
func (b *Batch) SetNum(col int, v int64) {
	b.fill(col, b.Len())
	b.nums[col] = append(b.nums[col], v)
	b.nulls[col] = append(b.nulls[col], false)
}

// SetReal sets a Real column of the open row.
func (b *Batch) SetReal(col int, v float64) { b.SetNum(col, int64(math.Float64bits(v))) }

// Add finishes the row. When the schema has a shape and none was appended to
// Shapes for this row, it gets an empty one.
func (b *Batch) Add(line uint32, from, to Date) {
	b.Line = append(b.Line, line)
	b.From = append(b.From, from)
	b.To = append(b.To, to)
	n := b.Len()
	for col := range b.Schema.Columns {
		b.fill(col, n)
	}
	if b.Schema.Shape != NoShape {
		for b.Shapes.Len() < n {
			b.Shapes.AppendEmpty()
		}
	}
}

// fill pads a column with nulls up to n rows.
func (b *Batch) fill(col, n int) {
	if b.Schema.Columns[col].Type == Text {
		for len(b.texts[col]) < n {
			b.texts[col] = append(b.texts[col], "")
		}
		return
	}
	for len(b.nums[col]) < n {
		b.nums[col] = append(b.nums[col], 0)
		b.nulls[col] = append(b.nulls[col], true)
	}
}

// Text is the text of a Text column; col -1 (a role that is not there) gives "".
func (b *Batch) Text(col, row int) string {
	if col < 0 || b.texts[col] == nil {
		return ""
	}
	return b.texts[col][row]
}

// Num is the number of a column of another type, and whether it is there;
// col -1 gives 0 and false.
func (b *Batch) Num(col, row int) (int64, bool) {
	if col < 0 || b.nums[col] == nil || b.nulls[col][row] {
		return 0, false
	}
	return b.nums[col][row], true
}

// Real is the number of a Real column.
func (b *Batch) Real(col, row int) (float64, bool) {
	v, ok := b.Num(col, row)
	return math.Float64frombits(uint64(v)), ok
}

// Null reports whether a value is absent.
func (b *Batch) Null(col, row int) bool {
	if b.Schema.Columns[col].Type == Text {
		return b.Text(col, row) == ""
	}
	_, ok := b.Num(col, row)
	return !ok
}

// Texts is the whole Text column, nil when it was not read. Read only.
func (b *Batch) Texts(col int) []string { return b.texts[col] }

// Nums is the whole column of another type with its null marks, nil when it
// was not read. Read only.
func (b *Batch) Nums(col int) ([]int64, []bool) { return b.nums[col], b.nulls[col] }

// PutTexts sets a whole Text column, of as many rows as the batch has or is
// about to have. The batch keeps the slice.
func (b *Batch) PutTexts(col int, v []string) { b.texts[col] = v }

// PutNums sets a whole column of another type. The batch keeps the slices.
func (b *Batch) PutNums(col int, v []int64, null []bool) { b.nums[col], b.nulls[col] = v, null }

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	for col := range b.Schema.Columns {
		b.texts[col], b.nums[col], b.nulls[col] = b.texts[col][:0], b.nums[col][:0], b.nulls[col][:0]
	}
	b.From, b.To, b.Line = b.From[:0], b.To[:0], b.Line[:0]
	b.Shapes.Reset()
}

// Key reads the cadastral key of a row by the roles of the schema, normalised.
// comune stands in where the dataset has no comune column.
func (b *Batch) Key(row int, comune string) Key {
	return KeyReaderOf(b.Schema).Key(b, row, comune)
}

// Append copies rows of another batch of the same schema to the end of b, in
// the order given.
func (b *Batch) Append(o *Batch, rows []int) {
	for col := range b.Schema.Columns {
		b.fill(col, b.Len())
		if b.Schema.Columns[col].Type == Text {
			for _, row := range rows {
				b.texts[col] = append(b.texts[col], o.Text(col, row))
			}
			continue
		}
		for _, row := range rows {
			v, ok := o.Num(col, row)
			b.nums[col] = append(b.nums[col], v)
			b.nulls[col] = append(b.nulls[col], !ok)
		}
	}
	for _, row := range rows {
		b.From, b.To, b.Line = append(b.From, o.From[row]), append(b.To, o.To[row]), append(b.Line, o.Line[row])
		if b.Schema.Shape != NoShape {
			b.Shapes.AppendRow(&o.Shapes, row)
		}
	}
}

// Grow makes room for n more rows, their coordinates aside.
func (b *Batch) Grow(n int) {
	for col := range b.Schema.Columns {
		if b.Schema.Columns[col].Type == Text {
			b.texts[col] = slices.Grow(b.texts[col], n)
		} else {
			b.nums[col], b.nulls[col] = slices.Grow(b.nums[col], n), slices.Grow(b.nulls[col], n)
		}
	}
	b.From, b.To, b.Line = slices.Grow(b.From, n), slices.Grow(b.To, n), slices.Grow(b.Line, n)
	if s := &b.Shapes; b.Schema.Shape != NoShape {
		s.RingEnd, s.PartEnd = slices.Grow(s.RingEnd, n+n/16), slices.Grow(s.PartEnd, n+n/16)
		s.RowEnd, s.Kind = slices.Grow(s.RowEnd, n), slices.Grow(s.Kind, n)
	}
}

// AppendAll copies all rows of another batch of the same schema to the end of b.
func (b *Batch) AppendAll(o *Batch) { b.AppendRange(o, 0, o.Len()) }

// AppendRange copies the rows from one to before another of a batch of the same
// schema to the end of b.
func (b *Batch) AppendRange(o *Batch, from, to int) {
	for col := range b.Schema.Columns {
		b.fill(col, b.Len())
		if o.texts[col] != nil {
			b.texts[col] = append(b.texts[col], o.texts[col][from:to]...)
		}
		if o.nums[col] != nil {
			b.nums[col] = append(b.nums[col], o.nums[col][from:to]...)
			b.nulls[col] = append(b.nulls[col], o.nulls[col][from:to]...)
		}
		b.fill(col, b.Len()+to-from) // o need not have read it
	}
	b.From, b.To, b.Line = append(b.From, o.From[from:to]...), append(b.To, o.To[from:to]...), append(b.Line, o.Line[from:to]...)
	if b.Schema.Shape != NoShape {
		b.Shapes.AppendRange(&o.Shapes, from, to)
	}
}
