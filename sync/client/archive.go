package client

import (
	"encoding/json"

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
	// Append writes an operation of this device.
	Append(o store.Operation) error
}

// Tx is a transaction; [store.SharedTx] says what its methods do.
type Tx interface {
	Get(key string, v any) (bool, error)
	Put(key string, v any) error
	Delete(key string) error
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
func (l local) Of() (device, comune string) { return l.archive.Head.Device, l.archive.Head.Comune }

// Shared runs f in one durable transaction.
func (l local) Shared(f func(Tx) error) error {
	return l.archive.Shared(func(tx *store.SharedTx) error { return f(tx) })
}

// View runs f in a transaction that only reads.
func (l local) View(f func(Tx) error) error {
	return l.archive.SharedView(func(tx *store.SharedTx) error { return f(tx) })
}

// Append writes an operation of this device.
func (l local) Append(o store.Operation) error {
	_, err := l.archive.Append(o)
	return err
}
