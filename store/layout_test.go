package store

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// A hash is found through its pages in both forms of the key index: pages of
// equal shares, and, as format 1 has it, pages of equal length behind a list of
// their first hashes.
func TestPagesOfAHash(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	var pairs []hashPair
	for row := range uint64(3000) {
		hash := random.Uint64()
		switch row % 10 {
		case 0:
			hash = 77 << 40 // one that fills more than a page
		case 1:
			hash = []uint64{0, math.MaxUint64}[random.IntN(2)]
		}
		pairs = append(pairs, hashPair{hash, row})
	}
	sortPairs(pairs, make([]hashPair, len(pairs)))
	first := &segmentMeta{}
	var pages [][]byte
	for page := range slices.Chunk(pairs, 200) {
		first.Keys = append(first.Keys, page[0].a)
		pages = append(pages, appendPairs(nil, page))
	}
	shared := &segmentMeta{KeyPages: 15}
	shares := make([][]byte, shared.KeyPages)
	for _, p := range pairs {
		n := pageOfHash(p.a, shared.KeyPages)
		shares[n] = append(shares[n], appendPairs(nil, []hashPair{p})...)
	}
	rowsIn := func(m *segmentMeta, pages [][]byte, hash uint64) (rows []int) {
		for n, to := m.keyPages(hash); n < to; n++ {
			rows = appendRowsUnder(rows, pages[n], hash)
		}
		return rows
	}
	for range 2000 {
		hash := random.Uint64() // most likely nobody's
		if random.IntN(2) == 0 {
			hash = pairs[random.IntN(len(pairs))].a
		}
		var want []int
		for _, p := range pairs {
			if p.a == hash {
				want = append(want, int(p.b))
			}
		}
		if got := rowsIn(first, pages, hash); !slices.Equal(got, want) {
			t.Fatalf("%x by the list: %v, want %v", hash, got, want)
		}
		if got := rowsIn(shared, shares, hash); !slices.Equal(got, want) {
			t.Fatalf("%x by its share: %v, want %v", hash, got, want)
		}
	}
	if from, to := (&segmentMeta{}).keyPages(5); from != to {
		t.Error("a segment without keys has a page")
	}
}
