package store

import (
	"cmp"
	"encoding/json"
	"slices"

	"go.etcd.io/bbolt"
)

// lost are the entries of a chain that a rescue did not find: the chain is broken
// there for good, and a check that told of it for ever would hide what breaks
// later. It stands in the state, sealed like the anchors.
type lost []run

// run is a row of numbers.
type run struct {
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
}

func lostKey(chain string) []byte { return []byte("lost-" + chain) }

// readLost gives what was lost of a chain.
func (a *Archive) readLost(chain string) (l lost, err error) {
	key := lostKey(chain)
	if a.vault != nil {
		return l, a.vault.noted(key, &l)
	}
	err = a.view(func(tx *bbolt.Tx) error {
		raw := tx.Bucket([]byte(stateBucket)).Get(key)
		if raw == nil {
			return nil
		}
		plain, err := a.seal.open(place(stateBucket, key), raw)
		if err == nil {
			err = json.Unmarshal(plain, &l)
		}
		return err
	})
	return l, err
}

// has reports whether an entry is among those lost.
func (l lost) has(n uint64) bool { return l.covers(n, n) }

// covers reports whether all entries from one to another are.
func (l lost) covers(first, last uint64) bool {
	return slices.ContainsFunc(l, func(r run) bool { return r.First <= first && last <= r.Last })
}

// with adds entries that are lost.
func (l lost) with(first, last uint64) lost {
	if first > last {
		return l
	}
	l = append(slices.Clone(l), run{first, last})
	slices.SortFunc(l, func(p, q run) int { return cmp.Compare(p.First, q.First) })
	joined := l[:1]
	for _, r := range l[1:] {
		if end := &joined[len(joined)-1]; r.First <= end.Last+1 {
			end.Last = max(end.Last, r.Last)
		} else {
			joined = append(joined, r)
		}
	}
	return joined
}
