package supply

import (
	"hash/fnv"

	"segit/gis"
	"segit/store"
)

// The sizes at which rows are cut into chunks, in bytes before packing, as
// estimated from the rows: a chunk ends with its cell, at the first row after
// soft that says so by its content (so that a row more does not move all cuts
// after it), or at hard.
const (
	soft = 1 << 20
	hard = 3 << 20
	// one row in so many says so
	odds = 64
)

// Cutter cuts rows into chunks.
type Cutter struct {
	// Found takes a chunk with the lines of its rows; it keeps nothing of it.
	Found func(at store.Place, n int, c *Chunk, lines []uint32) error

	at   store.Place
	n    int // chunks of the place so far
	rows *gis.Batch
	size int
}

// Add takes rows of a place; those of one place come together, in the order of
// their lines.
func (c *Cutter) Add(at store.Place, b *gis.Batch) error {
	if c.rows == nil || at.Schema != c.at.Schema || at.Scope != c.at.Scope || at.Cell != c.at.Cell {
		if err := c.Close(); err != nil {
			return err
		}
		c.at, c.n, c.rows = at, 0, gis.NewBatch(at.Schema)
	}
	for row := range b.Len() {
		c.rows.AppendRange(b, row, row+1)
		c.size += sizeOf(b, row)
		if c.size >= hard || c.size >= soft && says(b, row) {
			if err := c.cut(); err != nil {
				return err
			}
		}
	}
	return nil
}

// Close cuts what is left.
func (c *Cutter) Close() error {
	if c.rows == nil || c.rows.Len() == 0 {
		return nil
	}
	return c.cut()
}

func (c *Cutter) cut() error {
	err := c.Found(c.at, c.n, &Chunk{Cell: c.at.Cell, Rows: c.rows}, c.rows.Line)
	c.n++
	c.size = 0
	c.rows.Reset()
	return err
}

// sizeOf is about how many bytes a row takes.
func sizeOf(b *gis.Batch, row int) int {
	n := 4 + 16*pointsOf(b, row)
	for col := range b.Schema.Columns {
		if b.Schema.Columns[col].Type == gis.Text {
			n += 1 + len(b.Text(col, row))
		} else {
			n += 4
		}
	}
	return n
}

// says reports whether a row ends a chunk by its content.
func says(b *gis.Batch, row int) bool {
	h := fnv.New64a()
	for col := range b.Schema.Columns {
		if b.Schema.Columns[col].Type == gis.Text {
			h.Write([]byte(b.Text(col, row))) //nolint:errcheck // it cannot fail
			continue
		}
		v, _ := b.Num(col, row)
		h.Write([]byte{byte(v), byte(v >> 8), byte(v >> 16), byte(v >> 24)}) //nolint:errcheck // it cannot fail
	}
	return h.Sum64()%odds == 0
}
