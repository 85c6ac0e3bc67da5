package store

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"errors"
	"hash/fnv"
	"math/bits"
)

// rowSet is a set of rows of a segment, one bit a row. A nil set holds every
// row.
type rowSet struct {
	rows  int // of the segment
	words []uint64
}

// maxSetRows bounds what a forged set can ask for: a segment closes long before.
const maxSetRows = 1 << 24

func newRowSet(rows int) *rowSet { return &rowSet{rows, make([]uint64, (rows+63)/64)} }

func (s *rowSet) add(row int) { s.words[row>>6] |= 1 << (row & 63) }

func (s *rowSet) has(row int) bool {
	return s == nil || row < s.rows && s.words[row>>6]&(1<<(row&63)) != 0
}

func (s *rowSet) count() int {
	n := 0
	for _, w := range s.words {
		n += bits.OnesCount64(w)
	}
	return n
}

// filter leaves of ascending rows those of the set, in place.
func (s *rowSet) filter(rows []int) []int {
	if s == nil {
		return rows
	}
	kept := rows[:0]
	for _, row := range rows {
		if s.has(row) {
			kept = append(kept, row)
		}
	}
	return kept
}

// both is the rows of two sets, either of which may be nil, for every row.
func both(a, b *rowSet) *rowSet {
	switch {
	case a == nil:
		return b
	case b == nil:
		return a
	}
	c := newRowSet(min(a.rows, b.rows))
	for i := range c.words {
		c.words[i] = a.words[i] & b.words[i]
	}
	return c
}

// print tells one set from another; 0 for every row.
func (s *rowSet) print() uint64 {
	if s == nil {
		return 0
	}
	h := fnv.New64a()
	var word [8]byte
	for _, w := range s.words {
		binary.LittleEndian.PutUint64(word[:], w)
		h.Write(word[:]) //nolint:errcheck // it cannot fail
	}
	return h.Sum64() | 1
}

// The forms in which a set is stored, by its first byte: the shortest of the
// bits themselves, the rows that are in it, or those that are not.
const (
	setBits   = 0
	setListed = 1
	setOthers = 2
)

var errRowSet = errors.New("store: a set of rows does not read")

// MarshalJSON writes the set in the shortest form.
func (s *rowSet) MarshalJSON() ([]byte, error) {
	best := binary.AppendUvarint([]byte{setBits}, uint64(s.rows))
	for _, w := range s.words {
		best = binary.LittleEndian.AppendUint64(best, w)
	}
	for _, form := range []byte{setListed, setOthers} {
		list := binary.AppendUvarint([]byte{form}, uint64(s.rows))
		last := -1
		for row := range s.rows {
			if s.has(row) == (form == setListed) {
				list = binary.AppendUvarint(list, uint64(row-last))
				last = row
			}
		}
		if len(list) < len(best) {
			best = list
		}
	}
	return json.Marshal(base64.StdEncoding.EncodeToString(best))
}

// UnmarshalJSON reads a set in any form.
func (s *rowSet) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return err
	}
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil || len(b) == 0 {
		return errors.Join(errRowSet, err)
	}
	form := b[0]
	n, used := binary.Uvarint(b[1:])
	if used <= 0 || n > maxSetRows || form > setOthers {
		return errRowSet
	}
	b = b[1+used:]
	*s = *newRowSet(int(n))
	if form == setBits {
		if len(b) != 8*len(s.words) {
			return errRowSet
		}
		for i := range s.words {
			s.words[i] = binary.LittleEndian.Uint64(b[8*i:])
		}
		if tail := s.rows & 63; tail != 0 && s.words[len(s.words)-1]>>tail != 0 {
			return errRowSet
		}
		return nil
	}
	return s.readList(b, form == setOthers)
}

func (s *rowSet) readList(b []byte, others bool) error {
	for row := -1; len(b) > 0; {
		step, used := binary.Uvarint(b)
		if used <= 0 || step == 0 || step > uint64(s.rows-1-row) {
			return errRowSet
		}
		b = b[used:]
		row += int(step)
		s.add(row)
	}
	if others {
		listed := *s
		*s = *newRowSet(s.rows)
		for row := range s.rows {
			if !listed.has(row) {
				s.add(row)
			}
		}
	}
	return nil
}
