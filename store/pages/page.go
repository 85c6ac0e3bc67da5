package pages

import (
	"bytes"
	"encoding/binary"
)

// page is a page of a tree, taken apart.
type page struct {
	id       uint64
	kind     uint16
	span     uint64 // pages that it runs over
	elements []element
}

// element is an entry of a leaf, or a child of a branch.
type element struct {
	key, value []byte
	bucket     bool   // the value is a bucket
	child      uint64 // of a branch
}

// What a page may be said to have. They are for whoever repairs; what is lost
// with it is said by those who know what the values are.
const (
	Unreadable   = "unreadable"  // the disk does not give it, or the file ends before it
	NotATreePage = "kind"        // neither branch nor leaf, or not the page that is named
	Disordered   = "disordered"  // its elements do not follow one another
	OutOfOrder   = "order"       // its keys are not ascending, or not those its parent promises
	Twice        = "twice"       // it is reached by two ways
	BadBucket    = "bucket"      // a bucket inside it does not read
	FreeInUse    = "free-in-use" // it is in use and listed as free
	Lost         = "lost"        // neither in use nor free: room that is wasted
	BadFreelist  = "freelist"    // the list of free pages does not read
	BadMeta      = "meta"        // one of the two heads does not read; the other is used
	NoMeta       = "no-meta"     // neither head reads
	Short        = "short"       // the file ends before its last page
	Nested       = "nested"      // a bucket within a bucket, which no archive has
)

// readPage reads a page of a tree and checks it by itself; what is "" for a
// sound one. The error is one of the disk that is not a matter of this page.
func (f *File) readPage(id uint64) (p *page, what string) {
	at := int64(id) * f.pageSize
	b, err := f.read(at, int(f.pageSize))
	if err != nil || len(b) < headSize {
		return nil, Unreadable
	}
	if binary.LittleEndian.Uint64(b) != id {
		return nil, NotATreePage
	}
	size, ok := sizeOf(b, f.size-at)
	if !ok {
		return nil, Disordered
	}
	span := max((size+f.pageSize-1)/f.pageSize, 1)
	if int64(binary.LittleEndian.Uint32(b[12:])) != span-1 {
		return nil, Disordered
	}
	if size > int64(len(b)) {
		if b, err = f.read(at, int(size)); err != nil || int64(len(b)) < size {
			return nil, Unreadable
		}
	}
	p, what = parse(b)
	if p != nil {
		p.id, p.span = id, uint64(span)
	}
	return p, what
}

// sizeOf is how many bytes the elements of a page take, by its last element.
func sizeOf(b []byte, most int64) (int64, bool) {
	kind, count := binary.LittleEndian.Uint16(b[8:]), int64(binary.LittleEndian.Uint16(b[10:]))
	if kind != branchPage && kind != leafPage {
		return headSize, true // parse says what it is
	}
	if count == 0 {
		return headSize, true
	}
	at := headSize + elementSize*(count-1)
	// A page that runs over has few elements: the last stands in its first page.
	if at+elementSize > int64(len(b)) {
		return 0, false
	}
	e := b[at:]
	var end int64
	if kind == leafPage {
		end = at + int64(binary.LittleEndian.Uint32(e[4:])) + int64(binary.LittleEndian.Uint32(e[8:])) + int64(binary.LittleEndian.Uint32(e[12:]))
	} else {
		end = at + int64(binary.LittleEndian.Uint32(e)) + int64(binary.LittleEndian.Uint32(e[4:]))
	}
	return end, end <= most
}

// parse takes a page apart: elements as bbolt lays them down, one behind the
// other without a gap.
func parse(b []byte) (*page, string) {
	if len(b) < headSize {
		return nil, Unreadable
	}
	p := &page{kind: binary.LittleEndian.Uint16(b[8:])}
	if p.kind != branchPage && p.kind != leafPage {
		return nil, NotATreePage
	}
	count := int(binary.LittleEndian.Uint16(b[10:]))
	next := headSize + elementSize*count // where the data begin
	if next > len(b) || p.kind == branchPage && count == 0 {
		return nil, Disordered
	}
	p.elements = make([]element, count)
	for i := range p.elements {
		at := headSize + elementSize*i
		raw := b[at : at+elementSize]
		e := &p.elements[i]
		var from, keySize, valueSize uint64
		if p.kind == leafPage {
			flags := binary.LittleEndian.Uint32(raw)
			if flags > bucketFlag {
				return nil, Disordered
			}
			e.bucket = flags == bucketFlag
			from, keySize, valueSize = u32(raw[4:]), u32(raw[8:]), u32(raw[12:])
		} else {
			from, keySize = u32(raw), u32(raw[4:])
			e.child = binary.LittleEndian.Uint64(raw[8:])
		}
		if uint64(at)+from != uint64(next) || uint64(next)+keySize+valueSize > uint64(len(b)) || keySize == 0 {
			return nil, Disordered
		}
		e.key = b[next : next+int(keySize)]
		next += int(keySize)
		e.value = b[next : next+int(valueSize)]
		next += int(valueSize)
		if i > 0 && bytes.Compare(p.elements[i-1].key, e.key) >= 0 {
			return nil, OutOfOrder
		}
	}
	return p, ""
}

func u32(b []byte) uint64 { return uint64(binary.LittleEndian.Uint32(b)) }
