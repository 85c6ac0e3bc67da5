package store

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// SharedTx is one durable transaction over what sharing an archive keeps: the
// place for what the central repository says, the journal, and the rows as
// people see them. It is used within the call that gives it.
type SharedTx struct {
	archive *Archive
	tx      *bbolt.Tx
	beside  writing // what new rows stand beside
}

// Shared runs f in one transaction: all that it writes is durable when Shared
// returns, or nothing is. f calls nothing else of the archive.
func (a *Archive) Shared(f func(*SharedTx) error) error {
	return a.update("store.Shared", func(tx *bbolt.Tx) error { return a.sharedIn(tx, f) })
}

// sharedIn runs f in a transaction that is under way.
func (a *Archive) sharedIn(tx *bbolt.Tx, f func(*SharedTx) error) error {
	t := &SharedTx{a, tx, writing{archive: a, tx: tx, beside: map[string][]Beside{}}}
	if err := f(t); err != nil {
		return err
	}
	return t.beside.endBeside()
}

// SharedView runs f in a transaction that only reads.
func (a *Archive) SharedView(f func(*SharedTx) error) error {
	return a.view(func(tx *bbolt.Tx) error { return f(&SharedTx{archive: a, tx: tx}) })
}

// Get reads a value into v; it reports whether there is one.
func (t *SharedTx) Get(key string, v any) (bool, error) {
	raw := t.tx.Bucket([]byte(sharedBucket)).Get([]byte(key))
	if raw == nil {
		return false, nil
	}
	return true, t.open([]byte(key), raw, v)
}

func (t *SharedTx) open(key, raw []byte, v any) error {
	if err := t.archive.openJSON(sharedBucket, key, raw, v); err != nil {
		return gis.Wrap("store.Shared", gis.Damaged, err, "store.damaged", sharedBucket)
	}
	return nil
}

// Put keeps a value.
func (t *SharedTx) Put(key string, v any) error {
	return t.archive.putJSON(t.tx, sharedBucket, []byte(key), v)
}

// PutBytes keeps bytes as they are. Keys of bytes and of other values have no
// prefix in common.
func (t *SharedTx) PutBytes(key string, b []byte) error {
	sealed := t.archive.seal.seal(place(sharedBucket, []byte(key)), b)
	return t.tx.Bucket([]byte(sharedBucket)).Put([]byte(key), sealed)
}

// Bytes gives bytes that were kept, nil for none.
func (t *SharedTx) Bytes(key string) ([]byte, error) {
	raw := t.tx.Bucket([]byte(sharedBucket)).Get([]byte(key))
	if raw == nil {
		return nil, nil
	}
	b, err := t.archive.seal.open(place(sharedBucket, []byte(key)), raw)
	if err != nil {
		return nil, gis.Wrap("store.Shared", gis.Damaged, err, "store.damaged", sharedBucket)
	}
	return b, nil
}

// Keys gives the keys that begin with prefix, in their order, and opens nothing.
// found must not write.
func (t *SharedTx) Keys(prefix string, found func(key string) error) error {
	return along(t.tx, sharedBucket, []byte(prefix), func(k, _ []byte) (bool, error) {
		if !bytes.HasPrefix(k, []byte(prefix)) {
			return false, nil
		}
		return true, found(string(k))
	})
}

// Delete removes a value, if it is there.
func (t *SharedTx) Delete(key string) error {
	return t.tx.Bucket([]byte(sharedBucket)).Delete([]byte(key))
}

// Each gives the values whose keys begin with prefix, in the order of the keys.
// found must not write.
func (t *SharedTx) Each(prefix string, found func(key string, value json.RawMessage) error) error {
	if t.tx.Bucket([]byte(sharedBucket)) == nil {
		return nil // a check reads archives as they are, of before too
	}
	return along(t.tx, sharedBucket, []byte(prefix), func(k, raw []byte) (bool, error) {
		if !bytes.HasPrefix(k, []byte(prefix)) {
			return false, nil
		}
		var v json.RawMessage
		if err := t.open(k, raw, &v); err != nil {
			return false, err
		}
		return true, found(string(k), v)
	})
}

// asidePrefix is before the numbers of the operations that the central
// repository set aside: they are in the journal, and on no row.
const asidePrefix = "aside/"

// Aside keeps that the central repository set an operation of this device
// aside, with what it said of it.
func (t *SharedTx) Aside(seq uint64, said any) error {
	return t.Put(fmt.Sprintf("%s%020d", asidePrefix, seq), said)
}

// EachAside gives what was said of the operations set aside, oldest first.
func (t *SharedTx) EachAside(found func(seq uint64, said json.RawMessage) error) error {
	return t.Each(asidePrefix, func(key string, said json.RawMessage) error {
		seq, err := strconv.ParseUint(strings.TrimPrefix(key, asidePrefix), 10, 64)
		if err != nil {
			return gis.Wrap("store.Shared", gis.Damaged, err, "store.damaged", sharedBucket)
		}
		return found(seq, said)
	})
}

// Journal gives the operations of this device after a number, byte for byte as
// they were hashed, until found says that it has enough.
func (t *SharedTx) Journal(after uint64, found func(seq uint64, raw []byte) (more bool, err error)) error {
	return t.chain(journalBucket, after, found)
}

// Log gives the entries of the access log in the same way.
func (t *SharedTx) Log(after uint64, found func(seq uint64, raw []byte) (more bool, err error)) error {
	return t.chain(accessBucket, after, found)
}

func (t *SharedTx) chain(bucket string, after uint64, found func(seq uint64, raw []byte) (more bool, err error)) error {
	return along(t.tx, bucket, binary.BigEndian.AppendUint64(nil, after+1), func(k, sealed []byte) (bool, error) {
		var raw json.RawMessage
		if err := t.archive.openJSON(bucket, k, sealed, &raw); err != nil {
			return false, gis.Wrap("store.Shared", gis.Damaged, err, "store.damaged", bucket)
		}
		return found(binary.BigEndian.Uint64(k), raw)
	})
}

// awayPrefix is before the names of rows that were edited here and are not to be
// seen any more, as those of a sheet that was given back. What stands there are the
// operations of this device on them.
const awayPrefix = "away/"

// Show puts a row as people see it in the place of what it was; nil when it is
// not to be seen any more. Which operations of this device are on the row stays
// as it was, also when it comes back.
func (t *SharedTx) Show(layer, id string, e *Edits) error {
	key := editKey(layer, id)
	away := awayPrefix + string(key)
	was, err := t.archive.readEdits(t.tx, layer, id)
	if err != nil {
		return err
	}
	if e == nil {
		if len(was.Seqs) > 0 {
			err = t.Put(away, was.Seqs)
		}
		return errors.Join(err, t.tx.Bucket([]byte(editBucket)).Delete(key))
	}
	shown := *e
	shown.Seqs = was.Seqs
	var before []uint64
	if back, err := t.Get(away, &before); err != nil {
		return err
	} else if back {
		shown.Seqs = append(before, was.Seqs...)
		if err := t.Delete(away); err != nil {
			return err
		}
	}
	if err := t.archive.putJSON(t.tx, editBucket, key, shown); err != nil {
		return err
	}
	var about string
	if there, err := shown.Value(AboutColumn, &about); err != nil || !there {
		return err
	}
	return t.beside.stands(layer+"/"+id, about)
}
