package sqlite

import "encoding/binary"

// The kinds of b-tree pages that a table is made of.
const (
	interiorPage = 5
	leafPage     = 13
)

// Table is where the rows of a table are: its leaf pages, in the order of keys.
type Table struct {
	file   *File
	leaves []uint32
	lost   uint32 // the first page of the tree that does not read, 0 when all do
}

// Table finds the leaves of the table that has a root page. What is no ordinary
// table (one WITHOUT ROWID, an index) is refused. Pages that do not read are left
// out, with what hangs on them: the scan goes round them and says so at its end.
func (f *File) Table(root uint32) (*Table, error) {
	t := &Table{file: f}
	w := &window{file: f}
	page, err := w.page(root)
	if err != nil {
		return nil, err
	}
	if kind := page[f.start(root)]; kind != interiorPage && kind != leafPage {
		return nil, unusual("sqlite.no-table")
	}
	left := f.pages // no page is met twice in a sound tree
	return t, t.descend(w, root, 0, &left)
}

// without notes a page that does not read.
func (t *Table) without(page uint32) {
	if t.lost == 0 {
		t.lost = max(page, 1)
	}
}

// start is where the b-tree header of a page begins.
func (f *File) start(page uint32) int {
	if page == 1 {
		return headerSize
	}
	return 0
}

// maxDepth is more levels than any file of SQLite's largest size has.
const maxDepth = 40

// descend walks down from a page. Only interior pages are read: all leaves lie
// at one depth, so the first child that reads tells it. An error is the disk's.
func (t *Table) descend(w *window, number uint32, depth int, left *uint32) error {
	if depth > maxDepth || *left == 0 {
		t.without(number)
		return nil
	}
	*left--
	page, err := w.page(number)
	if err != nil {
		t.without(number)
		return unless(err)
	}
	b := page[t.file.start(number):]
	if b[0] == leafPage {
		t.leaves = append(t.leaves, number)
		return nil
	}
	children := childrenOf(page, b)
	if children == nil {
		t.without(number)
		return nil
	}
	isLeaf, err := t.overLeaves(w, children)
	if err != nil {
		return err
	}
	if !isLeaf {
		for _, child := range children {
			if err := t.descend(w, child, depth+1, left); err != nil {
				return err
			}
		}
		return nil
	}
	for _, child := range children {
		if child == 0 || child > t.file.pages || *left == 0 {
			t.without(child)
			continue
		}
		*left--
		t.leaves = append(t.leaves, child)
	}
	return nil
}

// childrenOf are the pages below an interior one, whose header begins with b; nil
// for a page that is none.
func childrenOf(page, b []byte) []uint32 {
	cells := int(binary.BigEndian.Uint16(b[3:]))
	if b[0] != interiorPage || 12+2*cells > len(b) {
		return nil
	}
	children := make([]uint32, 0, cells+1)
	for i := range cells {
		at := int(binary.BigEndian.Uint16(b[12+2*i:]))
		if at+4 > len(page) {
			return nil
		}
		children = append(children, binary.BigEndian.Uint32(page[at:]))
	}
	return append(children, binary.BigEndian.Uint32(b[8:]))
}

// overLeaves reports whether the first of some sister pages that reads is a leaf;
// true where none does, which are then lost as leaves.
func (t *Table) overLeaves(w *window, children []uint32) (bool, error) {
	for _, number := range children {
		page, err := w.page(number)
		if err != nil {
			if err := unless(err); err != nil {
				return false, err
			}
			continue
		}
		switch page[t.file.start(number)] {
		case leafPage:
			return true, nil
		case interiorPage:
			return false, nil
		}
	}
	return true, nil
}

// Count is the number of rows, from the headers of the leaves alone: of those that
// read.
func (t *Table) Count() int64 {
	var n int64
	var head [5]byte
	for _, number := range t.leaves {
		at := int64(number-1)*int64(t.file.pageSize) + int64(t.file.start(number))
		if _, err := t.file.in.ReadAt(head[:], at); err == nil && head[0] == leafPage {
			n += int64(binary.BigEndian.Uint16(head[3:]))
		}
	}
	return n
}

// Split divides the table into at most n stretches of about the same number of
// pages, in order.
func (t *Table) Split(n int) []*Table {
	n = max(1, min(n, len(t.leaves)))
	parts := make([]*Table, 0, n)
	for i := range n {
		parts = append(parts, &Table{file: t.file, leaves: t.leaves[i*len(t.leaves)/n : (i+1)*len(t.leaves)/n]})
	}
	parts[n-1].lost = t.lost
	return parts
}

// Pages is how many leaves the table has, for the progress of a scan.
func (t *Table) Pages() int { return len(t.leaves) }
