package boltstore

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"time"

	"go.etcd.io/bbolt"

	"segit/sync/server"
)

// Comuni are the municipalities to which something was written.
func (s *Store) Comuni(ctx context.Context) (all []string, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	err = s.db.View(func(tx *bbolt.Tx) error {
		all = nil
		return tx.Bucket([]byte(comuneBucket)).ForEachBucket(func(k []byte) error {
			all = append(all, string(k))
			return nil
		})
	})
	return all, err
}

// Weight is how much blobs take.
func (t comuneTx) Weight() (w server.Weight, err error) {
	err = each(t.bucket(blobBucket), func(b *server.Blob) {
		w.Blobs++
		w.Bytes += b.Size
	})
	if err != nil {
		return w, err
	}
	err = each(t.bucket(uploadBucket), func(u *server.Upload) {
		w.Uploads++
		w.Coming += u.Have
	})
	return w, err
}

// Coming is how many bytes a device has announced and not finished, or sent while
// nothing names them.
func (t comuneTx) Coming(dev string) (size int64, err error) {
	uploads := t.bucket(uploadBucket)
	if uploads == nil {
		return 0, nil
	}
	prefix := []byte(dev + "\x00")
	c := uploads.Cursor()
	for k, raw := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, raw = c.Next() {
		var u server.Upload
		if err := damaged(json.Unmarshal(raw, &u)); err != nil {
			return 0, err
		}
		size += u.Size
	}
	loose := t.bucket(looseBucket)
	if loose == nil {
		return size, nil
	}
	c = loose.Cursor()
	for k, sent := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, sent = c.Next() {
		size += int64(binary.BigEndian.Uint64(sent))
	}
	return size, nil
}

// Uploads are those that rest since before a moment.
func (t comuneTx) Uploads(before time.Time) (all []server.Upload, err error) {
	err = each(t.bucket(uploadBucket), func(u *server.Upload) {
		if u.At.Before(before) {
			all = append(all, *u)
		}
	})
	return all, err
}

// Unnamed are the blobs that nothing names, here since before a moment.
func (t comuneTx) Unnamed(before time.Time) (all []server.Blob, err error) {
	refs := t.bucket(refBucket)
	err = each(t.bucket(blobBucket), func(b *server.Blob) {
		if !b.At.Before(before) {
			return
		}
		prefix := []byte(b.SHA256 + "\x00")
		if k, _ := refs.Cursor().Seek(prefix); !bytes.HasPrefix(k, prefix) {
			all = append(all, *b)
		}
	})
	return all, err
}

// each reads the values of a bucket; nil has none.
func each[T any](b *bbolt.Bucket, found func(*T)) error {
	if b == nil {
		return nil
	}
	return b.ForEach(func(_, raw []byte) error {
		v := new(T)
		if err := damaged(json.Unmarshal(raw, v)); err != nil {
			return err
		}
		found(v)
		return nil
	})
}

// PutBlob keeps what is known of a blob that is here.
func (t comuneTx) PutBlob(b *server.Blob) error {
	return put(t.bucket(blobBucket), []byte(b.SHA256), b)
}

// Drop removes a blob and its bytes.
func (t comuneTx) Drop(b *server.Blob) error {
	if err := t.bucket(blobBucket).Delete([]byte(b.SHA256)); err != nil {
		return err
	}
	if err := t.settle(b.SHA256); err != nil {
		return err
	}
	return t.scatter(b.ID)
}

// scatter removes the bytes of a blob.
func (t comuneTx) scatter(id string) error {
	pieces := t.bucket(pieceBucket)
	prefix := []byte(id + "\x00")
	var old [][]byte
	c := pieces.Cursor()
	for k, _ := c.Seek(prefix); bytes.HasPrefix(k, prefix); k, _ = c.Next() {
		old = append(old, bytes.Clone(k))
	}
	for _, k := range old {
		if err := pieces.Delete(k); err != nil {
			return err
		}
	}
	return nil
}
