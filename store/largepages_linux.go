package store

import "golang.org/x/sys/unix"

// largePages asks the system for pages of 2 MiB under some memory; it may have
// none to give, and then they are small.
func largePages(room []byte) {
	unix.Madvise(room, unix.MADV_HUGEPAGE) //nolint:errcheck // advice
}
