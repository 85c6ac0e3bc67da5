//go:build unix

package store

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"
)

// freeSpace is how many bytes this user may still write in a folder.
func freeSpace(dir string) (free int64, known bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true
}

// keepOwner gives a file the owner of another, as far as this user may.
func keepOwner(file *os.File, was fs.FileInfo) error {
	s, ok := was.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	err := file.Chown(int(s.Uid), int(s.Gid))
	if errors.Is(err, fs.ErrPermission) {
		return nil // then it is the user's own
	}
	return err
}

// syncDir makes a rename last.
func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// replaceFile gives a draft the archive's name while the old file is still
// held, so that nobody opens the old one in between.
func replaceFile(db *bbolt.DB, draft, path string) error {
	err := os.Rename(draft, path)
	if err == nil {
		err = syncDir(filepath.Dir(path))
	}
	return errors.Join(err, db.Close())
}

// lockToRead keeps writers of an archive away, as bbolt does it, and waits a
// moment for one that is there.
func lockToRead(file *os.File, wait time.Duration) error {
	for end := time.Now().Add(wait); ; {
		err := unix.Flock(int(file.Fd()), unix.LOCK_SH|unix.LOCK_NB)
		if !errors.Is(err, unix.EWOULDBLOCK) || time.Now().After(end) {
			return err
		}
		<-time.After(wait / 10)
	}
}
