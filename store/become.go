package store

import (
	"bytes"
	"encoding/binary"
	"errors"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// RowRef names a row that people edit.
type RowRef struct{ Layer, ID string }

// Become makes the archive one of another device. What it wrote up to an operation
// and an entry of the access log, which others know, stays; what follows is told
// again as of the new device ([Retelling]). also is run in the same transaction,
// with the rows on which operations were told again, whose edits are still those
// of before. What it wrote as a former device is told again, too, where it follows.
// Nothing is changed when one of the two fails.
func (a *Archive) Become(device string, ops, log uint64, also func(*SharedTx, []RowRef) error) error {
	const op = "store.Become"
	if s, ok := a.seal.(*blockSealer); ok {
		s.changing.Lock()
		defer s.changing.Unlock()
	}
	var now *authors
	err := a.update(op, func(tx *bbolt.Tx) error {
		before, err := authorsIn(tx)
		if err != nil {
			return err
		}
		var rows []RowRef
		if rows, err = a.retell(tx, &Retelling{To: device}, ops, log); err != nil {
			return err
		}
		now = &authors{device, Succeeded(before.Former, Former{before.Device, ops, log})}
		if err := a.rewriteLid(tx, func(h *Head) { h.Device, h.Former = now.Device, now.Former }); err != nil {
			return err
		}
		return a.sharedIn(tx, func(t *SharedTx) error { return also(t, rows) })
	})
	if err == nil || errors.Is(err, errUncertain) {
		a.became.Store(now)
	}
	return err
}

// retell tells again what follows two points of the chains.
func (a *Archive) retell(tx *bbolt.Tx, r *Retelling, ops, log uint64) ([]RowRef, error) {
	var oldOps, oldLog [][]byte
	var err error
	if r.Ops, oldOps, err = a.tail(tx, journalBucket, ops); err != nil {
		return nil, err
	}
	if r.Log, oldLog, err = a.tail(tx, accessBucket, log); err != nil {
		return nil, err
	}
	newOps, newLog, err := r.Tell(oldOps, oldLog)
	if err == nil {
		err = errors.Join(a.putTail(tx, journalBucket, r.Ops, newOps), a.putTail(tx, accessBucket, r.Log, newLog))
	}
	if err != nil {
		return nil, err
	}
	var rows []RowRef
	seen := map[RowRef]bool{}
	for _, raw := range newOps {
		o, err := DecodeOperation(raw)
		if err != nil {
			return nil, err
		}
		if row := (RowRef{o.Layer, o.ID}); !seen[row] {
			seen[row] = true
			rows = append(rows, row)
		}
	}
	return rows, nil
}

// tail is an entry of a chain, and the bytes of those after it.
func (a *Archive) tail(tx *bbolt.Tx, bucket string, after uint64) (at Point, raw [][]byte, err error) {
	at.Seq = after
	t := &SharedTx{archive: a, tx: tx}
	err = t.chain(bucket, max(after, 1)-1, func(seq uint64, entry []byte) (bool, error) {
		if seq == after {
			at.Hash = HashOf(entry)
		} else {
			raw = append(raw, bytes.Clone(entry))
		}
		return true, nil
	})
	if err == nil && after > 0 && at.Hash == "" {
		err = gis.Refuse("store.Become", gis.Damaged, "store.damaged", bucket)
	}
	return at, raw, err
}

// putTail writes the entries after one, in the place of those that were there.
func (a *Archive) putTail(tx *bbolt.Tx, bucket string, at Point, entries [][]byte) error {
	last := link(at)
	for _, raw := range entries {
		last = link{last.Seq + 1, HashOf(raw)}
		key := binary.BigEndian.AppendUint64(nil, last.Seq)
		if err := tx.Bucket([]byte(bucket)).Put(key, a.seal.seal(place(bucket, key), raw)); err != nil {
			return err
		}
	}
	if len(entries) == 0 {
		return nil
	}
	return a.anchor(tx, bucket, last)
}
