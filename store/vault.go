package store

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"

	"segit/gis"
	"segit/store/pages"
)

// vault is the file of an archive read without bbolt, for those who must live
// with whatever the file holds. The lock keeps writers away.
type vault struct {
	file    *os.File
	size    int64
	pages   *pages.File
	buckets map[string]pages.Bucket
	archive *Archive // without bbolt: what opens the values, once unlocked
}

// openVault opens the pages of a file; problem is told what keeps buckets out of
// reach.
func openVault(ctx context.Context, path string, problem func(pages.Problem) error) (*vault, error) {
	const op = "store.Open"
	file, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, gis.Refuse(op, gis.BadInput, "store.missing", path)
	case err != nil:
		return nil, gis.Wrap(op, gis.BadInput, err, "store.unreadable", path)
	}
	v := &vault{file: file, archive: &Archive{Path: path}, buckets: map[string]pages.Bucket{}}
	if err := v.open(ctx, problem); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return v, nil
}

func (v *vault) open(ctx context.Context, problem func(pages.Problem) error) error {
	path := v.archive.Path
	info, err := v.file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return gis.Refuse("store.Open", gis.BadInput, "store.not-archive", path)
	}
	v.size = info.Size()
	if err := lockToRead(v.file, lockTimeout); err != nil {
		return gis.Wrap("store.Open", gis.Locked, err, "store.locked", path, whoHolds(path))
	}
	if v.pages, err = pages.Open(v.file, info.Size()); err != nil {
		return gis.Wrap("store.Open", gis.BadInput, err, "store.unreadable", path)
	}
	all, err := v.pages.Buckets(ctx, problem)
	for _, b := range all {
		v.buckets[b.Name] = b
	}
	return err
}

func (v *vault) close() error { return v.file.Close() }

// unlock makes what opens the values, of what the head says.
func (v *vault) unlock(ctx context.Context, get func(key []byte) []byte, keys Keys) error {
	l, err := lidOf(get, v.archive.Path)
	if err != nil {
		return err
	}
	return v.archive.unlock(ctx, l, keys)
}

// values reads the entries of a small bucket into memory.
func (v *vault) values(ctx context.Context, bucket string, problem func(pages.Problem) error) (map[string][]byte, error) {
	all := map[string][]byte{}
	b, ok := v.buckets[bucket]
	if !ok {
		return all, nil
	}
	return all, v.pages.Walk(ctx, b, pages.Visitor{Problem: problem, Entry: func(key, value []byte) error {
		all[string(key)] = bytes.Clone(value)
		return nil
	}})
}
