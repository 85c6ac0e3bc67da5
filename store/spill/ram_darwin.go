package spill

import "golang.org/x/sys/unix"

// physical is how many bytes of memory this machine has; 0 when nobody can tell.
func physical() int64 {
	all, err := unix.SysctlUint64("hw.memsize")
	if err != nil {
		return 0
	}
	return int64(all)
}
