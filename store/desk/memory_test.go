package desk

import (
	"math"
	"runtime/debug"
	"testing"
)

// An import bounds the memory while it is under way and no longer.
func TestFrugalEnds(t *testing.T) {
	was := debug.SetMemoryLimit(-1)
	end := frugal()
	if during := debug.SetMemoryLimit(-1); during < importRoom || during == math.MaxInt64 {
		t.Errorf("the limit is %d during an import", during)
	}
	end()
	if after := debug.SetMemoryLimit(-1); after != was {
		t.Errorf("the limit is %d after it, want %d", after, was)
	}
}
