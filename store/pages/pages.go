// Package pages reads the file of an archive page by page, without bbolt, which
// wrote it: whatever the file holds, reading it neither panics nor hangs nor
// takes more memory than its largest page, and what cannot be read is told and
// passed over. The layout is that of bbolt 1 (file format 2) on a little-endian
// machine.
package pages

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
)

// The kinds of page, as their heads name them.
const (
	branchPage   = 0x01
	leafPage     = 0x02
	metaPage     = 0x04
	freelistPage = 0x10
)

const (
	magic       = 0xED0CDAED
	version     = 2
	headSize    = 16 // id, kind, count, overflow
	elementSize = 16
	metaSize    = 64
	bucketFlag  = 1
	bucketHead  = 16 // root page and sequence
)

// meta is one of the two pages from which all others are reached.
type meta struct {
	pageSize uint32
	root     uint64
	freelist uint64
	end      uint64 // first page that was never used
	txid     uint64
}

// File is a file being read. It is not safe for concurrent use.
type File struct {
	r        io.ReaderAt
	size     int64
	pageSize int64
	metas    [2]*meta // nil for one that does not read
	now      *meta    // the one in force; nil when neither reads
	seen     []uint64 // pages met so far, a bit each
}

// The page sizes that there are.
const (
	smallestPage = 1 << 10
	largestPage  = 1 << 16
	usualPage    = 1 << 12
)

// Open looks at the heads of a file. That they do not read is no error: Check
// tells it, and [File.Leaves] finds what is there without them.
func Open(r io.ReaderAt, size int64) (*File, error) {
	f := &File{r: r, size: size, pageSize: usualPage}
	first, err := f.readMeta(0)
	if err != nil {
		return nil, err
	}
	if first != nil {
		f.pageSize = int64(first.pageSize)
		f.metas[0] = first
	}
	for try := int64(smallestPage); try <= largestPage; try *= 2 {
		if first != nil && try != f.pageSize {
			continue
		}
		second, err := f.readMeta(try)
		if err != nil {
			return nil, err
		}
		if second != nil && int64(second.pageSize) == try {
			f.metas[1], f.pageSize = second, try
			break
		}
	}
	for _, m := range f.metas {
		if m != nil && (f.now == nil || m.txid > f.now.txid) {
			f.now = m
		}
	}
	f.seen = make([]uint64, f.pages()/64+1)
	return f, nil
}

// PageSize is the size of a page, in bytes.
func (f *File) PageSize() int64 { return f.pageSize }

// pages is how many whole or begun pages the file has.
func (f *File) pages() uint64 { return uint64((f.size + f.pageSize - 1) / f.pageSize) }

// Missing is how many bytes the file lacks of those that its head says it has.
func (f *File) Missing() int64 {
	if f.now == nil {
		return 0
	}
	return max(int64(f.now.end)*f.pageSize-f.size, 0)
}

// end is the first page that cannot belong to the tree.
func (f *File) end() uint64 {
	if f.now != nil {
		return min(f.now.end, f.pages())
	}
	return f.pages()
}

// readMeta reads a meta page; nil when it does not read as one.
func (f *File) readMeta(at int64) (*meta, error) {
	b, err := f.read(at, headSize+metaSize)
	if err != nil || len(b) < headSize+metaSize {
		return nil, err
	}
	b = b[headSize:]
	sum := fnv.New64a()
	sum.Write(b[:56]) //nolint:errcheck // a hash takes everything
	if binary.LittleEndian.Uint32(b) != magic || binary.LittleEndian.Uint32(b[4:]) != version ||
		binary.LittleEndian.Uint64(b[56:]) != sum.Sum64() {
		return nil, nil
	}
	m := &meta{
		pageSize: binary.LittleEndian.Uint32(b[8:]), root: binary.LittleEndian.Uint64(b[16:]),
		freelist: binary.LittleEndian.Uint64(b[32:]), end: binary.LittleEndian.Uint64(b[40:]), txid: binary.LittleEndian.Uint64(b[48:]),
	}
	if m.pageSize < smallestPage || m.pageSize > largestPage || m.pageSize&(m.pageSize-1) != 0 {
		return nil, nil
	}
	return m, nil
}

// read gives the bytes at a place, fewer where the file ends. An error is one of
// the disk.
func (f *File) read(at int64, n int) ([]byte, error) {
	b := make([]byte, n)
	got, err := f.r.ReadAt(b, at)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return b[:got], err
}

// mark notes pages as met and reports whether one was met before.
func (f *File) mark(from, n uint64) (again bool) {
	for id := from; id < from+n && id/64 < uint64(len(f.seen)); id++ {
		again = again || f.seen[id/64]&(1<<(id%64)) != 0
		f.seen[id/64] |= 1 << (id % 64)
	}
	return again
}

func (f *File) met(id uint64) bool {
	return id/64 < uint64(len(f.seen)) && f.seen[id/64]&(1<<(id%64)) != 0
}
