package store

import (
	"go.etcd.io/bbolt"
	"golang.org/x/sys/unix"
)

// unload lets the pages of the file go that stand in the process's memory; the
// mapping lasts as long as the transaction.
func unload(tx *bbolt.Tx) {
	// It is advice: where it is not taken the pages stay, as they would have.
	unix.Syscall(unix.SYS_MADVISE, tx.DB().Info().Data, uintptr(tx.Size()), unix.MADV_DONTNEED) //nolint:errcheck
}
