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
