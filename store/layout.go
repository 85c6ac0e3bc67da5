package store

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"sort"

	"segit/gis"
)

// The values of a segment, by the byte after its number in the key.
const (
	cardValue    = 'S' // what the segment says of itself; the first, so that a cut leaves it
	rowsValue    = 'a' // attributes of a block
	shapesValue  = 'g' // geometry of a block
	metaValue    = 'm'
	indexValue   = 'x' // packed spatial index, in row order
	orderValue   = 'o' // order of the rows by a column: head and pages
	keysValue    = 'k' // key hashes, sorted, by page
	digestValue  = 'r' // identity and content hashes, in row order ('d' was theirs without the rows)
	mentionValue = 'c' // lines on which another supply says the rows, by its number
	doorValue    = 'v' // rows that the door of an overlay finds fault with, once it looked
	pyramidValue = 'p' // drawings, by level and chunk, once they were made; under 0 the boxes of the chunks
)

// segmentKey is where a value of a segment stands.
func segmentKey(id uint32, kind byte, n uint32) []byte {
	k := make([]byte, 0, 9)
	k = binary.BigEndian.AppendUint32(k, id)
	return binary.BigEndian.AppendUint32(append(k, kind), n)
}

// pyramidKey numbers a chunk of a level, 1 and up.
func pyramidKey(level, chunk int) uint32 { return uint32(level)<<24 | uint32(chunk) }

// The sizes of things: a block is what one read decodes, a segment what one
// import keeps in memory before it is written. A single row may be larger.
const (
	blockRows     = 512
	segmentRows   = 1 << 14
	segmentPoints = 1 << 20
	blockPoints   = 1 << 16
	chunkRows     = 4096 // rows of one drawing of the pyramid
	pageKeys      = 192  // entries of one page of a key index, about: what a lookup reads
)

// segmentMeta is what a segment says of its values.
type segmentMeta struct {
	First    []uint32    `json:"first"`               // first row of each block
	KeyPages uint32      `json:"key_pages,omitempty"` // pages of the key index, each of an equal share of the hashes
	Keys     []uint64    `json:"keys,omitempty"`      // instead, in format 1: first hash of each page
	Chunks   [][]float64 `json:"chunks,omitempty"`    // of format 2, where drawings were made with the segment: box of each chunk that draws something
}

// keyPages are the pages of the key index that may hold a hash.
func (m *segmentMeta) keyPages(hash uint64) (from, to int) {
	if m.KeyPages > 0 {
		n := pageOfHash(hash, m.KeyPages)
		return n, n + 1
	}
	// The rows of one hash may begin on the page before the first that begins
	// with it, and go on over many.
	from, _ = slices.BinarySearch(m.Keys, hash)
	for to = from; to < len(m.Keys) && m.Keys[to] == hash; {
		to++
	}
	return max(from-1, 0), to
}

// pageOfHash is the page of a hash where hashes are shared out among pages:
// they are evenly spread, so a page needs no entry in a list.
func pageOfHash(hash uint64, pages uint32) int {
	n, _ := bits.Mul64(hash, uint64(pages))
	return int(n)
}

// hashPair is an entry of a key index (hash, row) or of a digest (identity,
// content).
type hashPair struct{ a, b uint64 }

func appendPairs(b []byte, pairs []hashPair) []byte {
	b = slices.Grow(b, 16*len(pairs))
	for _, p := range pairs {
		b = binary.LittleEndian.AppendUint64(b, p.a)
		b = binary.LittleEndian.AppendUint64(b, p.b)
	}
	return b
}

func readPairs(b []byte) []hashPair {
	pairs := make([]hashPair, len(b)/16)
	for i := range pairs {
		pairs[i] = hashPair{binary.LittleEndian.Uint64(b[16*i:]), binary.LittleEndian.Uint64(b[16*i+8:])}
	}
	return pairs
}

// appendRowsUnder adds the rows that a page of sorted pairs holds under a hash.
// Only what is looked at is read.
func appendRowsUnder(rows []int, page []byte, hash uint64) []int {
	at := func(i int) uint64 { return binary.LittleEndian.Uint64(page[16*i:]) }
	n := len(page) / 16
	for i := sort.Search(n, func(i int) bool { return at(i) >= hash }); i < n && at(i) == hash; i++ {
		rows = append(rows, int(binary.LittleEndian.Uint64(page[16*i+8:])))
	}
	return rows
}

func comparePairs(p, q hashPair) int {
	switch {
	case p.a != q.a:
		if p.a < q.a {
			return -1
		}
		return 1
	case p.b < q.b:
		return -1
	case p.b > q.b:
		return 1
	}
	return 0
}

// value is a sealed value on its way into the file.
type value struct{ key, sealed []byte }

// writtenSegment is a segment ready to be put into the file.
type writtenSegment struct {
	info   Segment
	schema *gis.Schema
	first  []uint32 // first row of each block
	values []value
}
