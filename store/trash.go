package store

import (
	"bytes"
	"encoding/binary"
	"errors"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// clearLeftovers removes segments that the generation in force does not name:
// what a killed import wrote, or what was replaced and not yet removed.
func (a *Archive) clearLeftovers() error {
	known := make(map[uint32]bool, len(a.current.Segments))
	for i := range a.current.Segments {
		known[a.current.Segments[i].ID] = true
	}
	var left []uint32
	err := a.db.View(func(tx *bbolt.Tx) error {
		c := tx.Bucket([]byte(segmentBucket)).Cursor()
		for k, _ := c.First(); k != nil; {
			id := binary.BigEndian.Uint32(k)
			if !known[id] {
				left = append(left, id)
			}
			if id == ^uint32(0) {
				break
			}
			k, _ = c.Seek(number(id + 1))
		}
		return nil
	})
	if err != nil {
		return gis.Wrap("store.Open", gis.Damaged, err, "store.damaged", segmentBucket)
	}
	return errors.Join(a.remove(left), a.clearRejects())
}

// removeStep is how many values one transaction removes.
const removeStep = 4096

// remove deletes whole segments, in small transactions.
func (a *Archive) remove(ids []uint32) error {
	for _, id := range ids {
		for more := true; more; {
			err := a.db.Update(func(tx *bbolt.Tx) error {
				bucket := tx.Bucket([]byte(segmentBucket))
				keys := keysOf(bucket, id, removeStep)
				more = len(keys) == removeStep
				for _, k := range keys {
					if err := bucket.Delete(k); err != nil {
						return err
					}
				}
				return nil
			})
			if err != nil {
				return gis.Wrap("store.remove", gis.Internal, err, "store.write", a.Path)
			}
		}
	}
	return nil
}

// keysOf are the first keys of a segment, at most limit.
func keysOf(bucket *bbolt.Bucket, id uint32, limit int) [][]byte {
	var keys [][]byte
	c := bucket.Cursor()
	for k, _ := c.Seek(number(id)); k != nil && binary.BigEndian.Uint32(k) == id && len(keys) < limit; k, _ = c.Next() {
		keys = append(keys, bytes.Clone(k))
	}
	return keys
}

// clearRejects removes rejects of supplies that never entered the register.
func (a *Archive) clearRejects() error {
	err := a.db.Update(func(tx *bbolt.Tx) error {
		rejects, register := tx.Bucket([]byte(rejectBucket)), tx.Bucket([]byte(supplyBucket))
		for {
			id, ok := strayReject(rejects, register)
			if !ok {
				return nil
			}
			for _, k := range keysOf(rejects, id, 1<<30) {
				if err := rejects.Delete(k); err != nil {
					return err
				}
			}
		}
	})
	if err != nil {
		return gis.Wrap("store.clearRejects", gis.Internal, err, "store.write", a.Path)
	}
	return nil
}

// strayReject is the first supply with rejects that the register lacks.
func strayReject(rejects, register *bbolt.Bucket) (uint32, bool) {
	c := rejects.Cursor()
	for k, _ := c.First(); k != nil; {
		id := binary.BigEndian.Uint32(k)
		if register.Get(number(id)) == nil {
			return id, true
		}
		if id == ^uint32(0) {
			break
		}
		k, _ = c.Seek(number(id + 1))
	}
	return 0, false
}
