package store

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"segit/gis"
)

// naiveChanges pairs rows of one identity one by one.
func naiveChanges(before, after []hashPair) Changes {
	var c Changes
	ids := map[uint64]bool{}
	for _, p := range append(append([]hashPair(nil), before...), after...) {
		ids[p.a] = true
	}
	for id := range ids {
		was, is := map[uint64]int64{}, map[uint64]int64{}
		var gone, come int64
		for _, p := range before {
			if p.a == id {
				was[p.b]++
				gone++
			}
		}
		for _, p := range after {
			if p.a == id {
				is[p.b]++
				come++
			}
		}
		for content, n := range was {
			gone, come = gone-min(n, is[content]), come-min(n, is[content])
		}
		changed := min(gone, come)
		c = Changes{c.Added + come - changed, c.Changed + changed, c.Removed + gone - changed}
	}
	return c
}

func TestChangesAgainstPairingOneByOne(t *testing.T) {
	pair := rapid.Custom(func(t *rapid.T) hashPair {
		return hashPair{rapid.SampledFrom([]uint64{0, 1, 2, 3, math.MaxUint64}).Draw(t, "id"), rapid.Uint64Range(0, 3).Draw(t, "content")}
	})
	rapid.Check(t, func(t *rapid.T) {
		before, after := rapid.SliceOfN(pair, 0, 12).Draw(t, "before"), rapid.SliceOfN(pair, 0, 12).Draw(t, "after")
		want := naiveChanges(before, after)
		// One segment holds all rows: those of before first.
		f := &fold{schemas: []gis.Schema{{Dataset: "rows"}}, segments: []Segment{{ID: 1, Rows: len(before) + len(after)}}}
		f.digests = map[uint32][]hashPair{1: append(append([]hashPair(nil), before...), after...)}
		was, is := make([]uint32, len(before)+len(after)), make([]uint32, len(before)+len(after))
		for row := range was {
			if row < len(before) {
				was[row] = 1
			} else {
				is[row] = 2
			}
		}
		if got, err := f.count(known{1: was}, known{1: is}); err != nil || got != want {
			t.Errorf("%+v, %v; want %+v", got, err, want)
		}
	})
}
