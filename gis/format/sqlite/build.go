package sqlite

import (
	"encoding/binary"
	"math"
)

// Builder makes one record after another. The zero value is ready.
type Builder struct{ head, body []byte }

// Reset begins a record.
func (b *Builder) Reset() { b.head, b.body = b.head[:0], b.body[:0] }

// Null adds a null.
func (b *Builder) Null() { b.head = append(b.head, 0) }

// Int adds a whole number in as few bytes as it needs.
func (b *Builder) Int(v int64) {
	switch {
	case v == 0:
		b.head = append(b.head, 8)
	case v == 1:
		b.head = append(b.head, 9)
	case v == int64(int8(v)):
		b.whole(1, v, 1)
	case v == int64(int16(v)):
		b.whole(2, v, 2)
	case v == v<<40>>40:
		b.whole(3, v, 3)
	case v == int64(int32(v)):
		b.whole(4, v, 4)
	case v == v<<16>>16:
		b.whole(5, v, 6)
	default:
		b.whole(6, v, 8)
	}
}

func (b *Builder) whole(kind byte, v int64, size int) {
	b.head = append(b.head, kind)
	for i := size - 1; i >= 0; i-- {
		b.body = append(b.body, byte(v>>(8*i)))
	}
}

// Float adds a real number; one that is not a number is a null, as in SQLite.
func (b *Builder) Float(v float64) {
	if math.IsNaN(v) {
		b.Null()
		return
	}
	b.head = append(b.head, 7)
	b.body = binary.BigEndian.AppendUint64(b.body, math.Float64bits(v))
}

// Text adds a text.
func (b *Builder) Text(s string) {
	b.head = appendVarint(b.head, uint64(len(s))*2+13)
	b.body = append(b.body, s...)
}

// Blob adds bytes that fill appends to what it is given.
func (b *Builder) Blob(fill func([]byte) []byte) {
	from := len(b.body)
	b.body = fill(b.body)
	b.head = appendVarint(b.head, uint64(len(b.body)-from)*2+12)
}

// Append appends the finished record to dst.
func (b *Builder) Append(dst []byte) []byte {
	size := len(b.head) + 1
	if size > 127 {
		size = len(b.head) + varintSize(uint64(len(b.head)+2))
	}
	dst = appendVarint(dst, uint64(size))
	return append(append(dst, b.head...), b.body...)
}
