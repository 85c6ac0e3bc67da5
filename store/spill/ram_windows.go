package spill

import (
	"unsafe"

	"golang.org/x/sys/windows"
)

// physical is how many bytes of memory this machine has; 0 when nobody can tell.
func physical() int64 {
	var status struct { // MEMORYSTATUSEX
		length, load                                                            uint32
		totalPhys, availPhys, totalPage, availPage, totalVirt, availVirt, extra uint64
	}
	status.length = uint32(unsafe.Sizeof(status))
	call := windows.NewLazySystemDLL("kernel32.dll").NewProc("GlobalMemoryStatusEx")
	if ok, _, _ := call.Call(uintptr(unsafe.Pointer(&status))); ok == 0 {
		return 0
	}
	return int64(status.totalPhys)
}
