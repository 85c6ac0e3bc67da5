package sqlite

import "encoding/binary"

// page is a b-tree page being filled: the places of its cells grow from the
// front, the cells from the back.
type page struct {
	bytes  []byte
	kind   byte
	usable int
	cells  int
	head   int // bytes of the page's header
	back   int // where the last cell begins
}

func newPage(h header, kind byte) page {
	p := page{bytes: make([]byte, h.pageSize), kind: kind, usable: h.usable, head: 8}
	if kind == interiorPage {
		p.head = 12
	}
	p.clear()
	return p
}

// clear makes the page empty again.
func (p *page) clear() {
	clear(p.bytes)
	p.cells, p.back = 0, p.usable
	p.bytes[0] = p.kind
	p.count()
}

func (p *page) fits(cell int) bool { return p.head+2*(p.cells+1)+cell <= p.back }

// cell makes room for a cell and gives an empty slice to append it to.
func (p *page) cell(size int) []byte {
	p.back -= size
	binary.BigEndian.PutUint16(p.bytes[p.head+2*p.cells:], uint16(p.back))
	p.cells++
	p.count()
	return p.bytes[p.back : p.back : p.back+size]
}

// count writes how many cells there are and where they begin; 65536 does not
// fit and is written as 0.
func (p *page) count() {
	binary.BigEndian.PutUint16(p.bytes[3:], uint16(p.cells))
	binary.BigEndian.PutUint16(p.bytes[5:], uint16(p.back))
}

// children is how many pages an interior page takes whose keys are not above
// one.
func (p *page) children(key int64) int {
	return (p.usable-p.head)/(2+4+varintSize(uint64(key))) + 1
}

// adopt makes pages the children of an interior page.
func (p *page) adopt(members []child) {
	last := len(members) - 1
	for _, c := range members[:last] {
		b := binary.BigEndian.AppendUint32(p.cell(4+varintSize(uint64(c.key))), c.number)
		appendVarint(b, uint64(c.key))
	}
	binary.BigEndian.PutUint32(p.bytes[8:], members[last].number)
}
