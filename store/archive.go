package store

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"syscall"
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
	// UnlockedBy is the kind of lock that opened it: passphrase, recovery or
	// keyring; "" in the clear.
	UnlockedBy string

	db        *bbolt.DB
	seal      sealer
	decoded   *shelf.Shelf[decodedKey, decoded]
	secret    []byte     // keys the hashes of the key indexes
	seen      time.Time  // last time noted in the file; written in transactions only
	holder    string     // path of the note that says who holds the file
	building  sync.Mutex // one build at a time
	workrooms sync.Pool  // *workroom
	found     sync.Pool  // *[]int, of rows in windows
	closed    bool       // under building

	became atomic.Pointer[authors] // nil while its device is that of Head

	lease   atomic.Pointer[Lease] // nil for none
	clock   func() time.Time      // of the lease; nil for the machine's
	opened  time.Time             // and what the lease had seen by then
	began   time.Time
	renewed bool // the lease was asked for at this opening

	vault    *vault      // instead of db, in a check
	readOnly bool        // the file may not be changed
	identity string      // of the file
	named    atomic.Bool // it stands in the state

	mu       sync.Mutex
	current  *manifest
	pins     map[*manifest]int   // snapshots that hold a generation
	trash    []replaced          // segments that a snapshot may still read
	segments map[uint32]*segment // opened so far
	next     uint32              // first segment number that was never used

	momentMu  sync.Mutex
	momentsOf *manifest // the generation of which moments are kept
	moments   map[Moment]*manifest
}

// Create makes a new archive of a municipality in the clear: for open data. The
// file must not exist.
func Create(ctx context.Context, path, comune string, epsg int) (*Archive, error) {
	return create(ctx, path, newHead(comune, epsg, notSealed), nil)
}

// CreateSealed makes a new archive of a municipality that a passphrase opens.
// The file must not exist.
func CreateSealed(ctx context.Context, path, comune string, epsg int, passphrase []byte) (*Archive, error) {
	if err := FitPassphrase(passphrase); err != nil {
		return nil, err
	}
	return create(ctx, path, newHead(comune, epsg, sealing), passphrase)
}

// Free reports whether an archive can be made at path: an error when something
// stands there.
func Free(path string) error {
	if _, err := os.Lstat(path); err == nil {
		return gis.Refuse("store.Create", gis.BadUsage, "store.exists", path)
	}
	return nil
}

func newHead(comune string, epsg int, how string) Head {
	return Head{
		Format: formatVersion, ID: uuid.NewString(), Device: uuid.NewString(), Comune: comune, EPSG: epsg,
		Sealing: how, Created: time.Now().UTC(),
	}
}

func create(ctx context.Context, path string, head Head, passphrase []byte) (*Archive, error) {
	const op = "store.Create"
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := refuseNetwork(op, path); err != nil {
		return nil, err
	}
	if err := Free(path); err != nil {
		return nil, err
	}
	// Built under another name and renamed, so that a file of the final name
	// is always a whole archive.
	draft := path + ".new"
	var keys Keys
	err := os.Remove(draft) // of a creation that was killed
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		keys.master, err = writeEmpty(draft, head, passphrase)
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
	return OpenWith(ctx, path, keys)
}

// writeEmpty writes the file of an archive without territory, and gives the
// master key of a sealed one.
func writeEmpty(path string, head Head, passphrase []byte) (master []byte, err error) {
	seal, err := sealer(nil), error(nil)
	var keys *keyset
	var e *envelope
	if head.Plaintext() {
		seal, err = newPlainSealer()
	} else if keys, e, err = newEnvelope(head.ID, passphrase); err == nil {
		master = keys.master
		seal, err = newBlockSealer(head.ID, keys)
	}
	if err != nil {
		return nil, err
	}
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType})
	if err != nil {
		return nil, err
	}
	err = db.Update(func(tx *bbolt.Tx) error {
		for _, name := range buckets() {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		secret := seal.seal(place(stateBucket, secretKey), randomKey())
		err := errors.Join(writeLid(tx, head, e, keys), tx.Bucket([]byte(stateBucket)).Put(secretKey, secret))
		return errors.Join(err, (&Archive{seal: seal}).switchTo(tx, firstManifest()))
	})
	return master, errors.Join(err, db.Close())
}

// lockTimeout is how long Open waits for another process to let go.
const lockTimeout = 300 * time.Millisecond

// Open opens an archive that is in the clear.
func Open(ctx context.Context, path string) (*Archive, error) { return OpenWith(ctx, path, Keys{}) }

// OpenWith opens an archive, looking for the key of a sealed one where keys
// says, and clears away what an interrupted import left. A wrong key, or none,
// is an error of kind Locked.
func OpenWith(ctx context.Context, path string, keys Keys) (*Archive, error) {
	return OpenShowing(ctx, path, keys, gis.Quiet{})
}

// OpenShowing is OpenWith that shows how far it is where the archive is of an
// older format and is brought to this one.
func OpenShowing(ctx context.Context, path string, keys Keys, p gis.Progress) (*Archive, error) {
	return open(ctx, path, keys, false, p)
}

// open opens an archive, to change it or only to read.
func open(ctx context.Context, path string, keys Keys, readOnly bool, p gis.Progress) (*Archive, error) {
	const op = "store.Open"
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := goOnWiping(realPath(path)); err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "lease.wipe", path)
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
	if err := refuseNetwork(op, path); err != nil {
		return nil, err
	}
	db, err := openBolt(path, readOnly)
	if !readOnly && (errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS)) {
		// What may be read only is read.
		return open(ctx, path, keys, true, p)
	}
	if err != nil {
		return nil, refuseOpening(path, err)
	}
	a := &Archive{
		Path: path, db: db, opened: time.Now(), readOnly: readOnly, holder: holdNote(path), decoded: shelf.New[decodedKey, decoded](decodedRoom),
		pins: map[*manifest]int{}, segments: map[uint32]*segment{},
	}
	if err := a.ready(ctx, keys, p); err != nil {
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

// ready brings an older format to this program's and opens the territory.
func (a *Archive) ready(ctx context.Context, keys Keys, p gis.Progress) error {
	if a.readOnly {
		a.notice(gis.Say("store.opened-read-only", a.Path))
	} else if err := os.Remove(draftPath(realPath(a.Path))); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return gis.Wrap("store.Open", gis.BadInput, err, "store.unreadable", a.Path)
	}
	l, err := a.lid()
	if err == nil && l.head.Format < readVersion && a.readOnly {
		return gis.Refuse("store.Open", gis.BadInput, "store.read-only", a.Path)
	}
	if err == nil && l.head.Format < readVersion {
		var notice gis.Message
		if a.db, notice, err = migrate(ctx, a.db, a.Path, l.head.Format, p); err == nil {
			a.notice(notice)
			l, err = a.lid()
		}
	}
	if err != nil {
		return err
	}
	return a.load(ctx, l, keys)
}

// load unlocks the archive, reads what is in force, and clears away what an
// interrupted work left.
func (a *Archive) load(ctx context.Context, l lid, keys Keys) error {
	if err := a.unlock(ctx, l, keys); err != nil {
		return err
	}
	err := a.view(func(tx *bbolt.Tx) error {
		var err error
		if a.current, err = a.readManifest(tx); err != nil {
			return err
		}
		return a.readState(tx)
	})
	if err != nil {
		return err
	}
	if err := a.clockSet(); err != nil {
		return err
	}
	a.clockBack(time.Now())
	if err := a.copied(ctx); err != nil || a.readOnly {
		return err
	}
	if err := a.furnish(); err != nil {
		return err
	}
	return a.clearLeftovers()
}

// furnish makes the buckets that an archive of before has not.
func (a *Archive) furnish() error {
	missing := false
	err := a.view(func(tx *bbolt.Tx) error {
		for _, name := range buckets() {
			missing = missing || tx.Bucket([]byte(name)) == nil
		}
		return nil
	})
	if err != nil || !missing {
		return err
	}
	return a.update("store.Open", func(tx *bbolt.Tx) error {
		for _, name := range buckets() {
			if _, err := tx.CreateBucketIfNotExists([]byte(name)); err != nil {
				return err
			}
		}
		return a.putSpare(tx, a.current)
	})
}

// notice keeps what is to be told.
func (a *Archive) notice(m gis.Message) { a.Notices = append(a.Notices, m) }

// unlock makes what opens the values.
func (a *Archive) unlock(ctx context.Context, l lid, keys Keys) (err error) {
	a.Head = l.head
	if l.envelope == nil {
		a.seal, err = newPlainSealer()
		return err
	}
	master, half, err := a.masterOf(ctx, &l, keys)
	if err != nil {
		return err
	}
	set, err := l.envelope.keyset(l.head.ID, master, half)
	if err != nil {
		return gis.Wrap("store.Open", gis.Damaged, err, "store.head", a.Path)
	}
	if err := l.genuine(set, a.Path); err != nil {
		return err
	}
	if a.seal, err = newBlockSealer(l.head.ID, set); err == nil && a.Rotating() {
		a.notice(gis.Say("store.rotating", a.Path))
	}
	return err
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
	err := errors.Join(a.sweep(), a.noteClosed(), a.spend(), a.letGo())
	if s, ok := a.seal.(*blockSealer); ok {
		s.keys.Load().wipe()
	}
	return err
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
