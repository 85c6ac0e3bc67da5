package store

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/google/uuid"
	"go.etcd.io/bbolt"

	"segit/gis"
)

// Archive is an open archive. Its methods may be called from many goroutines;
// one process holds the file at a time.
type Archive struct {
	Head Head
	Path string

	db       *bbolt.DB
	seal     sealer
	holder   string     // path of the note that says who holds the file
	building sync.Mutex // one build at a time

	mu       sync.Mutex
	current  *manifest
	pins     map[*manifest]int   // snapshots that hold a generation
	trash    []uint32            // segments that no generation names and a snapshot may still read
	segments map[uint32]*segment // opened so far
}

// Create makes a new archive file of a municipality. The file must not exist.
// Blocks are not encrypted: Head.Sealing says so until sealing comes.
func Create(ctx context.Context, path, comune string, epsg int) (*Archive, error) {
	const op = "store.Create"
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if _, err := os.Lstat(path); err == nil {
		return nil, gis.Refuse(op, gis.BadUsage, "store.exists", path)
	}
	secret := make([]byte, 16)
	if _, err := rand.Read(secret); err != nil {
		return nil, gis.Wrap(op, gis.Internal, err, "store.create", path)
	}
	head := Head{
		Format: formatVersion, ID: uuid.NewString(), Device: uuid.NewString(), Comune: comune, EPSG: epsg,
		Sealing: "none", Created: time.Now().UTC(), Secret: secret,
	}
	// Built under another name and renamed, so that a file of the final name
	// is always a whole archive.
	draft := path + ".new"
	if err := writeEmpty(draft, head); err != nil {
		return nil, errors.Join(gis.Wrap(op, gis.BadInput, err, "store.create", path), os.Remove(draft))
	}
	if err := os.Rename(draft, path); err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "store.create", path)
	}
	if err := syncDir(filepath.Dir(path)); err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "store.create", path)
	}
	return Open(ctx, path)
}

func writeEmpty(path string, head Head) error {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range buckets() {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		raw, err := json.Marshal(head)
		if err != nil {
			return err
		}
		return tx.Bucket([]byte(headBucket)).Put([]byte(headKey), raw)
	})
	return errors.Join(err, db.Close())
}

// syncDir makes a rename last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// lockTimeout is how long Open waits for another process to let go.
const lockTimeout = 300 * time.Millisecond

// Open opens an archive and clears away what an interrupted import left.
func Open(ctx context.Context, path string) (*Archive, error) {
	const op = "store.Open"
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, gis.Refuse(op, gis.BadInput, "store.missing", path)
	case err != nil:
		return nil, gis.Wrap(op, gis.BadInput, err, "store.unreadable", path)
	case info.IsDir() || info.Size() == 0:
		return nil, gis.Refuse(op, gis.BadInput, "store.not-archive", path)
	}
	db, err := openBolt(path)
	if errors.Is(err, bbolt.ErrTimeout) {
		return nil, gis.Refuse(op, gis.Locked, "store.locked", path, whoHolds(path))
	}
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "store.not-archive", path)
	}
	a := &Archive{Path: path, db: db, pins: map[*manifest]int{}, segments: map[uint32]*segment{}}
	if err := a.load(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	a.holder = holdNote(path)
	return a, nil
}

// openBolt turns the panics of a damaged file into errors.
func openBolt(path string) (db *bbolt.DB, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errSeal
		}
	}()
	return bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType})
}

func (a *Archive) load() error {
	var err error
	if a.seal, err = newPlainSealer(); err != nil {
		return err
	}
	err = a.db.View(func(tx *bbolt.Tx) error {
		if a.Head, err = readHead(tx, filepath.Base(a.Path)); err != nil {
			return err
		}
		a.current, err = a.readManifest(tx)
		return err
	})
	if err != nil {
		return err
	}
	return a.clearLeftovers()
}

// Generation grows with every change of the territory.
func (a *Archive) Generation() uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current.Generation
}

// Close lets the file go. Snapshots must have been released.
func (a *Archive) Close() error {
	a.building.Lock()
	defer a.building.Unlock()
	a.mu.Lock()
	trash := a.trash
	a.trash = nil
	a.mu.Unlock()
	err := errors.Join(a.remove(trash), a.db.Close())
	if a.holder != "" {
		err = errors.Join(err, os.Remove(a.holder))
	}
	return err
}
