package gis

// Progress is where long work tells how far it is. A worker knows nothing of
// terminals or windows. Calls may come from many goroutines.
type Progress interface {
	// Stage begins a part of the work with a size; size 0 means unknown.
	Stage(name Message, size int64)
	// Add reports n more units done.
	Add(n int64)
}

// Quiet is the Progress that nobody looks at.
type Quiet struct{}

// Stage does nothing.
func (Quiet) Stage(Message, int64) {}

// Add does nothing.
func (Quiet) Add(int64) {}
