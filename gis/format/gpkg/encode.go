package gpkg

import (
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/sqlite"
)

// Encoder turns rows of a layer into the records of its table. Each goroutine
// that makes rows has one of its own; what it makes goes to [Writer.Put].
type Encoder struct {
	srs   int32
	shape bool
	build sqlite.Builder
}

// Encoded is rows as the file will hold them.
type Encoded struct {
	records []byte
	ends    []int
	bounds  []orb.Bound // of each row, Min > Max without geometry
	several bool        // some row has more than one point
}

// Len is the number of rows.
func (e *Encoded) Len() int { return len(e.ends) }

// Reset empties e and keeps its memory.
func (e *Encoded) Reset() {
	e.records, e.ends, e.bounds, e.several = e.records[:0], e.ends[:0], e.bounds[:0], false
}

// Rows appends the rows of a batch to what into holds. The batch must be of the
// layer's schema.
func (c *Encoder) Rows(b *gis.Batch, into *Encoded) {
	for row := range b.Len() {
		c.build.Reset()
		c.build.Null() // the key, which the row's number stands for
		if c.shape {
			c.geometry(&b.Shapes, row, into)
		}
		for col := range b.Schema.Columns {
			c.value(b, col, row)
		}
		into.records = c.build.Append(into.records)
		into.ends = append(into.ends, len(into.records))
	}
}

// geometry adds the blob of a row, null for an empty shape, and notes its box.
func (c *Encoder) geometry(s *gis.Shapes, row int, into *Encoded) {
	bound := s.Bound(row)
	into.bounds = append(into.bounds, bound)
	if len(s.RowXY(row)) == 0 {
		c.build.Null()
		return
	}
	c.build.Blob(func(dst []byte) []byte {
		dst, several := blob(dst, c.srs, s, row, bound)
		into.several = into.several || several
		return dst
	})
}

// value adds a cell as SQLite holds it.
func (c *Encoder) value(b *gis.Batch, col, row int) {
	kind := b.Schema.Columns[col].Type
	if kind == gis.Text {
		if text := b.Text(col, row); text != "" {
			c.build.Text(text)
		} else {
			c.build.Null()
		}
		return
	}
	n, ok := b.Num(col, row)
	switch {
	case !ok:
		c.build.Null()
	case kind == gis.Number:
		c.build.Float(gis.Decimal(n).Float())
	case kind == gis.Money:
		c.build.Float(float64(n) / 100)
	case kind == gis.Real:
		c.build.Float(math.Float64frombits(uint64(n)))
	case kind == gis.DayType:
		c.build.Text(gis.Date(n).String())
	default:
		c.build.Int(n)
	}
}
