// Package block is the stored form of a batch of rows: column by column,
// canonical (the same rows give the same bytes) and versioned. Attributes and
// geometry are apart, so that whoever reads one does not pay for the other.
// Compression and sealing happen outside.
package block

import (
	"errors"

	"segit/gis"
)

// version is the format's number; it changes with every change of the layout.
const version = 1

// errVersion is returned for a block written by a newer program.
var errVersion = errors.New("block: unknown version")

// Times says when the rows of a block became and ceased to be known: it is
// stored for each row, and uniform until update supplies come.
type Times struct {
	KnownFrom gis.Date
	KnownTo   gis.Date
	Supply    uint32
}

// Encoder encodes one block after the other with the same memory. It is for one
// goroutine at a time; the zero value is ready.
type Encoder struct {
	w, body    writer
	wide       []int64
	xy         []float64
	null       []bool
	index      map[string]uint64
	dictionary []string
	places     []uint64 // of each row's text in the dictionary
}

// EncodeRows is [Encoder.Rows] for all rows of a single block.
func EncodeRows(b *gis.Batch, t Times) []byte { return new(Encoder).Rows(b, all(b.Len()), t) }

// all are the numbers of n rows in order.
func all(n int) []int {
	rows := make([]int, n)
	for i := range rows {
		rows[i] = i
	}
	return rows
}

// Rows is the canonical encoding of some rows of a batch, in the order given,
// without their shapes. It holds until the next call.
func (e *Encoder) Rows(b *gis.Batch, rows []int, t Times) []byte {
	w := &e.w
	w.b = w.b[:0]
	w.byte(version)
	w.uint(uint64(len(rows)))
	w.uint(uint64(len(b.Schema.Columns)))
	appendNums(w, widen(e, b.From, rows), nil)
	appendNums(w, widen(e, b.To, rows), nil)
	appendNums(w, widen(e, b.Line, rows), nil)
	appendNums(w, repeat(e, int64(t.KnownFrom), len(rows)), nil)
	appendNums(w, repeat(e, int64(t.KnownTo), len(rows)), nil)
	appendNums(w, repeat(e, int64(t.Supply), len(rows)), nil)
	for col := range b.Schema.Columns {
		e.body.b = e.body.b[:0]
		if b.Schema.Columns[col].Type == gis.Text {
			e.texts(&e.body, b, col, rows)
		} else {
			e.nums(&e.body, b, col, rows)
		}
		w.uint(uint64(len(e.body.b)))
		w.b = append(w.b, e.body.b...)
	}
	return w.b
}

// Decoder decodes one block after the other into the same memory. It is for one
// goroutine at a time; the zero value is ready.
type Decoder struct {
	batch      *gis.Batch
	shapes     gis.Shapes
	dictionary []string
}

// DecodeRows is [Decoder.Rows] for a single block.
func DecodeRows(data []byte, s *gis.Schema, want []bool) (*gis.Batch, Times, error) {
	return new(Decoder).Rows(data, s, want)
}

// Rows reads rows back into a batch of the schema, which holds until the next
// call; its texts hold for good. Only the wanted columns are decoded; nil wants
// all.
func (d *Decoder) Rows(data []byte, s *gis.Schema, want []bool) (*gis.Batch, Times, error) {
	r := &reader{b: data}
	if r.byte() != version && r.err == nil {
		return nil, Times{}, errVersion
	}
	// A row takes no byte where all its columns are of one value, so the count
	// is bounded by what a block may hold and not by its length.
	rows := int(min(r.uint(), MaxRows+1))
	if rows > MaxRows || int(r.uint()) != len(s.Columns) {
		return nil, Times{}, errShort
	}
	if d.batch == nil || d.batch.Schema != s {
		d.batch = gis.NewBatch(s)
	}
	b := d.batch
	b.From, b.To, b.Line = narrow(r, b.From, rows), narrow(r, b.To, rows), narrow(r, b.Line, rows)
	t := Times{KnownFrom: firstOf[gis.Date](r, rows), KnownTo: firstOf[gis.Date](r, rows), Supply: firstOf[uint32](r, rows)}
	for col := range s.Columns {
		body := &reader{b: r.take(r.count(1))}
		switch {
		case want != nil && !want[col]:
			b.PutTexts(col, nil)
			b.PutNums(col, nil, nil)
			continue
		case s.Columns[col].Type == gis.Text:
			b.PutTexts(col, d.texts(body, b.Texts(col), rows))
		default:
			nums, null := b.Nums(col)
			nums, null = readNums(body, nums, null, rows)
			b.PutNums(col, nums, null)
		}
		if err := body.end(); err != nil {
			return nil, Times{}, err
		}
	}
	if err := r.end(); err != nil {
		return nil, Times{}, err
	}
	return b, t, nil
}

// MaxRows is the most rows that one block may hold.
const MaxRows = 4096

type integer interface{ ~int32 | ~uint32 }

// widen gathers the numbers of some rows.
func widen[T integer](e *Encoder, v []T, rows []int) []int64 {
	wide := e.wide[:0]
	for _, row := range rows {
		wide = append(wide, int64(v[row]))
	}
	e.wide = wide
	return wide
}

// sized is a slice of n in the memory of another where that is enough; what it
// holds is not cleared.
func sized[T any](s []T, n int) []T {
	if s == nil || cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

// narrow reads a column of numbers that has no nulls, in the memory of v.
func narrow[T integer](r *reader, v []T, rows int) []T {
	v = sized(v, rows)
	eachNum(r, rows, func(i int, n int64) { v[i] = T(n) })
	return v
}

// firstOf reads a column without nulls of which the first number is wanted.
func firstOf[T integer](r *reader, rows int) (first T) {
	eachNum(r, rows, func(i int, n int64) {
		if i == 0 {
			first = T(n)
		}
	})
	return first
}

// eachNum gives the numbers of a column; those that are null are 0.
func eachNum(r *reader, rows int, found func(i int, n int64)) {
	if r.at == len(r.b) || r.b[r.at] != noneNull {
		wide, _ := readNums(r, nil, nil, rows)
		for i, n := range wide {
			found(i, n)
		}
		return
	}
	r.at++
	var last int64
	for i := range rows {
		last += r.int()
		found(i, last)
	}
}

func repeat(e *Encoder, v int64, n int) []int64 {
	e.wide = e.wide[:0]
	for range n {
		e.wide = append(e.wide, v)
	}
	return e.wide
}
