package store

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/sys/unix"
)

// networkOf is the kind of network that a path lies on; "" for this machine, or
// where nobody can tell.
func networkOf(path string) string {
	dir := filepath.Dir(realPath(path))
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return ""
	}
	return networkNamed(int64(uint32(s.Type)), mountedAs(dir))
}

// mountedAs is the name of the file system of a folder: that of the mount whose
// device is the folder's.
func mountedAs(dir string) string {
	var s unix.Stat_t
	mounts, err := os.ReadFile("/proc/self/mountinfo")
	if err != nil || unix.Stat(dir, &s) != nil {
		return ""
	}
	device := fmt.Sprintf("%d:%d", unix.Major(uint64(s.Dev)), unix.Minor(uint64(s.Dev)))
	for line := range strings.Lines(string(mounts)) {
		fields := strings.Fields(line)
		if len(fields) < 3 || fields[2] != device {
			continue
		}
		if _, rest, ok := strings.Cut(line, " - "); ok {
			name, _, _ := strings.Cut(rest, " ")
			return name
		}
	}
	return ""
}
