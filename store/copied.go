package store

import (
	"context"
	"errors"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// While an archive is written to, its state names the file: a copy made in that
// time has the name of another, and may hold half of a writing. The first change
// after opening writes the name, closing takes it away; what a killed process
// leaves is the file's own name, which is no copy's.

// namedKey is where the name of the file stands.
var namedKey = []byte("open")

// noteOpen writes, with the first change, which file is open.
func (a *Archive) noteOpen(tx *bbolt.Tx) error {
	if a.named.Load() || a.identity == "" {
		return nil
	}
	tx.OnCommit(func() { a.named.Store(true) })
	return a.putJSON(tx, stateBucket, namedKey, a.identity)
}

// noteClosed takes the name away. What could not be taken away is found at the
// next opening, which does it.
func (a *Archive) noteClosed() error {
	if !a.named.Swap(false) {
		return nil
	}
	return a.updateOnly("store.Close", func(tx *bbolt.Tx) error { return tx.Bucket([]byte(stateBucket)).Delete(namedKey) })
}

// copied looks whether the file is a copy of one that was open. Such a copy is
// checked whole, once: it opens when it is sound, and is told.
func (a *Archive) copied(ctx context.Context) error {
	a.identity = fileIdentity(a.Path)
	was := ""
	err := a.view(func(tx *bbolt.Tx) error {
		if raw := tx.Bucket([]byte(stateBucket)).Get(namedKey); raw != nil {
			return a.openJSON(stateBucket, namedKey, raw, &was)
		}
		return nil
	})
	if err != nil {
		return gis.Wrap("store.Open", gis.Damaged, err, "store.damaged", stateBucket)
	}
	if was == "" || a.readOnly {
		return nil
	}
	if was != a.identity && a.identity != "" {
		if err := a.checkCopy(ctx); err != nil {
			return err
		}
	}
	a.named.Store(true)
	return a.noteClosed()
}

// checkCopy refuses a copy in which something is wrong.
func (a *Archive) checkCopy(ctx context.Context) error {
	c := &checking{ctx: ctx, progress: gis.Quiet{}, supplies: map[uint32]*gis.Supply{}, found: func(t Trouble) error {
		if t.Harmless || t.Code == "store.page-head-lost" {
			return nil
		}
		return gis.Refuse("store.Open", gis.Damaged, "store.copied-torn", a.Path)
	}}
	v, err := heldVault(ctx, a, c.page)
	if err != nil {
		return err
	}
	c.vault = v
	if err := errors.Join(c.parts(), v.close()); err != nil {
		return err
	}
	a.notice(gis.Say("store.copied", a.Path))
	return nil
}
