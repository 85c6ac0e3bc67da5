// Package ordered is the stored order of rows by one column: a head that names
// pages of sorted keys, so that whoever wants the rows at some place of a table
// of a million reads a page of keys for each part of the table and nothing else.
// Parts are merged as they are read. Keys compare byte by byte; what a key means
// is the caller's.
package ordered

import (
	"bytes"
	"encoding/binary"
	"errors"
	"slices"
	"sort"
)

// Entry is a row under its key.
type Entry struct {
	Key []byte
	Row uint32
}

// The most that a page holds; a single entry may be larger.
const (
	pageEntries = 512
	pageBytes   = 1 << 15
)

// version is the number of the layout; it changes with every change of it.
const version = 1

// ErrDamaged is returned for bytes that are no head or no page.
var ErrDamaged = errors.New("ordered: not an order of rows")

// Build sorts entries by key, then row, and gives the stored form. absent are
// the rows without a value, ascending.
func Build(entries []Entry, absent []uint32) (head []byte, pages [][]byte) {
	slices.SortFunc(entries, func(a, b Entry) int {
		if c := bytes.Compare(a.Key, b.Key); c != 0 {
			return c
		}
		return int(a.Row) - int(b.Row)
	})
	head = binary.AppendUvarint([]byte{version}, uint64(len(absent)))
	last := uint32(0)
	for _, row := range absent {
		head = binary.AppendUvarint(head, uint64(row-last))
		last = row
	}
	for len(entries) > 0 {
		n, size := 0, 0
		for n < len(entries) && n < pageEntries && (n == 0 || size < pageBytes) {
			size += len(entries[n].Key)
			n++
		}
		head = binary.AppendUvarint(head, uint64(n))
		head = binary.AppendUvarint(head, uint64(len(entries[0].Key)))
		head = append(head, entries[0].Key...)
		pages = append(pages, appendPage(entries[:n], size))
		entries = entries[n:]
	}
	return head, pages
}

// appendPage writes the rows, then the lengths of the keys, then the keys.
func appendPage(entries []Entry, size int) []byte {
	b := make([]byte, 0, 8*len(entries)+size)
	for _, e := range entries {
		b = binary.LittleEndian.AppendUint32(b, e.Row)
	}
	for _, e := range entries {
		b = binary.LittleEndian.AppendUint32(b, uint32(len(e.Key)))
	}
	for _, e := range entries {
		b = append(b, e.Key...)
	}
	return b
}

// List is an order of rows under reading. It serves one caller at a time.
type List struct {
	starts []int    // first entry of each page, and the end
	firsts [][]byte // first key of each page
	absent []uint32
	load   func(page int) ([]byte, error)
	pages  map[int]*page // read so far
	err    error         // the first failure: what follows it means nothing
}

type page struct {
	rows []byte // four bytes each
	ends []uint32
	keys []byte
}

// Open reads a head; load gives the page of a number as it was built.
func Open(head []byte, load func(page int) ([]byte, error)) (*List, error) {
	r := reader{b: head}
	if len(head) == 0 || head[0] != version {
		return nil, ErrDamaged
	}
	r.b = head[1:]
	l := &List{starts: []int{0}, load: load, pages: map[int]*page{}}
	row := uint32(0)
	for range r.count() {
		row += uint32(r.uint())
		l.absent = append(l.absent, row)
	}
	for len(r.b) > 0 && !r.bad {
		n, first := r.uint(), r.take(r.count())
		if before := len(l.firsts); before > 0 && bytes.Compare(l.firsts[before-1], first) > 0 {
			r.bad = true
		}
		l.firsts = append(l.firsts, first)
		l.starts = append(l.starts, l.Len()+int(n))
		if n == 0 || n > pageEntries {
			r.bad = true
		}
	}
	if r.bad {
		return nil, ErrDamaged
	}
	return l, nil
}

// Len is the number of rows with a value.
func (l *List) Len() int { return l.starts[len(l.starts)-1] }

// Absent are the rows without a value, ascending.
func (l *List) Absent() []uint32 { return l.absent }

// page reads a page; after a failure it is one of empty keys.
func (l *List) page(n int) *page {
	if p := l.pages[n]; p != nil {
		return p
	}
	size := l.starts[n+1] - l.starts[n]
	p := &page{rows: make([]byte, 4*size), ends: make([]uint32, size)}
	l.pages[n] = p
	b, err := l.load(n)
	if err == nil && len(b) < 8*size {
		err = ErrDamaged
	}
	if err != nil {
		l.fail(err)
		return p
	}
	lengths := b[4*size : 8*size]
	keys, end, ends := b[8*size:], uint64(0), make([]uint32, size)
	for i := range ends {
		end += uint64(binary.LittleEndian.Uint32(lengths[4*i:]))
		ends[i] = uint32(min(end, uint64(len(keys))))
	}
	if end != uint64(len(keys)) {
		l.fail(ErrDamaged)
		return p
	}
	read := &page{b[:4*size], ends, keys}
	if !l.sorted(n, read) {
		l.fail(ErrDamaged)
		return p
	}
	l.pages[n] = read
	return read
}

// sorted reports whether a page is in order and between its neighbours: on
// other pages a search might never end.
func (l *List) sorted(n int, p *page) bool {
	last := l.firsts[n]
	if !bytes.Equal(p.key(0), last) {
		return false
	}
	for i := range p.ends {
		k := p.key(i)
		if bytes.Compare(last, k) > 0 {
			return false
		}
		last = k
	}
	return n+1 == len(l.firsts) || bytes.Compare(last, l.firsts[n+1]) <= 0
}

func (l *List) fail(err error) {
	if l.err == nil {
		l.err = err
	}
}

// at is the page of an entry and its place there.
func (l *List) at(i int) (*page, int) {
	n := l.pageOf(i)
	return l.page(n), i - l.starts[n]
}

// pageOf is the number of the page in which entry i stands.
func (l *List) pageOf(i int) int { return sort.SearchInts(l.starts, i+1) - 1 }

// Key is the key of entry i.
func (l *List) Key(i int) []byte {
	p, at := l.at(i)
	return p.key(at)
}

// Row is the row of entry i.
func (l *List) Row(i int) uint32 {
	p, at := l.at(i)
	return p.row(at)
}

func (p *page) row(i int) uint32 { return binary.LittleEndian.Uint32(p.rows[4*i:]) }

func (p *page) key(i int) []byte {
	from := uint32(0)
	if i > 0 {
		from = p.ends[i-1]
	}
	return p.keys[from:p.ends[i]]
}

// Err is the first failure to read a page.
func (l *List) Err() error { return l.err }

// Below is how many entries have a key less than key.
func (l *List) Below(key []byte) int {
	return l.search(func(k []byte) bool { return bytes.Compare(k, key) >= 0 })
}

// UpTo is how many entries have a key not greater than key.
func (l *List) UpTo(key []byte) int {
	return l.search(func(k []byte) bool { return bytes.Compare(k, key) > 0 })
}

// search is the first entry for whose key beyond holds; it reads one page at
// most.
func (l *List) search(beyond func(key []byte) bool) int {
	n := sort.Search(len(l.firsts), func(n int) bool { return beyond(l.firsts[n]) })
	if n == 0 {
		return 0
	}
	p := l.page(n - 1)
	return l.starts[n-1] + sort.Search(len(p.ends), func(i int) bool { return beyond(p.key(i)) })
}

// Only is the order of the rows that has names. It reads every page.
func (l *List) Only(has func(row int) bool) *List {
	few := &List{starts: []int{0}, err: l.err, pages: map[int]*page{}, load: func(int) ([]byte, error) { return nil, ErrDamaged }}
	for _, row := range l.absent {
		if has(int(row)) {
			few.absent = append(few.absent, row)
		}
	}
	for n := range l.firsts {
		p, kept := l.page(n), &page{}
		for i := range p.ends {
			if row := p.row(i); has(int(row)) {
				kept.rows = binary.LittleEndian.AppendUint32(kept.rows, row)
				kept.keys = append(kept.keys, p.key(i)...)
				kept.ends = append(kept.ends, uint32(len(kept.keys)))
			}
		}
		delete(l.pages, n)
		if len(kept.ends) > 0 {
			few.pages[len(few.firsts)] = kept
			few.firsts = append(few.firsts, kept.key(0))
			few.starts = append(few.starts, few.Len()+len(kept.ends))
		}
	}
	few.fail(l.err)
	return few
}

// reader takes a head apart; after the first failure bad stays set.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) uint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > 1<<32-1 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

// count reads a number of things of at least a byte each.
func (r *reader) count() int {
	v := r.uint()
	if v > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return 0
	}
	return int(v)
}

func (r *reader) take(n int) []byte {
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}
