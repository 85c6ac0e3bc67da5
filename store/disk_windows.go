package store

import (
	"errors"
	"io/fs"
	"os"
	"time"

	"go.etcd.io/bbolt"
	"golang.org/x/sys/windows"
)

// freeSpace is how many bytes this user may still write in a folder.
func freeSpace(dir string) (free int64, known bool) {
	name, err := windows.UTF16PtrFromString(dir)
	if err != nil {
		return 0, false
	}
	var n uint64
	if err := windows.GetDiskFreeSpaceEx(name, &n, nil, nil); err != nil {
		return 0, false
	}
	return int64(n), true
}

// keepOwner does nothing: a file inherits its rights from the folder.
func keepOwner(*os.File, fs.FileInfo) error { return nil }

// replaceFile gives a draft the archive's name. An open file cannot be
// replaced, so the old one is closed first; whoever opens it in between keeps
// it, and the draft goes.
func replaceFile(db *bbolt.DB, draft, path string) error {
	if err := db.Close(); err != nil {
		return err
	}
	return os.Rename(draft, path)
}

// syncDir does nothing: a folder cannot be flushed here, and NTFS keeps a
// journal of its names.
func syncDir(string) error { return nil }

// lockToRead keeps writers of an archive away, as bbolt does it, and waits a
// moment for one that is there.
func lockToRead(file *os.File, wait time.Duration) error {
	const beyond = ^uint32(0) // where bbolt puts its lock
	for end := time.Now().Add(wait); ; {
		err := windows.LockFileEx(windows.Handle(file.Fd()), windows.LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0,
			&windows.Overlapped{Offset: beyond, OffsetHigh: beyond})
		if !errors.Is(err, windows.ERROR_LOCK_VIOLATION) || time.Now().After(end) {
			return err
		}
		<-time.After(wait / 10)
	}
}
