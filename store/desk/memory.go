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
func frugal() func() {
	var now runtime.MemStats
	runtime.ReadMemStats(&now)
	was := debug.SetMemoryLimit(int64(now.Sys-now.HeapReleased) + importRoom)
	return func() { debug.SetMemoryLimit(was) }
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
