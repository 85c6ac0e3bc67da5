package store

import (
	"errors"
	"io"
	"os"
	"path/filepath"
)

// copyFile copies a file so that the copy's name, once it is there, is that of
// a whole file.
func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close() //nolint:errcheck // only read
	info, err := source.Stat()
	if err != nil {
		return err
	}
	draft := draftPath(to)
	target, err := os.OpenFile(draft, os.O_RDWR|os.O_CREATE|os.O_TRUNC, info.Mode().Perm())
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	if err == nil {
		err = target.Sync()
	}
	err = errors.Join(err, target.Close())
	if err == nil {
		err = os.Rename(draft, to)
	}
	if err != nil {
		return errors.Join(err, os.Remove(draft))
	}
	return syncDir(filepath.Dir(to))
}
