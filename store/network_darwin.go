package store

import (
	"path/filepath"

	"golang.org/x/sys/unix"
)

// networkOf is the kind of network that a path lies on; "" for this machine, or
// where nobody can tell.
func networkOf(path string) string {
	var s unix.Statfs_t
	if err := unix.Statfs(filepath.Dir(realPath(path)), &s); err != nil || s.Flags&unix.MNT_LOCAL != 0 {
		return ""
	}
	return unix.ByteSliceToString(s.Fstypename[:])
}
