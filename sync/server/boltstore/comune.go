package boltstore

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"strings"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store"
	"segit/sync/merge"
	"segit/sync/server"
	"segit/sync/wire"
)

// The buckets of a municipality.
const (
	opBucket   = "ops"     // device, number: number of the change
	logBucket  = "changes" // number of the change: what was accepted
	rowBucket  = "rows"
	keptBucket = "forks"
	readBucket = "access" // device, number: entry of its access log
	toldBucket = "retold" // what an operation was first: number of the change
	leftBucket = "sealed" // device, hash: what a revoked device left
)

// Write runs f in one transaction, which it shares with those who write at the
// same time: they wait for the disk once and not each in turn. f may be run
// again, then alone, after another one's failed.
func (s *Store) Write(ctx context.Context, comune string, f func(server.Tx) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.db.Batch(func(tx *bbolt.Tx) error {
		b, err := tx.Bucket([]byte(comuneBucket)).CreateBucketIfNotExists([]byte(comune))
		if err != nil {
			return err
		}
		for _, name := range append(shelfBuckets(), opBucket, logBucket, rowBucket, keptBucket, readBucket, leftBucket, toldBucket) {
			if _, err := b.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		return f(comuneTx{b, tx, comune})
	})
}

// Read runs f on one state.
func (s *Store) Read(ctx context.Context, comune string, f func(server.View) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	return s.db.View(func(tx *bbolt.Tx) error {
		return f(comuneTx{tx.Bucket([]byte(comuneBucket)).Bucket([]byte(comune)), tx, comune})
	})
}

// comuneTx is a municipality in a transaction; its bucket is nil for one that
// nobody wrote to.
type comuneTx struct {
	b      *bbolt.Bucket
	tx     *bbolt.Tx
	comune string
}

// Ahead reads nothing: all of the file is near.
func (t comuneTx) Ahead(server.Wanted) error { return nil }

// Checkout is a checkout by id.
func (t comuneTx) Checkout(id string) (server.Checkout, error) {
	var c server.Checkout
	found, err := get(t.tx.Bucket([]byte(checkoutBucket)), []byte(id), &c)
	if err == nil && (!found || c.Comune != t.comune) {
		err = server.ErrUnknown
	}
	return c, err
}

func (t comuneTx) bucket(name string) *bbolt.Bucket {
	if t.b == nil {
		return nil
	}
	return t.b.Bucket([]byte(name))
}

// storedRow is a row as it is kept.
type storedRow struct {
	CSeq uint64    `json:"cseq"`
	Row  merge.Row `json:"row"`
}

func number(n uint64) []byte { return binary.BigEndian.AppendUint64(nil, n) }

func opKey(dev string, seq uint64) []byte { return append([]byte(dev+"\x00"), number(seq)...) }

// Accepted is an operation by its number.
func (t comuneTx) Accepted(dev string, seq uint64) (*server.Accepted, error) {
	ops := t.bucket(opBucket)
	if ops == nil {
		return nil, nil
	}
	return t.change(ops.Get(opKey(dev, seq)))
}

// Retold is the first operation that was told again of one that was first another.
func (t comuneTx) Retold(was string) (*server.Accepted, error) {
	told := t.bucket(toldBucket)
	if told == nil {
		return nil, nil
	}
	return t.change(told.Get([]byte(was)))
}

// change is an operation by the number of its change, nil for no number.
func (t comuneTx) change(cseq []byte) (*server.Accepted, error) {
	if cseq == nil {
		return nil, nil
	}
	var a server.Accepted
	found, err := get(t.bucket(logBucket), cseq, &a)
	if err == nil && !found {
		err = gis.Refuse("boltstore.Accepted", gis.Damaged, "sync.store-damaged")
	}
	return &a, err
}

// lastOf is the last number of a device in a bucket of chains, and its value;
// zero for none.
func lastOf(b *bbolt.Bucket, dev string) (seq uint64, value []byte) {
	if b == nil {
		return 0, nil
	}
	c := b.Cursor()
	// The first key after the device's: the one before it is its last.
	k, _ := c.Seek([]byte(dev + "\x01"))
	before := c.Prev
	if k == nil {
		before = c.Last
	}
	k, v := before()
	if !bytes.HasPrefix(k, []byte(dev+"\x00")) {
		return 0, nil
	}
	return binary.BigEndian.Uint64(k[len(dev)+1:]), v
}

// Log is the end of a device's access log.
func (t comuneTx) Log(dev string) (wire.Link, error) {
	seq, raw := lastOf(t.bucket(readBucket), dev)
	if seq == 0 {
		return wire.Link{}, nil
	}
	return wire.Link{Seq: seq, Hash: store.HashOf(raw)}, nil
}

// Record keeps an entry of a device's access log.
func (t comuneTx) Record(dev string, at wire.Link, raw []byte) error {
	return t.bucket(readBucket).Put(opKey(dev, at.Seq), raw)
}

// Last is the end of a device's chain.
func (t comuneTx) Last(dev string) (wire.Link, error) {
	seq, _ := lastOf(t.bucket(opBucket), dev)
	if seq == 0 {
		return wire.Link{}, nil
	}
	a, err := t.Accepted(dev, seq)
	if err != nil {
		return wire.Link{}, err
	}
	return wire.Link{Seq: seq, Hash: a.Hash}, nil
}

// Row is what the operations made of a row.
func (t comuneTx) Row(layer, id string) (merge.Row, uint64, error) {
	var r storedRow
	_, err := get(t.bucket(rowBucket), []byte(server.RowKey(layer, id)), &r)
	return r.Row, r.CSeq, err
}

// Changes are the accepted operations after a number.
func (t comuneTx) Changes(after uint64, limit int) ([]server.Accepted, error) {
	var all []server.Accepted
	log := t.bucket(logBucket)
	if log == nil {
		return nil, nil
	}
	c := log.Cursor()
	for k, raw := c.Seek(number(after + 1)); k != nil && len(all) < limit; k, raw = c.Next() {
		var a server.Accepted
		if err := damaged(json.Unmarshal(raw, &a)); err != nil {
			return nil, err
		}
		all = append(all, a)
	}
	return all, nil
}

// Rows are the rows after a key.
func (t comuneTx) Rows(after string, limit int) ([]server.StoredRow, error) {
	var all []server.StoredRow
	rows := t.bucket(rowBucket)
	if rows == nil {
		return nil, nil
	}
	c := rows.Cursor()
	for k, raw := c.Seek([]byte(after)); k != nil && len(all) < limit; k, raw = c.Next() {
		if string(k) == after {
			continue
		}
		var r storedRow
		if err := damaged(json.Unmarshal(raw, &r)); err != nil {
			return nil, err
		}
		layer, id, _ := strings.Cut(string(k), "\x00")
		all = append(all, server.StoredRow{Layer: layer, ID: id, CSeq: r.CSeq, Row: r.Row})
	}
	return all, nil
}

// Sealed are what revoked devices left.
func (t comuneTx) Sealed() (all []server.Sealed, err error) {
	left := t.bucket(leftBucket)
	if left == nil {
		return nil, nil
	}
	err = left.ForEach(func(_, raw []byte) error {
		var s server.Sealed
		if err := damaged(json.Unmarshal(raw, &s)); err != nil {
			return err
		}
		all = append(all, s)
		return nil
	})
	return all, err
}

// Leave keeps what a revoked device left.
func (t comuneTx) Leave(s *server.Sealed) error {
	return put(t.bucket(leftBucket), []byte(s.Device+"\x00"+s.Hash), s)
}

// AccessLog are the entries of a device's access log after one.
func (t comuneTx) AccessLog(dev string, after uint64, limit int) (all [][]byte, err error) {
	log := t.bucket(readBucket)
	if log == nil {
		return nil, nil
	}
	c := log.Cursor()
	for k, raw := c.Seek(opKey(dev, after+1)); bytes.HasPrefix(k, []byte(dev+"\x00")) && len(all) < limit; k, raw = c.Next() {
		all = append(all, bytes.Clone(raw))
	}
	return all, nil
}

// Head is the number of the last change.
func (t comuneTx) Head() (uint64, error) {
	log := t.bucket(logBucket)
	if log == nil {
		return 0, nil
	}
	return log.Sequence(), nil
}

// Accept keeps an operation and its row.
func (t comuneTx) Accept(a *server.Accepted, row *merge.Row) error {
	cseq, err := t.bucket(logBucket).NextSequence()
	if err != nil {
		return err
	}
	a.CSeq = cseq
	if err := put(t.bucket(logBucket), number(cseq), a); err != nil {
		return err
	}
	if err := t.bucket(opBucket).Put(opKey(a.Dev, a.Seq), number(cseq)); err != nil {
		return err
	}
	if told := t.bucket(toldBucket); a.Was != "" && told.Get([]byte(a.Was)) == nil {
		if err := told.Put([]byte(a.Was), number(cseq)); err != nil {
			return err
		}
	}
	if row == nil {
		return nil
	}
	return put(t.bucket(rowBucket), []byte(server.RowKey(a.Layer, a.ID)), storedRow{cseq, *row})
}

// Keep keeps an operation of a copied device.
func (t comuneTx) Keep(o *wire.Signed) error {
	return t.bucket(keptBucket).Put(append(opKey(o.Device, o.Seq), o.Hash...), o.Raw)
}

// Kept are the operations of copied devices of a municipality, as they were
// written.
func (s *Store) Kept(ctx context.Context, comune string) ([][]byte, error) {
	var all [][]byte
	err := s.Read(ctx, comune, func(v server.View) error {
		kept := v.(comuneTx).bucket(keptBucket)
		if kept == nil {
			return nil
		}
		return kept.ForEach(func(_, raw []byte) error {
			all = append(all, bytes.Clone(raw))
			return nil
		})
	})
	return all, err
}
