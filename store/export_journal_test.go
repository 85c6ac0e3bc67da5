package store

import (
	"encoding/binary"
	"encoding/json"

	"go.etcd.io/bbolt"
)

// Overwrite sets a column as an operation of another device would.
func (a *Archive) Overwrite(layer, id, column, value, by string) error {
	return a.update("store.Overwrite", func(tx *bbolt.Tx) error {
		e, err := a.readEdits(tx, layer, id)
		if err != nil {
			return err
		}
		if e.Cells == nil {
			e.Cells = map[string]Cell{}
		}
		raw, err := json.Marshal(value)
		if err != nil {
			return err
		}
		e.Cells[column] = Cell{Value: raw, By: []string{by}}
		return a.putJSON(tx, editBucket, editKey(layer, id), e)
	})
}

// Fast leaves out what makes writes durable, for tests that are about something
// else.
func (a *Archive) Fast() { a.db.NoSync = true }

// The chains that a test may tamper with.
const (
	JournalBucket = journalBucket
	AccessBucket  = accessBucket
)

// Tamper gives the opened bytes of every entry of a chain to change, puts back
// what it gets, sealed as if nothing had happened, and takes away what is nil.
func (a *Archive) Tamper(bucket string, change func(seq uint64, plain []byte) []byte) error {
	return a.update("store.Tamper", func(tx *bbolt.Tx) error {
		b := tx.Bucket([]byte(bucket))
		var keys [][]byte
		if err := b.ForEach(func(k, _ []byte) error { keys = append(keys, append([]byte(nil), k...)); return nil }); err != nil {
			return err
		}
		for _, k := range keys {
			plain, err := a.seal.open(place(bucket, k), b.Get(k))
			if err != nil {
				return err
			}
			if plain = change(binary.BigEndian.Uint64(k), plain); plain == nil {
				err = b.Delete(k)
			} else {
				err = b.Put(k, a.seal.seal(place(bucket, k), plain))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}
