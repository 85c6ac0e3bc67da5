package largepages

import (
	"runtime"
	"testing"
)

// The room is the heap's and free, and counts as given back: what bounds memory
// bounds what is used.
func TestHeapTakesNothing(t *testing.T) {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	Heap(true)
	runtime.ReadMemStats(&after)
	const little = 8 << 20
	if affordable() && after.HeapReleased < room-little {
		t.Errorf("%d bytes of the heap are free, want %d", after.HeapReleased, room)
	}
	if grown := int64(after.HeapSys-after.HeapReleased) - int64(before.HeapSys-before.HeapReleased); grown > little {
		t.Errorf("%d bytes count as used", grown)
	}
	if after.HeapAlloc > before.HeapAlloc+little {
		t.Errorf("%d bytes are held, %d before", after.HeapAlloc, before.HeapAlloc)
	}
}

// Memory holds what is written in it while the system brings in its pages.
func TestBringingInChangesNothing(t *testing.T) {
	Heap(true)
	const step = 1 << 12 // a page at most, as a system has them
	filled := make([]byte, opening)
	for i := 0; i < len(filled); i += step {
		filled[i] = byte(i/step) | 1
	}
	for at := opening - page; at >= 0; at -= page {
		take(address(filled[at:]), page)
	}
	for i := 0; i < len(filled); i += step {
		if want := byte(i/step) | 1; filled[i] != want {
			t.Fatalf("byte %d became %d, want %d", i, filled[i], want)
		}
	}
}
