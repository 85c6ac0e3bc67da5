package largepages

import "golang.org/x/sys/unix"

// affordable reports whether the heap may grow at once by what it may need later:
// where the system bounds what a program maps (ulimit -v, ulimit -d, or memory that it
// does not promise twice), the room would be taken from the rest, or end the program.
func affordable() bool {
	for _, bound := range []int{unix.RLIMIT_AS, unix.RLIMIT_DATA} {
		var limit unix.Rlimit
		if err := unix.Getrlimit(bound, &limit); err != nil || limit.Cur != unix.RLIM_INFINITY {
			return false
		}
	}
	spare, err := unix.Mmap(-1, 0, 4*room, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_PRIVATE|unix.MAP_ANON)
	return err == nil && unix.Munmap(spare) == nil
}

// ask asks the system for pages of 2 MiB under some memory; it may have none to
// give, and then they are small.
func ask(room []byte) {
	unix.Madvise(room, unix.MADV_HUGEPAGE) //nolint:errcheck // advice
}

// take has the system give some memory, whose content stays what it is. One that
// cannot (Linux before 5.14) gives it to who touches it.
func take(at, size uintptr) (taken bool) {
	_, _, failed := unix.Syscall(unix.SYS_MADVISE, at, size, unix.MADV_POPULATE_WRITE)
	return failed == 0
}
