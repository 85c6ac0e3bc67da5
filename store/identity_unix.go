//go:build unix

package store

import (
	"os"
	"strconv"
	"syscall"
)

// fileIdentity tells a file from a copy of it, on whatever disk; "" where nobody
// can. It stays through a restart of the machine.
func fileIdentity(path string) string {
	info, err := os.Stat(path)
	if err != nil {
		return ""
	}
	s, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return ""
	}
	return strconv.FormatUint(uint64(s.Ino), 10) //nolint:unconvert // of another size on other systems
}
