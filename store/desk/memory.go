package desk

import (
	"runtime"
	"runtime/debug"
)

// importRoom is how many bytes of memory an import may take beside what is in
// use when it begins, before the garbage is collected at once.
const importRoom = 200 << 20

// frugal has garbage collected early while an import is under way, whatever the
// size of its files; call what it gives at the end.
func frugal() func() { return bounded(importRoom) }

// bounded has garbage collected before memory grows by more than some bytes;
// call what it gives at the end.
func bounded(room int64) func() {
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	was := debug.SetMemoryLimit(int64(now.Sys-now.HeapReleased) + room)
	return func() { debug.SetMemoryLimit(was) }
}

// relaxed has garbage collected as a program does that holds little of what it
// works on, and no later than memory has grown by some bytes; call what it gives
// at the end.
func relaxed(room int64) func() {
	percent, limit := debug.SetGCPercent(100), bounded(room)
	return func() {
		limit()
		debug.SetGCPercent(percent)
	}
}

// thriftyPercent is by how much memory may grow while controls run before the
// garbage is collected: their tables stay whole in it, and as much again beside
// them would be waste.
const thriftyPercent = 50

// thrifty has garbage collected twice as often as usual while controls run;
// call what it gives at the end.
func thrifty() func() {
	was := debug.SetGCPercent(thriftyPercent)
	return func() { debug.SetGCPercent(was) }
}
