package desk

import (
	"context"

	"segit/gis"
	"segit/store"
)

// Keys says where the key of a sealed archive is looked for.
type Keys = store.Keys

// Keyring is the key store of the operating system's user.
type Keyring = store.Keyring

// Rotated is what an exchange of keys gives.
type Rotated = store.Rotated

// KeyState is what can open an archive, and what opened it.
type KeyState struct {
	Locks    []string // passphrase, recovery, keyring; none in the clear
	By       string   // the one that opened it
	Rotating bool     // an exchange of keys is not at its end
}

// KeyState tells what can open the archive.
func (d *Desk) KeyState() (KeyState, error) {
	locks, err := d.archive.Locks()
	return KeyState{locks, d.archive.UnlockedBy, d.archive.Rotating()}, err
}

// Recovery makes a recovery key, which opens the archive as the passphrase
// does, and gives it as it is to be written on paper. It is kept nowhere; a
// former one opens the archive no more.
func (d *Desk) Recovery() (string, error) { return d.archive.NewRecovery() }

// NewPassphrase sets the passphrase; the former one opens the archive no more.
func (d *Desk) NewPassphrase(passphrase []byte) error { return d.archive.NewPassphrase(passphrase) }

// UseKeyring lets the system's keyring open the archive on this machine, or no
// more.
func (d *Desk) UseKeyring(ctx context.Context, ring Keyring, use bool) error {
	if use {
		return d.archive.AddKeyring(ctx, ring)
	}
	return d.archive.RemoveKeyring(ctx, ring)
}

// Rotate gives the archive new keys under a passphrase, new or the same, or
// brings a former exchange to its end. Compact the file after it: until then it
// holds freed pages that the old key sealed.
func (d *Desk) Rotate(ctx context.Context, passphrase []byte, ring Keyring, p gis.Progress) (Rotated, error) {
	return d.archive.Rotate(ctx, passphrase, ring, p)
}
