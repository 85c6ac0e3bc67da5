package store

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"segit/gis"
)

// Keyring is the key store of the operating system's user. Its errors mean that
// it is not there or does not answer.
type Keyring interface {
	// Get gives what was kept under a name, nil when nothing was.
	Get(ctx context.Context, name string) ([]byte, error)
	Set(ctx context.Context, name string, secret []byte) error
	Delete(ctx context.Context, name string) error
}

// Keys says where the key of a sealed archive is looked for, in this order.
// The zero value opens archives in the clear only.
type Keys struct {
	Passphrase []byte  // given beforehand: a passphrase, a recovery key or an office key
	Keyring    Keyring // nil: not asked
	// Ask asks a person, who gives a passphrase or a recovery key; nil where
	// nobody is to be asked.
	Ask func(ctx context.Context) ([]byte, error)

	// Renew asks for another lease when the one of the archive is over; nil
	// where nobody is to be asked. contact is [Lease.Contact]; the error has
	// ErrRevoked as its cause when there will be none.
	Renew func(ctx context.Context, contact json.RawMessage) (half []byte, until, now time.Time, err error)
	// Now is the clock of a lease, nil for the machine's.
	Now func() time.Time

	master []byte // of an archive just made
}

// unlock finds the master key, and says by which kind of lock. What was met on the way and is no failure is
// told to remark.
func (e *envelope) unlock(ctx context.Context, head Head, path string, keys Keys, remark func(gis.Message)) (master []byte, by string, err error) {
	const op = "store.Open"
	if keys.master != nil {
		return keys.master, passphraseLock, nil
	}
	if len(keys.Passphrase) > 0 {
		return e.try(head, path, keys.Passphrase)
	}
	if s := e.lock(keyringLock); s != nil && keys.Keyring != nil {
		secret, err := keys.Keyring.Get(ctx, head.ID)
		if err == nil && secret != nil {
			if master, err := unwrap(s.under(secret), head.ID, keyringLock, s.Master); err == nil {
				return master, keyringLock, nil
			}
		}
		if ctx.Err() != nil {
			return nil, "", ctx.Err()
		}
		if err != nil {
			remark(gis.Say("store.keyring-absent"))
		} else {
			remark(gis.Say("store.keyring-other"))
		}
	}
	if keys.Ask == nil {
		return nil, "", gis.Refuse(op, gis.Locked, "store.sealed", path)
	}
	secret, err := keys.Ask(ctx)
	if err != nil {
		return nil, "", err
	}
	return e.try(head, path, secret)
}

// try opens the envelope with what a person gave. Right or wrong, a passphrase
// costs the same.
func (e *envelope) try(head Head, path string, secret []byte) (master []byte, by string, err error) {
	const op = "store.Open"
	letters, mistyped := readRecovery(secret)
	if s := e.lock(recoveryLock); s != nil && letters != nil {
		if master, err := unwrap(s.under(letters), head.ID, recoveryLock, s.Master); err == nil {
			return master, recoveryLock, nil
		}
	}
	if s := e.lock(passphraseLock); s != nil {
		if master, err := unwrap(s.under(secret), head.ID, passphraseLock, s.Master); err == nil {
			return master, passphraseLock, nil
		}
	}
	switch {
	case mistyped > 0:
		return nil, "", gis.Refuse(op, gis.Locked, "store.recovery-mistyped", path, mistyped)
	case letters != nil:
		return nil, "", gis.Refuse(op, gis.Locked, "store.recovery-other", path)
	}
	return nil, "", gis.Refuse(op, gis.Locked, "store.passphrase-wrong", path)
}

// The codes of the errors that another passphrase may mend.
const (
	noKey            = "store.sealed"
	wrongPassphrase  = "store.passphrase-wrong"
	otherRecovery    = "store.recovery-other"
	mistypedRecovery = "store.recovery-mistyped"
)

// WantsKey reports whether an archive did not open for want of a passphrase
// (given is false) or because the one given is not its own.
func WantsKey(err error) (wants, given bool) {
	var e *gis.Error
	if !errors.As(err, &e) {
		return false, false
	}
	switch e.Code {
	case wrongPassphrase, otherRecovery, mistypedRecovery:
		return true, true
	}
	return e.Code == noKey, false
}
