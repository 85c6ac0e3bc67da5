//go:build !linux

package store

// largePages does nothing: the system is not asked for larger pages.
func largePages([]byte) {}
