//go:build !linux && !darwin && !windows

package spill

// physical is how many bytes of memory this machine has: nobody can tell.
func physical() int64 { return 0 }
