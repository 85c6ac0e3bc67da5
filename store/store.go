// Package store keeps a municipality's territory in one file: supplies in
// immutable segments of sealed blocks, with a packed spatial index and key
// indexes, switched by generations, and beside them what people write, as
// operations. Readers see snapshots.
package store

// Ref is the address of a stored row: it stays true as long as the snapshot
// that gave it is held.
type Ref struct {
	Segment uint32
	Row     uint32
}
