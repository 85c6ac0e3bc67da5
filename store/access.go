package store

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"time"

	"go.etcd.io/bbolt"

	"segit/gis"
	"segit/store/pages"
)

// view reads the file in one transaction. f does nothing but read: it calls no
// one else, since a panic in it is taken for damage and since a writer that
// must enlarge the file waits for every open reading.
func (a *Archive) view(f func(*bbolt.Tx) error) error {
	return guarded(func() error { return a.db.View(f) })
}

// update changes the file in one durable transaction; what is said of f in
// view holds here too. After an error the file is as it was.
func (a *Archive) update(op string, f func(*bbolt.Tx) error) error {
	if a.readOnly {
		return gis.Refuse(op, gis.BadInput, "store.read-only", a.Path)
	}
	return a.updateOnly(op, func(tx *bbolt.Tx) error {
		if err := f(tx); err != nil {
			return err
		}
		return errors.Join(a.noteOpen(tx), a.noteTime(tx, time.Now()))
	})
}

// updateOnly changes what f changes and notes nothing beside.
func (a *Archive) updateOnly(op string, f func(*bbolt.Tx) error) error {
	written := 0
	err := guarded(func() error {
		return a.db.Update(func(tx *bbolt.Tx) error {
			written = tx.ID()
			return f(tx)
		})
	})
	var known *gis.Error
	if err == nil || errors.As(err, &known) {
		return err
	}
	// When the very last step fails, bringing the head to the disk, the change
	// is in the file already: nobody can say whether it will last.
	inForce := 0
	if a.view(func(tx *bbolt.Tx) error { inForce = tx.ID(); return nil }) == nil && inForce >= written {
		return gis.Wrap(op, gis.Internal, errors.Join(errUncertain, err), "store.uncertain", a.Path)
	}
	return gis.Wrap(op, gis.Internal, err, "store.write", a.Path)
}

// errUncertain is the cause of a change that failed and is in the file.
var errUncertain = errors.New("store: the change is in the file, and may not be on the disk")

// guarded turns what bbolt says of a file that is not as it left it into an
// error: it panics on pages that make no sense, and reading a page that the
// file has lost is a fault of the memory map.
func guarded(f func() error) (err error) {
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if r := recover(); r != nil {
			err = gis.Wrap("store.file", gis.Damaged, fmt.Errorf("bbolt: %v", r), "store.damaged", "bbolt")
		}
	}()
	return f()
}

// openBolt opens the file of an archive and checks that it is whole.
func openBolt(path string, readOnly bool) (*bbolt.DB, error) {
	db, err := openFile(path, readOnly)
	for range 3 {
		if !errors.Is(err, errReplaced) {
			break
		}
		db, err = openFile(path, readOnly)
	}
	return db, err
}

// growth is by how much the file grows beyond what is written: little, for what
// nothing is written to is missed by nobody when a copy of the file is cut short.
const growth = 32 << 10

func openFile(path string, readOnly bool) (*bbolt.DB, error) {
	if err := sound(path); err != nil {
		return nil, err
	}
	var db *bbolt.DB
	var file *os.File
	err := guarded(func() (err error) {
		db, err = bbolt.Open(path, 0o600, &bbolt.Options{
			Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType, ReadOnly: readOnly, InitialMmapSize: mapped,
			OpenFile: func(name string, flag int, mode os.FileMode) (_ *os.File, err error) {
				file, err = os.OpenFile(name, flag, mode)
				return file, err
			},
		})
		return err
	})
	if err != nil {
		if gis.KindOf(err) == gis.Damaged {
			err = errors.Join(err, unlock(file)) // a panic left it open
		}
		return nil, err
	}
	db.AllocSize = growth
	err = guarded(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			info, err := file.Stat()
			if err == nil && !same(path, info) {
				err = errReplaced
			}
			if err == nil && info.Size() < tx.Size() {
				err = gis.Refuse("store.Open", gis.Damaged, "store.cut", path, info.Size(), tx.Size())
			}
			return err
		})
	})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// sound refuses a file that would lead bbolt astray: it believes what a page says
// of itself, and some of that it counts through. A file that another process
// writes to is not looked at, bbolt says who holds it.
func sound(path string) error {
	const op = "store.Open"
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close() //nolint:errcheck // only read
	if lockToRead(file, lockTimeout) != nil {
		return nil
	}
	info, err := file.Stat()
	if err != nil {
		return err
	}
	f, err := pages.Open(file, info.Size())
	if err != nil {
		return gis.Wrap(op, gis.Damaged, err, "store.head", path)
	}
	return f.Sound(context.Background(), func(p pages.Problem) error {
		switch {
		case p.What == pages.NoMeta:
			return nil // bbolt says whether it is one of its files
		case p.What == pages.Short:
			return gis.Refuse(op, gis.Damaged, "store.cut", path, info.Size(), int64(p.Page+1)*f.PageSize())
		case p.Bucket != "":
			return disordered(p.Bucket)
		}
		return disordered("bbolt")
	})
}

// errReplaced is returned for a file that another process has rewritten while
// this one waited for its lock: what was opened has no name any more.
var errReplaced = errors.New("store: the file was replaced while it was opened")

// same reports whether a path names a file.
func same(path string, file os.FileInfo) bool {
	info, err := os.Stat(path)
	return err == nil && os.SameFile(info, file)
}

// pageOfEntries is how many entries are read or removed in one transaction.
const pageOfEntries = 2048

type entry struct{ key, plain []byte }

// entries gives the opened entries of a bucket whose keys begin with prefix, in
// the order of the keys. found is called between transactions, so that it may
// use the archive; an entry that is written meanwhile may be given or not.
func (a *Archive) entries(bucket string, prefix []byte, found func(key, plain []byte) error) error {
	for from := prefix; from != nil; {
		var page []entry
		err := a.view(func(tx *bbolt.Tx) error {
			start := from
			from = nil
			return along(tx, bucket, start, func(k, v []byte) (bool, error) {
				if !bytes.HasPrefix(k, prefix) {
					return false, nil
				}
				plain, err := a.seal.open(place(bucket, k), v)
				if err != nil {
					return false, gis.Wrap("store.read", gis.Damaged, err, "store.damaged", bucket)
				}
				page = append(page, entry{bytes.Clone(k), plain})
				if len(page) == pageOfEntries {
					from = after(k)
				}
				return from == nil, nil
			})
		})
		if err != nil {
			return err
		}
		for _, e := range page {
			if err := found(e.key, e.plain); err != nil {
				return err
			}
		}
	}
	return nil
}

// discard deletes the entries of a bucket whose keys begin with the number id,
// in small transactions.
func (a *Archive) discard(bucket string, id uint32) error {
	for more := true; more; {
		err := a.update("store.remove", func(tx *bbolt.Tx) error {
			keys, err := keysOf(tx, bucket, number(id), pageOfEntries)
			if err != nil {
				return err
			}
			more = len(keys) == pageOfEntries
			for _, k := range keys {
				if err := tx.Bucket([]byte(bucket)).Delete(k); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// keysOf lists the keys of a bucket that begin with prefix, as many as are wanted.
func keysOf(tx *bbolt.Tx, bucket string, prefix []byte, most int) (keys [][]byte, err error) {
	err = along(tx, bucket, prefix, func(k, _ []byte) (bool, error) {
		if !bytes.HasPrefix(k, prefix) {
			return false, nil
		}
		keys = append(keys, bytes.Clone(k))
		return len(keys) < most, nil
	})
	return keys, err
}

// numbersIn lists the numbers that keys of a bucket begin with, ascending.
func (a *Archive) numbersIn(bucket string) ([]uint32, error) {
	var ids []uint32
	err := a.view(func(tx *bbolt.Tx) error {
		for from := []byte{}; from != nil; {
			start := from
			from = nil
			err := along(tx, bucket, start, func(k, _ []byte) (bool, error) {
				if len(k) < 4 {
					return false, disordered(bucket)
				}
				id := numberOf(k)
				if ids = append(ids, id); id != ^uint32(0) {
					from = number(id + 1)
				}
				return false, nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	return ids, err
}
