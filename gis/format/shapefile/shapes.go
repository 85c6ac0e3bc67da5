package shapefile

import (
	"encoding/binary"
	"io"

	"segit/gis"
)

// The shape types of the white paper; their Z and M forms are 10 and 20 more.
const (
	nullShape  = 0
	pointShape = 1
	polyline   = 3
	polygon    = 5
	multipoint = 8
)

const headSize = 100 // of .shp and .shx

// shapes finds the records of a .shp.
type shapes struct {
	data     window
	index    *window // the .shx, nil when the records are found in sequence
	indexed  int64   // records of the index
	kind     gis.ShapeKind
	shape    uint32 // type of all records that are not null
	declared int64  // length by the head
	astray   int64  // entries of the index that lead nowhere
	next     int64  // offset of the next record, in sequence
}

// record is a place in the .shp.
type record struct {
	number  int64 // 1-based; the row of the table
	content []byte
	cut     bool // the record should be there and is not, or not whole
}

func openShapes(from io.ReaderAt, size int64) (*shapes, error) {
	s := &shapes{data: window{from: from, size: size}, next: headSize}
	head, err := s.data.slice(0, headSize)
	if err != nil {
		return nil, err
	}
	if head == nil || binary.BigEndian.Uint32(head) != 9994 {
		return nil, gis.Refuse(op, gis.BadInput, "shapefile.head")
	}
	s.declared = 2 * int64(binary.BigEndian.Uint32(head[24:]))
	s.shape = binary.LittleEndian.Uint32(head[32:])
	switch base(s.shape) {
	case pointShape, multipoint:
		s.kind = gis.PointShape
	case polyline:
		s.kind = gis.LineShape
	case polygon:
		s.kind = gis.PolygonShape
	default:
		s.kind = gis.AnyShape
	}
	return s, nil
}

// base is the plain form of a shape type.
func base(t uint32) uint32 {
	switch {
	case t > 20 && t < 30:
		return t - 20
	case t > 10 && t < 20:
		return t - 10
	}
	return t
}

// useIndex takes the .shx and reports whether it is one, and all of it: the records
// of one that is cut are found in sequence, as far as the .shp goes.
func (s *shapes) useIndex(from io.ReaderAt, size int64) bool {
	w := &window{from: from, size: size}
	head, err := w.slice(0, headSize)
	if err != nil || head == nil || binary.BigEndian.Uint32(head) != 9994 || size == headSize && s.data.size > headSize ||
		size < 2*int64(binary.BigEndian.Uint32(head[24:])) {
		return false
	}
	s.index, s.indexed = w, (size-headSize)/8
	return true
}

// rewind goes back to the first record.
func (s *shapes) rewind() { s.next, s.astray = headSize, 0 }

// at finds the record of a number: by the index, or as the next in sequence.
// ok is false behind the last one.
func (s *shapes) at(number int64) (r record, ok bool, err error) {
	r.number = number
	offset := s.next
	if s.index != nil {
		if number > s.indexed {
			return r, false, nil
		}
		entry, err := s.index.slice(headSize+8*(number-1), 8)
		if err != nil {
			return r, false, err
		}
		if entry == nil { // the file became shorter while it was read
			return r, false, io.ErrUnexpectedEOF
		}
		if at := 2 * int64(binary.BigEndian.Uint32(entry)); at >= headSize {
			offset = at
		} else { // a page of zeros: records follow each other but for gaps
			s.astray++
		}
	} else if offset >= s.data.size {
		return r, false, nil
	}
	head, err := s.data.slice(offset, 8)
	if err != nil {
		return r, false, err
	}
	if head == nil {
		r.cut, s.next = true, s.data.size
		return r, true, nil
	}
	length := 2 * int64(binary.BigEndian.Uint32(head[4:]))
	s.next = offset + 8 + length
	if r.content, err = s.data.slice(offset+8, length); err != nil {
		return r, false, err
	}
	if r.content == nil || s.index == nil && !s.plausible(r.content) {
		r.cut, s.next = true, s.data.size
	}
	return r, true, nil
}

// plausible tells, where there is no index, whether the thread from record to
// record still holds: the type of a record is that of the file, or null.
func (s *shapes) plausible(content []byte) bool {
	if len(content) < 4 {
		return false
	}
	t := binary.LittleEndian.Uint32(content)
	return t == nullShape || t == s.shape
}
