//go:build !unix || solaris || aix

package store

import "os"

// unlock lets go of a file that bbolt locked before it met damage: where locks
// are a handle's or a process's, closing is enough.
func unlock(file *os.File) error { return file.Close() }
