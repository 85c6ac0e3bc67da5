package desk

import (
	"math"
	"runtime/debug"
	"testing"
)

// Memory grows less while controls run, and as usual after.
func TestThriftyEnds(t *testing.T) {
	was := debug.SetGCPercent(100)
	defer debug.SetGCPercent(was)
	end := thrifty()
	if during := debug.SetGCPercent(thriftyPercent); during != thriftyPercent {
		t.Errorf("memory grows by %d %% while controls run", during)
	}
	end()
	if after := debug.SetGCPercent(100); after != 100 {
		t.Errorf("memory grows by %d %% after it", after)
	}
}

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
