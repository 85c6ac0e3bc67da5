package store

import (
	"bytes"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// along gives the entries of a bucket from a key on, as long as found wants more;
// they hold until the transaction ends, and found does not write to the bucket.
// It is the one way to walk along keys: on damaged pages a cursor of bbolt may go
// round for ever, or begin at a wrong place and come to an end before its time.
// Keys that do not ascend, there and around the place where the walk begins, are
// an error.
func along(tx *bbolt.Tx, bucket string, from []byte, found func(key, value []byte) (more bool, err error)) error {
	b := tx.Bucket([]byte(bucket))
	if b == nil || !orderedAround(b, from, tx.DB().Info().PageSize) {
		return disordered(bucket)
	}
	c := b.Cursor()
	for k, v := c.Seek(from); k != nil; {
		more, err := found(k, v)
		if err != nil || !more {
			return err
		}
		last := k
		if k, v = c.Next(); k != nil && bytes.Compare(k, last) <= 0 {
			return disordered(bucket)
		}
	}
	return nil
}

// orderedAround looks at the keys before and behind the place to which a cursor
// goes for a key, so far that it sees more than the leaf that it comes to: where
// another leaf stands in the place of the right one, the keys jump.
func orderedAround(b *bbolt.Bucket, from []byte, pageSize int) bool {
	c := b.Cursor()
	first, v := c.Seek(from)
	if first != nil && bytes.Compare(first, from) < 0 || !ascends(first, v, c.Next, 1, pageSize) {
		return false
	}
	var before []byte
	if first == nil {
		before, v = c.Last()
	} else {
		c.Seek(first)
		before, v = c.Prev()
	}
	return (before == nil || bytes.Compare(before, from) < 0) && ascends(before, v, c.Prev, -1, pageSize)
}

// ascends reports whether the keys that step leads to come one after the other
// in a direction, for as many entries as fill more than a leaf.
func ascends(k, v []byte, step func() (key, value []byte), direction, pageSize int) bool {
	const overhead, fewest = 16, 4 // of an entry; a leaf of more than a page has fewer
	for size, n := 0, 0; k != nil && (size <= pageSize || n < fewest); n++ {
		size += overhead + len(k) + len(v)
		last := k
		if k, v = step(); k != nil && bytes.Compare(k, last) != direction {
			return false
		}
	}
	return true
}

// disordered tells of a bucket whose keys are not in order.
func disordered(bucket string) error {
	return gis.Refuse("store.read", gis.Damaged, "store.damaged", bucket)
}

// entriesIn counts the entries of a bucket.
func entriesIn(tx *bbolt.Tx, bucket string) (n int, err error) {
	err = along(tx, bucket, nil, func(_, _ []byte) (bool, error) {
		n++
		return true, nil
	})
	return n, err
}

// after is the key that follows a key and comes before all others.
func after(key []byte) []byte { return append(bytes.Clone(key), 0) }
