package pages

import (
	"context"
	"encoding/binary"
)

// Found is an entry of a leaf that was found without the tree.
type Found struct {
	Page       uint64
	Bucket     string // for an entry of a bucket inside another's page; else ""
	Key, Value []byte
}

// Leaves gives every entry of every page of the file that reads as a leaf,
// whether the tree reaches it or not: those of the present, and those that later
// writings replaced and did not yet overwrite. It needs nothing else of the file
// to be sound. done is told each page passed.
func (f *File) Leaves(ctx context.Context, found func(Found) error, done func(pages int64)) error {
	for id := uint64(0); id < f.pages(); id++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		elements, span := f.entriesOf(id)
		for _, e := range elements {
			var err error
			switch b, ok := bucketOf(&e); {
			case !e.bucket:
				err = found(Found{Page: id, Key: e.key, Value: e.value})
			case ok && b.root == 0:
				err = inside(id, b, found)
			}
			if err != nil {
				return err
			}
		}
		id += span - 1
		done(int64(span))
	}
	return nil
}

// inside gives the entries of a bucket that stands in its parent's page.
func inside(id uint64, b Bucket, found func(Found) error) error {
	for _, e := range loose(b.inline) {
		if err := found(Found{Page: id, Bucket: b.Name, Key: e.key, Value: e.value}); err != nil {
			return err
		}
	}
	return nil
}

// entriesOf are the entries of a leaf, as many as read, and the pages that it
// runs over; none and one for a page that is no leaf.
func (f *File) entriesOf(id uint64) (all []element, span uint64) {
	p, what := f.readPage(id)
	switch {
	case what == "" && p.kind == leafPage:
		return p.elements, p.span
	case what == "":
		return nil, p.span
	}
	at := int64(id) * f.pageSize
	b, err := f.read(at, int(f.pageSize))
	if err != nil || !f.likeALeaf(id, b) {
		return nil, 1
	}
	// Which bytes its values take is not known: those of most values are tried.
	if b, err = f.read(at, int(min(f.size-at, looseSize))); err != nil {
		return nil, 1
	}
	return loose(b), 1
}

// looseSize is how much of a damaged leaf is looked at.
const looseSize = 8 << 20

// likeALeaf reports whether a page is a leaf, by its head or, where that is
// damaged, by its first element.
func (f *File) likeALeaf(id uint64, b []byte) bool {
	if len(b) < headSize+elementSize {
		return false
	}
	if binary.LittleEndian.Uint64(b) == id && binary.LittleEndian.Uint16(b[8:]) == leafPage {
		return true
	}
	flags, data, keySize := u32(b[headSize:]), u32(b[headSize+4:]), u32(b[headSize+8:])
	return flags <= bucketFlag && data > 0 && data%elementSize == 0 && data < uint64(len(b)) && keySize > 0 && keySize < 1<<10
}

// loose takes what it can of a page whose elements are not all as they must be.
// How many there are is told by the head and by where the data of the first
// begin, whichever is more: what is none does not hold together.
func loose(b []byte) []element {
	if len(b) < headSize+elementSize {
		return nil
	}
	var all []element
	most := uint64(len(b))
	count := max(min(u32(b[headSize+4:])/elementSize, 1<<12), uint64(binary.LittleEndian.Uint16(b[10:])))
	for i := range count {
		at := headSize + elementSize*i
		if at+elementSize > most {
			break
		}
		raw := b[at : at+elementSize]
		from := at + u32(raw[4:])
		middle := from + u32(raw[8:])
		end := middle + u32(raw[12:])
		if middle == from || end > most {
			continue
		}
		all = append(all, element{key: b[from:middle], value: b[middle:end], bucket: u32(raw) == bucketFlag})
	}
	return all
}
