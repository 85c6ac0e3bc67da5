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
	Heap()
	runtime.ReadMemStats(&after)
	if grown := after.HeapSys - before.HeapSys; grown < room {
		t.Errorf("the heap grew by %d bytes, want %d", grown, room)
	}
	const little = 8 << 20
	if grown := int64(after.HeapSys-after.HeapReleased) - int64(before.HeapSys-before.HeapReleased); grown > little {
		t.Errorf("%d bytes count as used", grown)
	}
	if after.HeapAlloc > before.HeapAlloc+little {
		t.Errorf("%d bytes are held, %d before", after.HeapAlloc, before.HeapAlloc)
	}
}

// What is made next lies in the room, and holds what is written while the system
// brings pages in below it.
func TestRoomIsUsed(t *testing.T) {
	Heap()
	filled := make([]byte, opening)
	for i := range filled {
		filled[i] = byte(i)
	}
	for at := opening - page; at >= 0; at -= page {
		take(address(filled[at:]), page)
	}
	for i := range filled {
		if filled[i] != byte(i) {
			t.Fatalf("byte %d became %d", i, filled[i])
		}
	}
}
