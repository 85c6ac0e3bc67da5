package sqlite

import "encoding/binary"

// Scan gives the rows of the table to row, in the order of their keys. A record
// is valid during the call. An error of row ends the scan and comes back; where
// pages do not read, the rows of the others are given and the first that does not
// is refused at the end.
func (t *Table) Scan(row func(key int64, r *Record) error) error {
	return new(Scanner).Scan(t, row)
}

// Scanner is the memory of a scan, to be used for one after another by a single
// goroutine. The zero value is ready.
type Scanner struct {
	file            *File
	pages, overflow window
	whole           []byte // a payload put together from its overflow pages
	record          Record
}

// Scan is [Table.Scan] with this memory.
func (s *Scanner) Scan(t *Table, row func(key int64, r *Record) error) error {
	if s.file != t.file {
		s.file, s.pages.file, s.overflow.file = t.file, t.file, t.file
		s.pages.data, s.overflow.data = s.pages.data[:0], s.overflow.data[:0]
		s.record.text = t.file.text
	}
	var first error
	for _, number := range t.leaves {
		if err := s.leaf(number, row, &first); err != nil {
			return err
		}
	}
	if first == nil && t.lost != 0 {
		first = damaged(t.lost)
	}
	return first
}

// leaf gives the rows of a page, and keeps in first why one of them does not read.
func (s *Scanner) leaf(number uint32, row func(int64, *Record) error, first *error) error {
	without := func(err error) error {
		if *first == nil {
			*first = err
		}
		return unless(err)
	}
	page, err := s.pages.page(number)
	if err != nil {
		return without(err)
	}
	start := s.file.start(number)
	b := page[start:]
	cells := int(binary.BigEndian.Uint16(b[3:]))
	if b[0] != leafPage || 8+2*cells > len(b) {
		return without(damaged(number))
	}
	for i := range cells {
		at := int(binary.BigEndian.Uint16(b[8+2*i:]))
		if at >= s.file.usable {
			return without(damaged(number))
		}
		key, payload, err := s.cell(page[at:s.file.usable], number)
		if err == nil && !s.record.parse(payload) {
			err = damaged(number)
		}
		if err != nil { // the rows beside it may read all the same
			if err := without(err); err != nil {
				return err
			}
			continue
		}
		if err := row(key, &s.record); err != nil {
			return err
		}
	}
	return nil
}

// cell reads the cell at the beginning of b: its key and its payload.
func (s *Scanner) cell(b []byte, number uint32) (key int64, payload []byte, err error) {
	size, n := varint(b)
	if n == 0 || size > uint64(s.file.size) {
		return 0, nil, damaged(number)
	}
	b = b[n:]
	k, n := varint(b)
	if n == 0 {
		return 0, nil, damaged(number)
	}
	b = b[n:]
	local := localSize(int(size), s.file.usable)
	if local > len(b) {
		return 0, nil, damaged(number)
	}
	if local == int(size) {
		return int64(k), b[:local], nil
	}
	if local+4 > len(b) {
		return 0, nil, damaged(number)
	}
	s.whole = append(s.whole[:0], b[:local]...)
	err = s.follow(binary.BigEndian.Uint32(b[local:]), int(size))
	return int64(k), s.whole, err
}

// follow reads the chain of overflow pages until the payload is whole.
func (s *Scanner) follow(number uint32, size int) error {
	for len(s.whole) < size {
		page, err := s.overflow.page(number)
		if err != nil {
			return err
		}
		take := min(size-len(s.whole), s.file.usable-4)
		s.whole = append(s.whole, page[4:4+take]...)
		number = binary.BigEndian.Uint32(page)
	}
	return nil
}

// localSize is how much of a payload stands in the leaf itself (section 1.6).
func localSize(size, usable int) int {
	if size <= usable-35 {
		return size
	}
	least := (usable-12)*32/255 - 23
	if local := least + (size-least)%(usable-4); local <= usable-35 {
		return local
	}
	return least
}
