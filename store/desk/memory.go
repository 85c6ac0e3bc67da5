package desk

import (
	"runtime"
	"runtime/debug"
)

// importRoom is how many bytes of memory an import may take beside what is in
// use when it begins, before the garbage is collected at once.
const importRoom = 200 << 20

// importPercent is by how much memory may grow in an import before that: what is
// not used below its room is not worth a search.
const importPercent = 300

// frugal has garbage collected early while an import is under way, whatever the
// size of its files, and not before; call what it gives at the end.
func frugal() func() { return paced(importPercent, importRoom) }

// bounded has garbage collected before memory grows by more than some bytes;
// call what it gives at the end.
func bounded(room int64) func() {
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	was := debug.SetMemoryLimit(int64(now.Sys-now.HeapReleased) + room)
	return func() { debug.SetMemoryLimit(was) }
}

// paced has garbage collected when memory has grown by some percent of what is
// held, and no later than it has grown by some bytes; call what it gives at the
// end.
func paced(percent int, room int64) func() {
	was, limit := debug.SetGCPercent(percent), bounded(room)
	return func() {
		limit()
		debug.SetGCPercent(was)
	}
}

// relaxed has garbage collected as a program does that holds little of what it
// works on, and no later than memory has grown by some bytes; call what it gives
// at the end.
func relaxed(room int64) func() { return paced(100, room) }

// unsearched has memory not searched for garbage before it has grown by some bytes,
// where there is hardly any; call what it gives at the end.
func unsearched(room int64) func() { return paced(-1, room) }

// windowsPercent is by how much memory may grow while many windows are read, and
// windowsRoom by how many bytes at most: what is held of it is what the archive keeps
// of decoded blocks, and that is not worth a search each time it has doubled.
const (
	windowsPercent = 400
	windowsRoom    = 200 << 20
)

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
