// Package boltstore keeps a central repository in one bbolt file: for one
// office, with nothing else to install.
package boltstore

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"sync"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"
	bbolterrors "go.etcd.io/bbolt/errors"

	"segit/gis"
	"segit/sync/server"
)

// Store is an open file. One process holds it at a time.
type Store struct {
	db         *bbolt.DB
	publishing sync.Mutex // one publication at a time
	trees      trees
}

var _ server.Store = (*Store)(nil)

// The buckets of the file. A municipality has a bucket of its own under its
// Belfiore code.
const (
	metaBucket     = "meta"
	codeBucket     = "codes"
	deviceBucket   = "devices"
	userBucket     = "users"
	checkoutBucket = "checkouts"
	comuneBucket   = "comuni"
	endedBucket    = "ended" // sessions of browsers: until when they would go on
)

var identityKey = []byte("identity")

// lockTimeout is how long Open waits for another process to let go.
const lockTimeout = 300 * time.Millisecond

// gathering is how long a writer waits for others that could share its way to the
// disk.
const gathering = 2 * time.Millisecond

// Options are for tests.
type Options struct {
	NoSync bool // nothing is durable; much faster
}

// Open opens a repository, and makes an empty one where there is none.
func Open(path string, o Options) (*Store, error) {
	const op = "boltstore.Open"
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout, NoSync: o.NoSync, FreelistType: bbolt.FreelistMapType})
	if errors.Is(err, bbolterrors.ErrTimeout) {
		return nil, gis.Refuse(op, gis.Locked, "sync.store-locked", path)
	}
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "sync.store", path)
	}
	db.MaxBatchDelay = gathering
	s := &Store{db: db}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range []string{metaBucket, codeBucket, deviceBucket, userBucket, checkoutBucket, comuneBucket, endedBucket} {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		if tx.Bucket([]byte(metaBucket)).Get(identityKey) != nil {
			return nil
		}
		key := make([]byte, 32)
		if _, err := rand.Read(key); err != nil {
			return err
		}
		return put(tx.Bucket([]byte(metaBucket)), identityKey, server.Identity{Epoch: uuid.NewString(), Key: key})
	})
	if err != nil {
		return nil, errors.Join(gis.Wrap(op, gis.BadInput, err, "sync.store", path), db.Close())
	}
	return s, nil
}

// Close lets the file go.
func (s *Store) Close() error { return s.db.Close() }

// Backup writes a copy of the file as it is now to path, which must not exist;
// work goes on meanwhile.
func (s *Store) Backup(_ context.Context, path string) error {
	err := s.db.View(func(tx *bbolt.Tx) error { return tx.CopyFile(path, 0o600) })
	if err != nil {
		return gis.Wrap("boltstore.Backup", gis.BadInput, err, "sync.backup", path)
	}
	return nil
}

// Renew gives the repository a new epoch: it was restored from a backup, and
// devices must send again what it lost.
func (s *Store) Renew(ctx context.Context) error {
	id, err := s.Identity(ctx)
	if err != nil {
		return err
	}
	id.Epoch = uuid.NewString()
	return s.set(metaBucket, string(identityKey), id)
}

func put(b *bbolt.Bucket, key []byte, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return gis.Wrap("boltstore.put", gis.Internal, err, "sync.stream")
	}
	return b.Put(key, raw)
}

// get reads a value; it reports whether there is one.
func get(b *bbolt.Bucket, key []byte, v any) (bool, error) {
	if b == nil {
		return false, nil
	}
	raw := b.Get(key)
	if raw == nil {
		return false, nil
	}
	return true, damaged(json.Unmarshal(raw, v))
}

func damaged(err error) error {
	if err == nil {
		return nil
	}
	return gis.Wrap("boltstore.get", gis.Damaged, err, "sync.store-damaged")
}
