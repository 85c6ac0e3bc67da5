package sqlite

import (
	"encoding/binary"
	"math"
	"unicode/utf16"
	"unicode/utf8"
)

// Record is a row as it stands in the file.
type Record struct {
	body  []byte
	types []uint64
	ends  []int // where each value ends in body
	text  uint32
}

// parse reads the head of a record (section 2.1); false when it does not fit.
func (r *Record) parse(b []byte) bool {
	size, n := varint(b)
	if n == 0 || size < uint64(n) || size > uint64(len(b)) {
		return false
	}
	r.types, r.ends, r.body = r.types[:0], r.ends[:0], b[size:]
	end := 0
	for head := b[n:size]; len(head) > 0; {
		t, n := varint(head)
		if n == 0 || t == 10 || t == 11 || t > 1<<33 {
			return false
		}
		head = head[n:]
		end += width(t)
		if end > len(r.body) {
			return false
		}
		r.types, r.ends = append(r.types, t), append(r.ends, end)
	}
	return true
}

// width is the bytes that a value of a serial type takes.
func width(t uint64) int {
	if t >= 12 {
		return int(t-12) / 2
	}
	return [...]int{0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0}[t]
}

// Len is how many values the record has: fewer than the table has columns when
// columns were added after it was written.
func (r *Record) Len() int { return len(r.types) }

// raw is the bytes of a value.
func (r *Record) raw(i int) []byte {
	return r.body[r.ends[i]-width(r.types[i]) : r.ends[i]]
}

// Kind is the kind of a value.
type Kind uint8

// The kinds of values.
const (
	Null Kind = iota
	Int
	Float
	Text
	Blob
)

// Kind is the kind of the value of column i, from 0.
func (r *Record) Kind(i int) Kind {
	switch t := r.types[i]; {
	case t == 0:
		return Null
	case t == 7:
		return Float
	case t < 12:
		return Int
	case t%2 == 1:
		return Text
	}
	return Blob
}

// Int is a value of kind Int.
func (r *Record) Int(i int) int64 {
	switch r.types[i] {
	case 8:
		return 0
	case 9:
		return 1
	}
	b := r.raw(i)
	v := int64(int8(b[0]))
	for _, c := range b[1:] {
		v = v<<8 | int64(c)
	}
	return v
}

// Float is a value of kind Float.
func (r *Record) Float(i int) float64 { return math.Float64frombits(binary.BigEndian.Uint64(r.raw(i))) }

// Bytes is a value of kind Blob, valid as long as the record.
func (r *Record) Bytes(i int) []byte { return r.raw(i) }

// Text is a value of kind Text, in UTF-8 whatever the file's form.
func (r *Record) Text(i int) string {
	b := r.raw(i)
	if r.text == utf8Text {
		return string(b)
	}
	var order binary.ByteOrder = binary.LittleEndian
	if r.text == utf16Big {
		order = binary.BigEndian
	}
	units := make([]uint16, len(b)/2)
	for j := range units {
		units[j] = order.Uint16(b[2*j:])
	}
	out := make([]byte, 0, len(units))
	for _, c := range utf16.Decode(units) {
		out = utf8.AppendRune(out, c)
	}
	return string(out)
}

// SameText reports whether a value of kind Text in UTF-8 is s, so that the
// caller may keep the string it has.
func (r *Record) SameText(i int, s string) bool { return r.text == utf8Text && string(r.raw(i)) == s }
