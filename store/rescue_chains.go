package store

import (
	"encoding/json"

	"go.etcd.io/bbolt"
)

// chains notes of the journal and of the access log where each ends now, and what
// of it was lost: the gaps, and the end as far as anything remembers it.
func (r *rescue) chains(tx *bbolt.Tx) error {
	a := r.vault.archive
	ends := r.remembered(tx)
	for _, chain := range []string{journalBucket, accessBucket} {
		var gone lost
		if raw := tx.Bucket([]byte(stateBucket)).Get(lostKey(chain)); raw != nil {
			if plain := r.vault.plain(stateBucket, lostKey(chain), raw); plain == nil || json.Unmarshal(plain, &gone) != nil {
				gone = nil
			}
		}
		last := uint64(0)
		r.opened(tx, chain, func(key, _ []byte) {
			if n := seqOf(key); n > 0 {
				gone, last = gone.with(last+1, n-1), n
			}
		})
		if gone = gone.with(last+1, ends[chain]); len(gone) > 0 {
			if err := a.putJSON(tx, stateBucket, lostKey(chain), gone); err != nil {
				return err
			}
		}
		at, err := a.lastLink(tx, chain)
		if err == nil && at.Seq > 0 {
			err = a.anchor(tx, chain, at)
		} else if err == nil {
			err = tx.Bucket([]byte(stateBucket)).Delete(anchorKey(chain))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// remembered are the last entries of the chains of which anything knows: their
// anchors, each chain of the other, and rows of the operations on them.
func (r *rescue) remembered(tx *bbolt.Tx) map[string]uint64 {
	ends := map[string]uint64{}
	for _, chain := range []string{journalBucket, accessBucket} {
		if at, err := r.vault.archive.readAnchor(tx, chain); err == nil {
			ends[chain] = at.Seq
		}
	}
	r.opened(tx, journalBucket, func(_, plain []byte) {
		if o, err := DecodeOperation(plain); err == nil {
			at, _ := linkOf(o.Seen)
			ends[accessBucket] = max(ends[accessBucket], at.Seq)
		}
	})
	r.opened(tx, accessBucket, func(_, plain []byte) {
		if x, err := DecodeAccess(plain); err == nil {
			at, _ := linkOf(x.Journal)
			ends[journalBucket] = max(ends[journalBucket], at.Seq)
		}
	})
	r.opened(tx, editBucket, func(key, plain []byte) {
		if e := editsIn(key, plain); e != nil {
			ends[journalBucket] = max(ends[journalBucket], e.newest())
		}
	})
	return ends
}
