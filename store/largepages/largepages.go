// Package largepages has the heap lie on pages of 2 MiB where the system gives them
// to who asks. It gives small ones one at a time, when they are first touched, and
// under a hypervisor that may take longer than all that is then done in them: of an
// import of 250,000 parcels it was a fifth.
package largepages

import (
	"runtime/debug"
	"unsafe"
)

const (
	// room is what the heap is likely to grow by, bytes; it takes none of it before
	// it is used.
	room = 256 << 20
	// opening is what is used of it first, bytes: an archive's passphrase is
	// stretched in 64 MiB, and a command line read in a few.
	opening = 72 << 20
	// page is how much is taken at once, bytes: who asks for memory meanwhile waits
	// no longer than for that.
	page = 2 << 20
)

// Heap has the heap grow on large pages. For a program that opens an archive, as its
// arguments tell, it brings in those that this takes beside what the program does
// next; one that does not would only be larger by them. It is for a program's first
// line, and does nothing where the system is not Linux, or bounds what a program maps.
func Heap(opens bool) {
	if !affordable() {
		return
	}
	// The room is left behind, and given back so that the collector does not count
	// it as used; the system remembers what was asked for it.
	percent := debug.SetGCPercent(-1)
	from := asked()
	debug.SetGCPercent(percent)
	debug.FreeOSMemory()
	if !opens {
		return
	}
	// From its end, since who uses it begins at its beginning.
	go func() {
		for at := opening - page; at >= 0 && take(from+uintptr(at), page); at -= page {
		}
	}()
}

// asked is where a room is for which large pages were asked and that nothing holds:
// memory of the heap stays mapped for good.
func asked() (from uintptr) {
	all := make([]byte, room)
	ask(all)
	return address(all)
}

func address(memory []byte) uintptr {
	return uintptr(unsafe.Pointer(unsafe.SliceData(memory)))
}
