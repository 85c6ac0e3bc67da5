package store

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// migration is one step of the format, from a version to one that is read as it
// stands, or to the next step's. change works on a copy that nobody else sees, in
// as many transactions as it likes: when it fails or is killed, the archive is as
// it was.
type migration struct {
	from   int
	change func(context.Context, *bbolt.DB, gis.Progress) error
}

// migrations are the steps that this program knows, in order. FORMAT.md says
// what each of them is about; testdata holds archives of every format.
func migrations() []migration {
	return []migration{
		{from: 1, change: fromFormat1},
	}
}

// fromFormat1 brings an archive of format 1, which is in the clear, to this
// program's: the secret of the key indexes moves from the head to the state, where
// the mark stands too, the indexes are made again, and the last operation is noted.
func fromFormat1(ctx context.Context, db *bbolt.DB, p gis.Progress) error {
	seal, err := newPlainSealer()
	if err != nil {
		return err
	}
	a := &Archive{seal: seal}
	var m *manifest
	err = db.View(func(tx *bbolt.Tx) error {
		l, err := readLid(tx, db.Path())
		if err != nil {
			return err
		}
		a.Head, a.secret = l.head, l.head.Secret
		m, err = a.readManifest(tx)
		return err
	})
	if err != nil {
		return err
	}
	if err := a.assembleAgain(ctx, db, m, p); err != nil {
		return err
	}
	a.Head.Secret = nil
	return db.Update(func(tx *bbolt.Tx) error {
		bucket, err := tx.CreateBucketIfNotExists([]byte(stateBucket))
		if err != nil {
			return err
		}
		err = bucket.Put(secretKey, seal.seal(place(stateBucket, secretKey), a.secret))
		last, broken := a.lastLink(tx, journalBucket)
		if broken == nil && last.Seq > 0 {
			err = errors.Join(err, a.anchor(tx, journalBucket, last))
		}
		return errors.Join(err, writeLid(tx, a.Head, nil, nil), a.switchTo(tx, m))
	})
}

// migrate brings the file of an archive to the format of this program and opens
// it again; db is closed whatever comes. The file as it was stays beside it.
func migrate(ctx context.Context, db *bbolt.DB, path string, from int, p gis.Progress) (*bbolt.DB, gis.Message, error) {
	w := rewriting{path: path, db: db, keep: backupPath(realPath(path), from), change: func(ctx context.Context, draft *bbolt.DB) error {
		for _, m := range migrations() {
			if m.from < from {
				continue
			}
			if err := guarded(func() error { return m.change(ctx, draft, p) }); err != nil {
				return err
			}
		}
		return nil
	}}
	if _, _, err := w.run(ctx, p); err != nil {
		var known *gis.Error
		if !errors.As(err, &known) && ctx.Err() == nil {
			err = gis.Wrap("store.migrate", gis.Internal, err, "store.migrate", path, from, formatVersion)
		}
		return nil, gis.Message{}, err
	}
	db, err := openBolt(path, false)
	return db, gis.Say("store.migrated", path, from, formatVersion, filepath.Base(w.keep)), err
}

// backupPath is where the file of a former format stays.
func backupPath(path string, version int) string {
	return path + ".v" + strconv.Itoa(version) + ".bak"
}
