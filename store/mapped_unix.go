//go:build !windows

package store

// mapped is how much of the file is mapped into memory from the beginning, though
// it be shorter: every time that it outgrows the map, bbolt copies what its open
// pages say. Nothing but addresses is taken by that.
const mapped = 1 << 30
