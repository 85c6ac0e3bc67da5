//go:build !linux

package largepages

// affordable reports that the heap is left as it is: there is nobody to ask for
// larger pages, and a room would be memory promised for nothing.
func affordable() bool { return false }

func ask([]byte) {}

func take(_, _ uintptr) (taken bool) { return false }
