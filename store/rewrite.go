package store

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"syscall"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// draftPath is where the new file of an archive grows until it is whole.
func draftPath(path string) string { return path + ".new" }

// rewriting puts a new file in the place of an archive's: a copy of what the
// old one holds, changed or not. A process killed at any moment leaves one or
// the other under the archive's name, whole.
type rewriting struct {
	path   string
	db     *bbolt.DB // the old file, held; closed by run
	change func(context.Context, *bbolt.DB) error
	keep   string // name under which the old file stays; "" for none
}

// realPath is the file that a path means: a link to an archive stays a link when
// its file is replaced.
func realPath(path string) string {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		return real
	}
	return path
}

// run gives the sizes of both files.
func (w *rewriting) run(ctx context.Context, p gis.Progress) (before, after int64, err error) {
	w.path = realPath(w.path)
	info, err := os.Stat(w.path)
	if err != nil {
		return 0, 0, errors.Join(err, w.db.Close())
	}
	draft := draftPath(w.path)
	if err = replaceable(w.path); err == nil {
		err = w.draft(ctx, draft, p)
	}
	if err == nil {
		err = finish(draft, info)
	}
	if err == nil && w.keep != "" {
		err = keepAs(w.path, w.keep)
	}
	if err == nil {
		err = replaceFile(w.db, draft, w.path)
	} else {
		err = errors.Join(err, w.db.Close())
	}
	if err != nil {
		os.Remove(draft) //nolint:errcheck // the first error says more, and the next opening removes it
		return 0, 0, err
	}
	made, err := os.Stat(w.path)
	if err != nil {
		return 0, 0, err
	}
	return info.Size(), made.Size(), nil
}

// replaceable refuses an archive in whose folder no new file can be made, to take
// the place of the old one.
func replaceable(path string) error {
	draft := draftPath(realPath(path))
	file, err := os.OpenFile(draft, os.O_CREATE|os.O_WRONLY, 0o600)
	if err == nil {
		err = errors.Join(file.Close(), os.Remove(draft))
	}
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		return gis.Wrap("store.rewrite", gis.BadInput, err, "store.folder-read-only", path, filepath.Dir(draft))
	}
	return err
}

// draft writes the new file. It is not synced as it grows: before it has the
// archive's name nobody reads it.
func (w *rewriting) draft(ctx context.Context, draft string, p gis.Progress) error {
	if err := os.Remove(draft); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := w.room(draft); err != nil {
		return err
	}
	db, err := bbolt.Open(draft, 0o600, &bbolt.Options{Timeout: lockTimeout, FreelistType: bbolt.FreelistMapType, NoSync: true, NoGrowSync: true})
	if err != nil {
		return err
	}
	err = guarded(func() error { return copyInto(ctx, db, w.db, p) })
	if err == nil {
		// A name that a killed process left is not the new file's.
		err = db.Update(func(tx *bbolt.Tx) error {
			if tx.Bucket([]byte(headBucket)) != nil {
				if err := copyLid(tx); err != nil {
					return err
				}
			}
			if state := tx.Bucket([]byte(stateBucket)); state != nil {
				return state.Delete(namedKey)
			}
			return nil
		})
	}
	if err == nil && w.change != nil {
		err = w.change(ctx, db)
	}
	var size int64
	if err == nil {
		err = db.View(func(tx *bbolt.Tx) error { size = tx.Size(); return nil })
	}
	err = errors.Join(err, db.Close())
	if err != nil {
		return err
	}
	return os.Truncate(draft, size) // bbolt enlarges files by more than it needs
}

// room refuses work for which the disk has no space: what the old file holds,
// once more, and a little.
func (w *rewriting) room(draft string) error {
	var size int64
	err := w.db.View(func(tx *bbolt.Tx) error { size = tx.Size(); return nil })
	if err != nil {
		return err
	}
	stats := w.db.Stats()
	used := size - int64(stats.FreePageN+stats.PendingPageN)*int64(w.db.Info().PageSize)
	need := used + used/8 + 1<<20
	if free, known := freeSpace(filepath.Dir(draft)); known && free < need {
		return gis.Refuse("store.rewrite", gis.BadInput, "store.no-space", w.path, need>>20+1, free>>20)
	}
	return nil
}

// copyInto copies the buckets of one file into another that is empty, in small
// transactions.
func copyInto(ctx context.Context, to, from *bbolt.DB, p gis.Progress) error {
	var names [][]byte
	entries := int64(0)
	err := from.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, _ *bbolt.Bucket) error {
			names = append(names, bytes.Clone(name))
			n, err := entriesIn(tx, string(name))
			entries += int64(n)
			return err
		})
	})
	if err != nil {
		return err
	}
	// The rows last: a file that is cut has the rest.
	slices.SortStableFunc(names, func(p, q []byte) int { return b2i(string(p) == segmentBucket) - b2i(string(q) == segmentBucket) })
	p.Stage(gis.Say("store.copying"), entries)
	for _, name := range names {
		for next := []byte{}; next != nil; {
			if err := ctx.Err(); err != nil {
				return err
			}
			if next, err = copyPart(to, from, name, next, p); err != nil {
				return err
			}
		}
	}
	return nil
}

// copyPart copies entries of a bucket from a key on, as many as one transaction
// writes, and gives the key that follows; nil at the end.
func copyPart(to, from *bbolt.DB, name, start []byte, p gis.Progress) (next []byte, err error) {
	n := int64(0)
	err = from.View(func(source *bbolt.Tx) error {
		return to.Update(func(tx *bbolt.Tx) error {
			old := source.Bucket(name)
			b, err := tx.CreateBucketIfNotExists(name)
			if err != nil {
				return err
			}
			b.FillPercent = 0.95 // entries come in the order of their keys
			if err := b.SetSequence(old.Sequence()); err != nil {
				return err
			}
			size := 0
			return along(source, string(name), start, func(k, v []byte) (bool, error) {
				if size >= flushSize || n >= pageOfEntries {
					next = bytes.Clone(k)
					return false, nil
				}
				if v == nil {
					return false, disordered(string(name))
				}
				size += len(v)
				n++
				return true, b.Put(k, v)
			})
		})
	})
	p.Add(n)
	return next, err
}

// finish gives a draft the rights of the file it will replace, and brings it to
// the disk.
func finish(draft string, was fs.FileInfo) error {
	file, err := os.OpenFile(draft, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	err = errors.Join(file.Chmod(was.Mode().Perm()), keepOwner(file, was))
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

// keepAs keeps a file under another name also: as a second name of the same
// bytes, which nobody writes any more once the first is given to another file,
// or as a copy where the disk has no such names.
func keepAs(path, other string) error {
	if info, err := os.Stat(other); err == nil && same(path, info) {
		return nil // of a run that was killed
	}
	if err := roll(other); err != nil {
		return err
	}
	if os.Link(path, other) == nil {
		return syncDir(filepath.Dir(other))
	}
	return copyFile(path, other)
}

// kept is how many older files of one name stay.
const kept = 3

// roll makes a name free: what has it becomes the first of the older ones, and
// the oldest goes.
func roll(path string) error {
	older := func(n int) string {
		if n == 0 {
			return path
		}
		return path + "." + strconv.Itoa(n)
	}
	if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	for n := kept - 1; n > 0; n-- {
		if err := os.Rename(older(n-1), older(n)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
