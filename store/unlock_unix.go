//go:build unix && !solaris && !aix

package store

import (
	"errors"
	"os"
	"syscall"
)

// unlock lets go of a file that bbolt locked and mapped before it met damage:
// the map, which nobody can take away any more, keeps the lock of a file that is
// only closed.
func unlock(file *os.File) error {
	return errors.Join(syscall.Flock(int(file.Fd()), syscall.LOCK_UN), file.Close())
}
