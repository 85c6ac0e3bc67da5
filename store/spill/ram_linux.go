package spill

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// physical is how many bytes of memory this machine gives to us, or the
// container that we run in; 0 when nobody can tell.
func physical() int64 {
	var info unix.Sysinfo_t
	if err := unix.Sysinfo(&info); err != nil {
		return 0
	}
	all := int64(info.Totalram) * int64(info.Unit) //nolint:unconvert // of other widths on other processors
	if text, err := os.ReadFile("/sys/fs/cgroup/memory.max"); err == nil {
		if most, err := strconv.ParseInt(strings.TrimSpace(string(text)), 10, 64); err == nil {
			all = min(all, most)
		}
	}
	return all
}
