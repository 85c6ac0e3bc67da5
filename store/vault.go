package store

import (
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
	problem func(pages.Problem) error
	walked  map[string]bool   // buckets whose problems were told
	head    map[string][]byte // values of the head, in a rescue
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
	v := &vault{file: file, archive: &Archive{Path: path}, buckets: map[string]pages.Bucket{}, problem: problem, walked: map[string]bool{}}
	v.archive.vault = v
	if err := v.open(ctx); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return v, nil
}

// heldVault opens the pages of an archive that this process has open.
func heldVault(ctx context.Context, a *Archive, problem func(pages.Problem) error) (*vault, error) {
	file, err := os.Open(a.Path)
	if err != nil {
		return nil, gis.Wrap("store.Open", gis.BadInput, err, "store.unreadable", a.Path)
	}
	v := &vault{file: file, buckets: map[string]pages.Bucket{}, problem: problem, walked: map[string]bool{headBucket: true}}
	v.archive = &Archive{Path: a.Path, Head: a.Head, seal: a.seal, secret: a.secret, vault: v}
	v.archive.became.Store(a.authors())
	if err := v.read(ctx); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	return v, nil
}

func (v *vault) open(ctx context.Context) error {
	path := v.archive.Path
	info, err := v.file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return gis.Refuse("store.Open", gis.BadInput, "store.not-archive", path)
	}
	if err := lockToRead(v.file, lockTimeout); err != nil {
		return gis.Wrap("store.Open", gis.Locked, err, "store.locked", path, whoHolds(path))
	}
	return v.read(ctx)
}

// read finds the buckets.
func (v *vault) read(ctx context.Context) error {
	info, err := v.file.Stat()
	if err == nil {
		v.size = info.Size()
		v.pages, err = pages.Open(v.file, v.size)
	}
	if err != nil {
		return gis.Wrap("store.Open", gis.BadInput, err, "store.unreadable", v.archive.Path)
	}
	all, err := v.pages.Buckets(ctx, v.problem)
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
func (v *vault) values(ctx context.Context, bucket string) (map[string][]byte, error) {
	all := map[string][]byte{}
	return all, v.walk(ctx, bucket, func(key, value []byte) error {
		all[string(key)] = value
		return nil
	})
}

// walk gives the entries of a bucket as they are stored; none of one that is not
// there.
func (v *vault) walk(ctx context.Context, bucket string, found func(key, value []byte) error) error {
	b, ok := v.buckets[bucket]
	if !ok {
		return nil
	}
	visitor := pages.Visitor{Entry: found}
	if !v.walked[bucket] {
		visitor.Problem, v.walked[bucket] = v.problem, true
	}
	return v.pages.Walk(ctx, b, visitor)
}

// each gives the entries of a bucket opened; plain is nil for one that does not
// open.
func (v *vault) each(ctx context.Context, bucket string, found func(key, plain []byte)) error {
	return v.walk(ctx, bucket, func(key, value []byte) error {
		found(key, v.plain(bucket, key, value))
		return nil
	})
}

// plain opens a value; nil for one that does not open.
func (v *vault) plain(bucket string, key, sealed []byte) []byte {
	plain, err := v.archive.seal.open(place(bucket, key), sealed)
	switch {
	case err != nil:
		return nil
	case plain == nil:
		return []byte{}
	}
	return plain
}

// noted reads the JSON of a value of the state; v stays as it is without one.
func (v *vault) noted(key []byte, into any) error {
	values, err := v.values(context.Background(), stateBucket)
	raw, ok := values[string(key)]
	if err != nil || !ok {
		return err
	}
	return v.archive.openJSON(stateBucket, key, raw, into)
}
