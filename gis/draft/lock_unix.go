//go:build unix

package draft

import (
	"os"
	"syscall"
)

// lock tells others that this process works on a draft; it ends with the file.
// It fails when another does.
func lock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
