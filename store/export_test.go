package store

import (
	"context"
	"time"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// OpenReadOnly opens an archive as from a medium that cannot be written to.
func OpenReadOnly(ctx context.Context, path string) (*Archive, error) {
	return open(ctx, path, Keys{}, true, gis.Quiet{})
}

// SetLock sets a passphrase of any length, as before there was a shortest.
func SetLock(a *Archive, secret []byte) error { return a.setLock("test", passphraseLock, secret) }

// Reads is how many transactions have read the file so far: one for each value
// of a segment.
func (a *Archive) Reads() int {
	stats := a.db.Stats()
	return stats.TxN
}

// Stored is how many values stand in the buckets of segments and of rejects.
func (a *Archive) Stored() (segments, rejects int) {
	err := a.view(func(tx *bbolt.Tx) error {
		segments = tx.Bucket([]byte(segmentBucket)).Stats().KeyN
		rejects = tx.Bucket([]byte(rejectBucket)).Stats().KeyN
		return nil
	})
	if err != nil {
		panic(err)
	}
	return segments, rejects
}

// Named is how many values of segments the generation in force names.
func (a *Archive) Named() int {
	a.mu.Lock()
	m := a.current
	a.mu.Unlock()
	n := 0
	for i := range m.Segments {
		meta, err := a.segment(m, i).readMeta()
		if err != nil {
			panic(err)
		}
		n += 3 + len(meta.First) + len(meta.Keys) + int(meta.KeyPages) + len(m.Segments[i].Said) // with the card, the head and the digest
		if m.Schemas[m.Segments[i].Schema].Shape != gis.NoShape {
			n += 1 + len(meta.First)
		}
	}
	return n
}

// Pages is how many pages of the file hold something.
func (a *Archive) Pages() int {
	stats := a.db.Stats()
	var size int64
	if err := a.view(func(tx *bbolt.Tx) error { size = tx.Size(); return nil }); err != nil {
		panic(err)
	}
	return int(size)/a.db.Info().PageSize - stats.FreePageN - stats.PendingPageN
}

// Corrupt changes the stored bytes of every value of a kind.
func (a *Archive) Corrupt(kind byte) (changed int) {
	err := a.update("store.Corrupt", func(tx *bbolt.Tx) error {
		bucket := tx.Bucket([]byte(segmentBucket))
		values := map[string][]byte{}
		err := bucket.ForEach(func(k, v []byte) error {
			if k[4] == kind {
				bad := append([]byte(nil), v...)
				bad[len(bad)/2] ^= 0x10
				values[string(k)] = bad
			}
			return nil
		})
		for k, v := range values {
			if err == nil {
				err = bucket.Put([]byte(k), v)
			}
		}
		changed = len(values)
		return err
	})
	if err != nil {
		panic(err)
	}
	return changed
}

// The kinds of value that a test may damage.
const (
	RowsValue   = rowsValue
	ShapesValue = shapesValue
	MetaValue   = metaValue
	IndexValue  = indexValue
	KeysValue   = keysValue
	OrderValue  = orderValue
	PageKeys    = pageKeys
)

// Sealed calls each for every value that is sealed.
func (a *Archive) Sealed(each func(bucket, key, sealed []byte)) {
	err := a.view(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			if unsealed(string(name)) {
				return nil
			}
			return b.ForEach(func(k, v []byte) error { each(name, k, v); return nil })
		})
	})
	if err != nil {
		panic(err)
	}
}

// WriteOut brings what was taken so far into the file, as a full queue does.
func (b *Build) WriteOut() error {
	if err := b.work.Wait(); err != nil {
		return err
	}
	return b.flush()
}

// See notes a time as the last at which the archive was written to.
func (a *Archive) See(now time.Time) error {
	return a.update("store.See", func(tx *bbolt.Tx) error { return a.noteTime(tx, now) })
}

// LoseFile lets the file go under whoever writes: the next writing fails.
func (a *Archive) LoseFile() error { return a.db.Close() }
