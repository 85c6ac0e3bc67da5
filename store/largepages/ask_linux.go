package largepages

import "golang.org/x/sys/unix"

// ask asks the system for pages of 2 MiB under some memory; it may have none to
// give, and then they are small.
func ask(room []byte) {
	unix.Madvise(room, unix.MADV_HUGEPAGE) //nolint:errcheck // advice
}

// take has the system give some memory, whose content stays what it is; one that
// cannot (Linux before 5.14) gives it to who touches it.
func take(at, size uintptr) {
	unix.Syscall(unix.SYS_MADVISE, at, size, unix.MADV_POPULATE_WRITE) //nolint:errcheck // advice
}
