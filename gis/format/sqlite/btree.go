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
}

// Table finds the leaves of the table that has a root page. What is no ordinary
// table (one WITHOUT ROWID, an index) is refused.
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
// at one depth, so the first leftmost leaf tells it.
func (t *Table) descend(w *window, number uint32, depth int, left *uint32) error {
	if depth > maxDepth || *left == 0 {
		return damaged(number)
	}
	*left--
	page, err := w.page(number)
	if err != nil {
		return err
	}
	b := page[t.file.start(number):]
	switch b[0] {
	case leafPage:
		t.leaves = append(t.leaves, number)
		return nil
	case interiorPage:
	default:
		return damaged(number)
	}
	cells := int(binary.BigEndian.Uint16(b[3:]))
	if 12+2*cells > len(b) {
		return damaged(number)
	}
	children := make([]uint32, 0, cells+1)
	for i := range cells {
		at := int(binary.BigEndian.Uint16(b[12+2*i:]))
		if at+4 > len(page) {
			return damaged(number)
		}
		children = append(children, binary.BigEndian.Uint32(page[at:]))
	}
	children = append(children, binary.BigEndian.Uint32(b[8:]))
	isLeaf, err := t.isLeaf(w, children[0])
	if err != nil {
		return err
	}
	if isLeaf {
		if uint32(len(children)) > *left {
			return damaged(number)
		}
		*left -= uint32(len(children))
		t.leaves = append(t.leaves, children...)
		return nil
	}
	for _, child := range children {
		if err := t.descend(w, child, depth+1, left); err != nil {
			return err
		}
	}
	return nil
}

func (t *Table) isLeaf(w *window, number uint32) (bool, error) {
	page, err := w.page(number)
	if err != nil {
		return false, err
	}
	return page[t.file.start(number)] == leafPage, nil
}

// Count is the number of rows, from the headers of the leaves alone.
func (t *Table) Count() (int64, error) {
	var n int64
	var head [5]byte
	for _, number := range t.leaves {
		if number == 0 || number > t.file.pages {
			return 0, damaged(number)
		}
		at := int64(number-1)*int64(t.file.pageSize) + int64(t.file.start(number))
		if _, err := t.file.in.ReadAt(head[:], at); err != nil || head[0] != leafPage {
			return 0, damaged(number)
		}
		n += int64(binary.BigEndian.Uint16(head[3:]))
	}
	return n, nil
}

// Split divides the table into at most n stretches of about the same number of
// pages, in order.
func (t *Table) Split(n int) []*Table {
	n = max(1, min(n, len(t.leaves)))
	parts := make([]*Table, 0, n)
	for i := range n {
		parts = append(parts, &Table{file: t.file, leaves: t.leaves[i*len(t.leaves)/n : (i+1)*len(t.leaves)/n]})
	}
	return parts
}

// Pages is how many leaves the table has, for the progress of a scan.
func (t *Table) Pages() int { return len(t.leaves) }
