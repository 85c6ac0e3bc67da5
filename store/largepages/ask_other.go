//go:build !linux

package largepages

// ask does nothing: the system is not asked for larger pages.
func ask([]byte) {}

// take does nothing: the system gives memory to who touches it.
func take(_, _ uintptr) {}
