package block

import (
	"encoding/binary"
	"errors"
)

// errShort is returned when a block ends before what it promises.
var errShort = errors.New("block: ends too soon")

// writer appends the canonical encoding.
type writer struct{ b []byte }

func (w *writer) uint(v uint64) { w.b = appendUint(w.b, v) }

func (w *writer) byte(v byte)   { w.b = append(w.b, v) }
func (w *writer) text(s string) { w.uint(uint64(len(s))); w.b = append(w.b, s...) }

// appendUint appends a number as binary.AppendUvarint does.
func appendUint(b []byte, v uint64) []byte {
	switch { // most numbers take one byte or two, those of coordinates three
	case v < 1<<7:
		return append(b, byte(v))
	case v < 1<<14:
		return append(b, byte(v)|0x80, byte(v>>7))
	case v < 1<<21:
		return append(b, byte(v)|0x80, byte(v>>7)|0x80, byte(v>>14))
	}
	return binary.AppendUvarint(b, v)
}

// zigzag has small numbers of either sign be small, as binary.AppendVarint does.
func zigzag(v int64) uint64 { return uint64(v)<<1 ^ uint64(v>>63) }

// reader takes the encoding apart. After the first failure every read gives
// zero and err stays set, so that callers check once.
type reader struct {
	b   []byte
	at  int // what is read already
	err error
}

func (r *reader) fail() {
	if r.err == nil {
		r.err = errShort
	}
	r.at = len(r.b)
}

func (r *reader) left() int { return len(r.b) - r.at }

func (r *reader) uint() uint64 {
	if b := r.b[r.at:]; len(b) > 1 { // most numbers take one byte or two
		if b[0] < 0x80 {
			r.at++
			return uint64(b[0])
		}
		if b[1] < 0x80 {
			r.at += 2
			return uint64(b[0]&0x7f) | uint64(b[1])<<7
		}
	}
	v, n := binary.Uvarint(r.b[r.at:])
	if n <= 0 {
		r.fail()
		return 0
	}
	r.at += n
	return v
}

func (r *reader) int() int64 {
	v := r.uint()
	return int64(v>>1) ^ -int64(v&1) // as binary.Varint has it
}

func (r *reader) byte() byte {
	if r.at == len(r.b) {
		r.fail()
		return 0
	}
	v := r.b[r.at]
	r.at++
	return v
}

// count reads a number of things that take at least size bytes each, so that
// a damaged block cannot ask for more memory than it has bytes.
func (r *reader) count(size int) int {
	v := r.uint()
	if v > uint64(r.left()/size) {
		r.fail()
		return 0
	}
	return int(v)
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > r.left() {
		r.fail()
		return nil
	}
	v := r.b[r.at : r.at+n]
	r.at += n
	return v
}

// end fails when bytes are left: there is one encoding of the same rows.
func (r *reader) end() error {
	if r.err == nil && r.left() > 0 {
		r.fail()
	}
	return r.err
}
