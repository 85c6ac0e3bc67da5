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
	bbolterrors "go.etcd.io/bbolt/errors"

	"segit/gis"
	"segit/store/shelf"
)

// Archive is an open archive. Its methods may be called from many goroutines;
// one process holds the file at a time.
type Archive struct {
	Head    Head
	Path    string
	Notices []gis.Message // what opening the file has to tell its user

	db       *bbolt.DB
	seal     sealer
	decoded  *shelf.Shelf[decodedKey, decoded]
	holder   string     // path of the note that says who holds the file
	building sync.Mutex // one build at a time
	closed   bool       // under building

	mu       sync.Mutex
	current  *manifest
	pins     map[*manifest]int   // snapshots that hold a generation
	trash    []replaced          // segments that a snapshot may still read
	segments map[uint32]*segment // opened so far
	next     uint32              // first segment number that was never used
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
	err := os.Remove(draft) // of a creation that was killed
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = writeEmpty(draft, head)
	}
	if err == nil {
		err = os.Rename(draft, path)
	}
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	if err != nil {
		os.Remove(draft) //nolint:errcheck // it may not be there, and the first error says more
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
	case !info.Mode().IsRegular() || info.Size() == 0:
		return nil, gis.Refuse(op, gis.BadInput, "store.not-archive", path)
	}
	db, err := openBolt(path)
	if err != nil {
		return nil, refuseOpening(path, err)
	}
	a := &Archive{
		Path: path, db: db, holder: holdNote(path), decoded: shelf.New[decodedKey, decoded](decodedRoom),
		pins: map[*manifest]int{}, segments: map[uint32]*segment{},
	}
	if err := a.ready(ctx); err != nil {
		return nil, errors.Join(err, a.letGo())
	}
	return a, nil
}

// refuseOpening says why a file is not opened.
func refuseOpening(path string, err error) error {
	const op = "store.Open"
	switch {
	case errors.Is(err, bbolterrors.ErrTimeout):
		return gis.Refuse(op, gis.Locked, "store.locked", path, whoHolds(path))
	case errors.Is(err, fs.ErrPermission):
		return gis.Wrap(op, gis.BadInput, err, "store.unreadable", path)
	case gis.KindOf(err) == gis.Damaged:
		return err
	case errors.Is(err, bbolterrors.ErrChecksum), errors.Is(err, bbolterrors.ErrVersionMismatch):
		return gis.Wrap(op, gis.Damaged, err, "store.head", path)
	}
	return gis.Wrap(op, gis.BadInput, err, "store.not-archive", path)
}

// ready reads what the archive is, brings an older format to this program's,
// and clears away what an interrupted work left.
func (a *Archive) ready(ctx context.Context) error {
	if err := os.Remove(draftPath(realPath(a.Path))); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return gis.Wrap("store.Open", gis.BadInput, err, "store.unreadable", a.Path)
	}
	err := a.view(func(tx *bbolt.Tx) (err error) {
		a.Head, err = readHead(tx, filepath.Base(a.Path))
		return err
	})
	if err == nil && a.Head.Format < formatVersion {
		var notice gis.Message
		a.db, notice, err = migrate(ctx, a.db, a.Path, a.Head.Format)
		a.Notices = append(a.Notices, notice)
	}
	if err != nil {
		return err
	}
	return a.load()
}

func (a *Archive) load() error {
	var err error
	if a.seal, err = newPlainSealer(); err != nil {
		return err
	}
	err = a.view(func(tx *bbolt.Tx) error {
		if a.Head, err = readHead(tx, filepath.Base(a.Path)); err != nil {
			return err
		}
		a.current, err = a.readManifest(tx)
		return err
	})
	if err != nil {
		return err
	}
	a.next = a.current.NextSegment
	return a.clearLeftovers()
}

// Generation grows with every change of the territory.
func (a *Archive) Generation() uint64 {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.current.Generation
}

// Close waits for a build under way and lets the file go; a second call does
// nothing. Snapshots must have been released.
func (a *Archive) Close() error {
	a.building.Lock()
	defer a.building.Unlock()
	if a.closed {
		return nil
	}
	a.closed = true
	a.mu.Lock()
	clear(a.pins)
	a.mu.Unlock()
	return errors.Join(a.sweep(), a.letGo())
}

// letGo takes the note away while the lock is still ours, so that it cannot be
// the next holder's.
func (a *Archive) letGo() error {
	var err error
	if a.holder != "" {
		err = os.Remove(a.holder)
	}
	if a.db == nil {
		return err // a migration that failed closed it
	}
	return errors.Join(err, a.db.Close())
}
