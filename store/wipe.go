package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"segit/gis"
)

// wipingSuffix is on the name of a file that is being erased: no archive opens
// under it, and the next opening goes on with it.
const wipingSuffix = ".wiping"

// Wipe erases the archive and closes it: what the file held is written over and
// the file removed. Killed in between, the next opening of the path goes on.
// What a disk keeps of blocks that were written over is out of reach.
func (a *Archive) Wipe() error {
	const op = "store.Wipe"
	a.building.Lock()
	defer a.building.Unlock()
	if a.closed || a.readOnly {
		return gis.Refuse(op, gis.Internal, "lease.wipe", a.Path)
	}
	err := a.letGo()
	a.closed = true
	if s, ok := a.seal.(*blockSealer); ok {
		s.keys.Load().wipe()
	}
	path := realPath(a.Path)
	if err == nil {
		err = errors.Join(os.Rename(path, path+wipingSuffix), syncDir(filepath.Dir(path)))
	}
	if err == nil {
		err = goOnWiping(path)
	}
	if err != nil {
		return gis.Wrap(op, gis.Internal, err, "lease.wipe", a.Path)
	}
	return nil
}

// Beside writes a file beside the archive, under its name with a suffix; it
// lasts when Beside returns. One that is there already is replaced.
func (a *Archive) Beside(suffix string, body []byte) (string, error) {
	path := realPath(a.Path) + suffix
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err == nil {
		_, err = file.Write(body)
		err = errors.Join(err, file.Sync(), file.Close(), syncDir(filepath.Dir(path)))
	}
	if err != nil {
		return "", gis.Wrap("store.Beside", gis.Internal, err, "store.write", path)
	}
	return path, nil
}

// goOnWiping brings the erasing of an archive to its end, if one began.
func goOnWiping(path string) error {
	name := path + wipingSuffix
	file, err := os.OpenFile(name, os.O_WRONLY, 0)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	info, err := file.Stat()
	if err == nil {
		err = overwrite(file, info.Size())
	}
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	return errors.Join(os.Remove(name), syncDir(filepath.Dir(name)))
}

// overwrite writes zeros over a file, durably.
func overwrite(file *os.File, size int64) error {
	zeros := make([]byte, 1<<20)
	for at := int64(0); at < size; at += int64(len(zeros)) {
		if _, err := file.WriteAt(zeros[:min(int64(len(zeros)), size-at)], at); err != nil {
			return err
		}
	}
	return file.Sync()
}
