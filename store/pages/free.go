package pages

import "encoding/binary"

// Rest checks what no walk meets: both heads, the list of free pages, and that
// every page is either in use or free. Call it after all buckets were walked.
func (f *File) Rest(problem func(Problem) error) error {
	if err := f.heads(problem); err != nil || f.now == nil {
		return err
	}
	if int64(f.now.end)*f.pageSize > f.size {
		if err := problem(Problem{Page: f.now.end - 1, What: Short}); err != nil {
			return err
		}
	}
	free, ok := f.freelist()
	if !ok {
		return problem(Problem{Page: f.now.freelist, What: BadFreelist})
	}
	for id := uint64(2); id < f.end(); id++ {
		what := ""
		switch inUse := f.met(id); {
		case inUse && free[id]:
			what = FreeInUse
		case !inUse && !free[id]:
			what = Lost
		default:
			continue
		}
		if err := problem(Problem{Page: id, What: what, Harmless: what == Lost}); err != nil {
			return err
		}
	}
	return nil
}

// heads tells of meta pages that do not read or do not say what they are.
func (f *File) heads(problem func(Problem) error) error {
	for n, m := range f.metas {
		b, err := f.read(int64(n)*f.pageSize, headSize)
		if err != nil {
			return err
		}
		sound := m != nil && m.txid%2 == uint64(n) && len(b) == headSize &&
			binary.LittleEndian.Uint64(b) == uint64(n) && binary.LittleEndian.Uint16(b[8:]) == metaPage &&
			binary.LittleEndian.Uint32(b[10:]) == 0
		if !sound {
			if err := problem(Problem{Page: uint64(n), What: BadMeta, Harmless: m != nil && m != f.now}); err != nil {
				return err
			}
		}
	}
	return nil
}

// freelist reads the pages that are free; false when the list does not read.
func (f *File) freelist() (free map[uint64]bool, ok bool) {
	b, ok := f.freeIDs()
	if !ok {
		return nil, false
	}
	free = make(map[uint64]bool, len(b)/8)
	for ; len(b) > 0; b = b[8:] {
		free[binary.LittleEndian.Uint64(b)] = true
	}
	return free, true
}

// freeIDs reads the numbers of the free pages as they are stored, ascending;
// false when they are not what they must be.
func (f *File) freeIDs() (ids []byte, ok bool) {
	id := f.now.freelist
	if id < 2 || id >= f.end() { // an archive always writes the list
		return nil, false
	}
	head, err := f.read(int64(id)*f.pageSize, headSize+8)
	if err != nil || len(head) < headSize+8 || binary.LittleEndian.Uint64(head) != id || binary.LittleEndian.Uint16(head[8:]) != freelistPage {
		return nil, false
	}
	span := u32(head[12:]) + 1
	count, from := uint64(binary.LittleEndian.Uint16(head[10:])), uint64(headSize)
	if count == 0xFFFF {
		count, from = binary.LittleEndian.Uint64(head[headSize:]), headSize+8
	}
	if span > f.end()-id || count > (span*uint64(f.pageSize)-from)/8 {
		return nil, false
	}
	b, err := f.read(int64(id)*f.pageSize+int64(from), int(8*count))
	if err != nil || uint64(len(b)) < 8*count || f.mark(id, span) {
		return nil, false
	}
	last := uint64(1)
	for rest := b; len(rest) > 0; rest = rest[8:] {
		n := binary.LittleEndian.Uint64(rest)
		if n <= last || n >= f.now.end {
			return nil, false
		}
		last = n
	}
	return b, true
}
