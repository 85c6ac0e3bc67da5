package store

import (
	"go.etcd.io/bbolt"

	"segit/gis"
)

// sealedBy gives the sealer of a sealed archive, or says that this one is in
// the clear.
func (a *Archive) sealedBy(op string) (*blockSealer, error) {
	s, ok := a.seal.(*blockSealer)
	if !ok {
		return nil, gis.Refuse(op, gis.BadUsage, "store.in-the-clear", a.Path)
	}
	return s, nil
}

// relock changes the envelope in one durable transaction.
func (a *Archive) relock(op string, change func(*keyset, *envelope) (*envelope, error)) error {
	s, err := a.sealedBy(op)
	if err != nil {
		return err
	}
	return a.update(op, func(tx *bbolt.Tx) error {
		l, err := readLid(tx, a.Path)
		if err != nil {
			return err
		}
		keys := s.keys.Load()
		e, err := change(keys, l.envelope)
		if err != nil {
			return err
		}
		return writeLid(tx, l.head, e, keys)
	})
}

// NewPassphrase sets the passphrase; the former one opens the archive no more.
// Whoever kept a copy of the file from before opens that one still: see
// Rotate.
func (a *Archive) NewPassphrase(passphrase []byte) error {
	const op = "store.NewPassphrase"
	if len(passphrase) == 0 {
		return gis.Refuse(op, gis.BadUsage, "store.passphrase-empty")
	}
	return a.relock(op, func(keys *keyset, e *envelope) (*envelope, error) {
		l, err := keys.newLock(passphraseLock, passphrase)
		return e.put(l), err
	})
}

// NewRecovery makes a recovery key and gives it as it is written; it is kept
// nowhere. The former one opens the archive no more.
func (a *Archive) NewRecovery() (string, error) {
	letters, written := newRecovery()
	return written, a.relock("store.NewRecovery", func(keys *keyset, e *envelope) (*envelope, error) {
		l, err := keys.newLock(recoveryLock, letters)
		return e.put(l), err
	})
}
