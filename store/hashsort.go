package store

import "slices"

// sortPairs sorts pairs by hash, then by row. Hashes are evenly spread, so that
// one look at a hash puts a pair near its place; room is as long as pairs and
// takes them on the way.
func sortPairs(pairs, room []hashPair) {
	n := len(pairs)
	if n < 2 {
		return
	}
	ends := make([]uint32, n+1) // where the next pair of each share goes
	for _, p := range pairs {
		ends[pageOfHash(p.a, uint32(n))+1]++
	}
	for i := 1; i <= n; i++ {
		ends[i] += ends[i-1]
	}
	for _, p := range pairs {
		at := &ends[pageOfHash(p.a, uint32(n))]
		room[*at] = p
		*at++
	}
	copy(pairs, room)
	from := uint32(0)
	for _, to := range ends[:n] {
		if to-from > 1 {
			slices.SortFunc(pairs[from:to], comparePairs)
		}
		from = to
	}
}
