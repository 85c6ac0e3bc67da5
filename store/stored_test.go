package store

import (
	"bytes"
	"testing"
)

// What is stored as it is reads back, whatever its size, and takes some bytes
// more than it has.
func TestStoredFramesReadBack(t *testing.T) {
	p, err := newPacker()
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 1, 255, storedBlock - 1, storedBlock, storedBlock + 1, 3*storedBlock + 7} {
		plain := make([]byte, n)
		for i := range plain {
			plain[i] = byte(i * i >> 3)
		}
		frame := appendStored(nil, plain)
		if len(frame) != storedSize(n) {
			t.Errorf("%d bytes take %d, want %d", n, len(frame), storedSize(n))
		}
		if got, err := p.unpack(frame, nil); err != nil || !bytes.Equal(got, plain) {
			t.Errorf("%d bytes: %d came back, %v", n, len(got), err)
		}
	}
}
