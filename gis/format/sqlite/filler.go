package sqlite

import "encoding/binary"

// Filler writes the rows of one empty table, in the order of their keys, onto
// full pages.
type Filler struct {
	pages *Pages
	root  uint32
	leaf  page
	below []child // leaves that are written
	last  int64
	some  bool
}

// child is a page below another, with the greatest key in it.
type child struct {
	number uint32
	key    int64
}

// Fill begins to fill the table that has a root page.
func (p *Pages) Fill(root uint32) *Filler {
	return &Filler{pages: p, root: root, leaf: newPage(p.header, leafPage)}
}

// Add appends a row; keys must grow.
func (f *Filler) Add(key int64, record []byte) error {
	if f.some && key <= f.last {
		return outOfOrder(key)
	}
	size := len(record)
	local := localSize(size, f.pages.header.usable)
	var over uint32
	if local < size {
		var err error
		if over, err = f.overflow(record[local:]); err != nil {
			return err
		}
	}
	cell := varintSize(uint64(size)) + varintSize(uint64(key)) + local
	if over != 0 {
		cell += 4
	}
	if !f.leaf.fits(cell) {
		if err := f.endLeaf(); err != nil {
			return err
		}
	}
	b := f.leaf.cell(cell)
	b = appendVarint(b, uint64(size))
	b = appendVarint(b, uint64(key))
	b = append(b, record[:local]...)
	if over != 0 {
		binary.BigEndian.AppendUint32(b, over)
	}
	f.last, f.some = key, true
	return nil
}

// overflow writes what does not fit the leaf onto pages of a chain, and gives
// the first.
func (f *Filler) overflow(rest []byte) (uint32, error) {
	each := f.pages.header.usable - 4
	first := f.pages.after(f.pages.next - 1)
	chain := make([]byte, f.pages.header.pageSize)
	for number := first; len(rest) > 0; number = f.pages.after(number) {
		n := copy(chain[4:4+each], rest)
		clear(chain[4+n:])
		rest = rest[n:]
		next := f.pages.after(number)
		if len(rest) == 0 {
			next = 0
		}
		binary.BigEndian.PutUint32(chain, next)
		if _, err := f.pages.append(chain); err != nil {
			return 0, err
		}
	}
	return first, nil
}

func (f *Filler) endLeaf() error {
	number, err := f.pages.append(f.leaf.bytes)
	f.below = append(f.below, child{number, f.last})
	f.leaf.clear()
	return err
}

// Close writes the rest of the table, the root last.
func (f *Filler) Close() error {
	if len(f.below) == 0 {
		return f.pages.put(f.root, f.leaf.bytes)
	}
	if err := f.endLeaf(); err != nil {
		return err
	}
	above := newPage(f.pages.header, interiorPage)
	for most := above.children(f.last); ; {
		groups := (len(f.below) + most - 1) / most
		var next []child
		for g := range groups {
			members := f.below[g*len(f.below)/groups : (g+1)*len(f.below)/groups]
			above.clear()
			above.adopt(members)
			if groups == 1 {
				return f.pages.put(f.root, above.bytes)
			}
			number, err := f.pages.append(above.bytes)
			if err != nil {
				return err
			}
			next = append(next, child{number, members[len(members)-1].key})
		}
		f.below = next
	}
}
