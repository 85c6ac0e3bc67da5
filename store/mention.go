package store

import (
	"encoding/binary"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// mention is what a supply says of rows that another brought: which of them it
// repeats, and on what line.
type mention struct{ lines []uint32 } // by row; 0 for a row that the supply does not say

// place of a mention: beside the segment, by the number of the supply.
func mentionKey(segment, supply uint32) []byte { return segmentKey(segment, mentionValue, supply) }

// encode writes, row by row, the step from the line of the row before; 0 for a
// row that is not said.
func (m *mention) encode() []byte {
	b := binary.AppendUvarint(nil, uint64(len(m.lines)))
	last := int64(0)
	for _, line := range m.lines {
		if line == 0 {
			b = append(b, 0)
			continue
		}
		step := int64(line) - last
		last = int64(line)
		// Zigzag and one up: 0 is taken.
		b = binary.AppendUvarint(b, uint64(step<<1)^uint64(step>>63)+1)
	}
	return b
}

func decodeMention(b []byte, rows int) (*mention, error) {
	bad := func() (*mention, error) {
		return nil, gis.Refuse("store.read", gis.Damaged, "store.damaged", segmentBucket)
	}
	n, used := binary.Uvarint(b)
	if used <= 0 || n != uint64(rows) {
		return bad()
	}
	b = b[used:]
	m := &mention{make([]uint32, rows)}
	last := int64(0)
	for row := range m.lines {
		v, used := binary.Uvarint(b)
		if used <= 0 {
			return bad()
		}
		b = b[used:]
		if v == 0 {
			continue
		}
		v--
		last += int64(v>>1) ^ -int64(v&1)
		if last <= 0 || last > 1<<32-1 {
			return bad()
		}
		m.lines[row] = uint32(last)
	}
	if len(b) > 0 {
		return bad()
	}
	return m, nil
}

// mention reads what a supply says of the segment.
func (s *segment) mention(supply uint32) (*mention, error) {
	s.saidMu.Lock()
	defer s.saidMu.Unlock()
	if m := s.saidBy[supply]; m != nil {
		return m, nil
	}
	plain, err := s.value(mentionValue, supply)
	if err != nil {
		return nil, err
	}
	m, err := decodeMention(plain, s.info.Rows)
	if err != nil {
		return nil, err
	}
	if s.saidBy == nil {
		s.saidBy = map[uint32]*mention{}
	}
	s.saidBy[supply] = m
	return m, nil
}

// mentionOf reads a mention outside of any snapshot.
func (a *Archive) mentionOf(info *Segment, supply uint32) (*mention, error) {
	var plain []byte
	err := a.view(func(tx *bbolt.Tx) (err error) {
		plain, err = a.get(tx, mentionKey(info.ID, supply))
		return err
	})
	if err != nil {
		return nil, err
	}
	return decodeMention(plain, info.Rows)
}

// add takes in the lines that the file has of a supply which says more rows now.
func (m *mention) add(a *Archive, info *Segment, supply uint32) error {
	was, err := a.mentionOf(info, supply)
	if err != nil {
		return err
	}
	for row, line := range was.lines {
		if m.lines[row] == 0 {
			m.lines[row] = line
		}
	}
	return nil
}
