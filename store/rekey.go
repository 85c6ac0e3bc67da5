package store

import (
	"context"
	"slices"

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

// Rekeyable refuses an archive whose keys cannot change: one in the clear, or one
// that cannot be written to.
func (a *Archive) Rekeyable() error {
	const op = "store.Rekeyable"
	if _, err := a.sealedBy(op); err != nil {
		return err
	}
	if a.readOnly {
		return gis.Refuse(op, gis.BadInput, "store.read-only", a.Path)
	}
	return nil
}

// relock changes the envelope, and with it the keys, in one durable
// transaction.
func (a *Archive) relock(op string, change func(*bbolt.Tx, *keyset, *envelope) (*keyset, *envelope, error)) error {
	s, err := a.sealedBy(op)
	if err != nil {
		return err
	}
	s.changing.Lock()
	defer s.changing.Unlock()
	keys := s.keys.Load()
	next := keys
	err = a.update(op, func(tx *bbolt.Tx) error {
		l, err := readLid(tx, a.Path)
		if err != nil {
			return err
		}
		var e *envelope
		if next, e, err = change(tx, keys, l.envelope); err != nil {
			return err
		}
		return writeLid(tx, l.head, e, next)
	})
	if err == nil {
		s.keys.Store(next)
	}
	return err
}

// setLock puts a lock into the envelope in the place of the one of its kind.
func (a *Archive) setLock(op, kind string, secret []byte) error {
	return a.relock(op, func(_ *bbolt.Tx, keys *keyset, e *envelope) (*keyset, *envelope, error) {
		l, err := keys.newLock(kind, secret)
		return keys, e.put(l), err
	})
}

// Locks are the kinds of lock of a sealed archive: passphrase, recovery,
// keyring. One in the clear has none.
func (a *Archive) Locks() ([]string, error) {
	l, err := a.lid()
	if err != nil || l.envelope == nil {
		return nil, err
	}
	var kinds []string
	for _, lock := range l.envelope.Locks {
		kinds = append(kinds, lock.Kind)
	}
	slices.Sort(kinds)
	return kinds, nil
}

// NewPassphrase sets the passphrase; the former one opens the archive no more.
// Whoever kept a copy of the file from before, and the former passphrase, can
// find the data keys there: see Rotate.
func (a *Archive) NewPassphrase(passphrase []byte) error {
	const op = "store.NewPassphrase"
	if err := FitPassphrase(passphrase); err != nil {
		return err
	}
	return a.setLock(op, passphraseLock, passphrase)
}

// NewRecovery makes a recovery key and gives it as it is written; it is kept
// nowhere. The former one opens the archive no more.
func (a *Archive) NewRecovery() (string, error) {
	letters, written := newRecovery()
	return written, a.setLock("store.NewRecovery", recoveryLock, letters)
}

// AddKeyring lets the keyring open the archive on this machine. An error of
// kind NotFound says that there is none.
func (a *Archive) AddKeyring(ctx context.Context, ring Keyring) error {
	const op = "store.AddKeyring"
	if _, err := a.sealedBy(op); err != nil {
		return err
	}
	if ring == nil {
		return gis.Refuse(op, gis.NotFound, "store.keyring-none")
	}
	secret := randomKey()
	if err := ring.Set(ctx, a.Head.ID, secret); err != nil {
		return gis.Wrap(op, gis.NotFound, err, "store.keyring-none")
	}
	return a.setLock(op, keyringLock, secret)
}

// RemoveKeyring lets no keyring open the archive any more, and forgets what
// this machine's kept; one that does not answer keeps what is of no use.
func (a *Archive) RemoveKeyring(ctx context.Context, ring Keyring) error {
	err := a.relock("store.RemoveKeyring", func(_ *bbolt.Tx, keys *keyset, e *envelope) (*keyset, *envelope, error) {
		return keys, e.without(keyringLock), nil
	})
	if err == nil && ring != nil {
		ring.Delete(ctx, a.Head.ID) //nolint:errcheck // see above
	}
	return err
}
