package client

import (
	"encoding/json"
	"time"

	"segit/store"
)

// Archive is what syncing needs of an archive.
type Archive interface {
	// Of is the archive's device and municipality.
	Of() (device, comune string)
	// Shared runs f in one durable transaction.
	Shared(f func(Tx) error) error
	// View runs f in a transaction that only reads.
	View(f func(Tx) error) error
	// Former are the devices as which the archive wrote before, oldest first;
	// Wrote reports whether it wrote the operation of a name.
	Former() []store.Former
	Wrote(name string) (bool, error)
	// Become makes the archive one of another device: [store.Archive.Become].
	Become(device string, ops, log uint64, also func(Tx, []store.RowRef) error) error
	// Append writes an operation of this device.
	Append(o store.Operation) error
	// Plaintext reports an archive in the clear, which no lease can close.
	Plaintext() bool
	// Leased is the lease that closes the archive, nil for none.
	Leased() *store.Lease
	Lease(lease store.Lease) error
	// Half is the server's half of its keys, nil for an archive without lease.
	Half() []byte
	Renew(until, now time.Time) error
	// Beside writes a file beside the archive, durably, and gives its path.
	Beside(suffix string, body []byte) (path string, err error)
	// Wipe erases the archive.
	Wipe() error
}

// Tx is a transaction; [store.SharedTx] says what its methods do.
type Tx interface {
	Get(key string, v any) (bool, error)
	Put(key string, v any) error
	Delete(key string) error
	Keys(prefix string, found func(key string) error) error
	Each(prefix string, found func(key string, value json.RawMessage) error) error
	Aside(seq uint64, said any) error
	EachAside(found func(seq uint64, said json.RawMessage) error) error
	Journal(after uint64, found func(seq uint64, raw []byte) (more bool, err error)) error
	Log(after uint64, found func(seq uint64, raw []byte) (more bool, err error)) error
	Show(layer, id string, e *store.Edits) error
}

var _ Tx = (*store.SharedTx)(nil)

// Of is an archive as this package sees it.
func Of(a *store.Archive) Archive { return local{a} }

type local struct{ archive *store.Archive }

// territory is the archive whose supplies travel; nil for one that has none.
func territory(a Archive) *store.Archive {
	if l, ok := a.(local); ok {
		return l.archive
	}
	return nil
}

// Of is the archive's device and municipality.
func (l local) Of() (device, comune string) { return l.archive.Device(), l.archive.Head.Comune }

// Former are the devices as which the archive wrote before.
func (l local) Former() []store.Former { return l.archive.Former() }

// Wrote reports whether the archive wrote the operation of a name.
func (l local) Wrote(name string) (bool, error) { return l.archive.Wrote(name) }

// Become makes the archive one of another device.
func (l local) Become(device string, ops, log uint64, also func(Tx, []store.RowRef) error) error {
	return l.archive.Become(device, ops, log, func(tx *store.SharedTx, rows []store.RowRef) error { return also(tx, rows) })
}

// Shared runs f in one durable transaction.
func (l local) Shared(f func(Tx) error) error {
	return l.archive.Shared(func(tx *store.SharedTx) error { return f(tx) })
}

// View runs f in a transaction that only reads.
func (l local) View(f func(Tx) error) error {
	return l.archive.SharedView(func(tx *store.SharedTx) error { return f(tx) })
}

// Plaintext reports an archive in the clear.
func (l local) Plaintext() bool { return l.archive.Head.Plaintext() }

// Leased is the lease that closes the archive.
func (l local) Leased() *store.Lease { return l.archive.Leased() }

// Lease closes the archive with the half of a lease.
func (l local) Lease(lease store.Lease) error { return l.archive.Lease(lease) }

// Half is the server's half of its keys.
func (l local) Half() []byte { return l.archive.Half() }

// Renew gives the lease more time.
func (l local) Renew(until, now time.Time) error { return l.archive.Renew(until, now) }

// Beside writes a file beside the archive.
func (l local) Beside(suffix string, body []byte) (string, error) {
	return l.archive.Beside(suffix, body)
}

// Wipe erases the archive.
func (l local) Wipe() error { return l.archive.Wipe() }

// Append writes an operation of this device.
func (l local) Append(o store.Operation) error {
	_, err := l.archive.Append(o)
	return err
}
