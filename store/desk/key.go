package desk

import (
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"

	"segit/gis"
	"segit/gis/report"
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

// Rekeyable refuses an archive whose keys cannot change: one in the clear, or one
// that cannot be written to.
func (d *Desk) Rekeyable() error { return d.archive.Rekeyable() }

// Recovery makes a recovery key, which opens the archive as the passphrase
// does, and gives it as it is to be written on paper. It is kept nowhere; a
// former one opens the archive no more.
func (d *Desk) Recovery() (string, error) { return d.archive.NewRecovery() }

// RecoverySheet writes the sheet on which a recovery key is kept as PDF.
func (d *Desk) RecoverySheet(key string, req ReportRequest, w io.Writer) error {
	heading, err := d.heading(req)
	if err != nil {
		return err
	}
	return report.Recovery(w, heading, filepath.Base(d.archive.Path), key)
}

// FitPassphrase refuses a passphrase that is too short to be set.
func FitPassphrase(passphrase []byte) error { return store.FitPassphrase(passphrase) }

// NewPassphrase sets the passphrase; the former one opens the archive no more.
func (d *Desk) NewPassphrase(passphrase []byte) error { return d.archive.NewPassphrase(passphrase) }

// UseKeyring lets the keyring open the archive on this machine, or no more.
func (d *Desk) UseKeyring(ctx context.Context, use bool) error {
	if use {
		return d.archive.AddKeyring(ctx, d.keyring)
	}
	return d.archive.RemoveKeyring(ctx, d.keyring)
}

// Rotate gives the archive new keys under a passphrase, new or the same, or
// brings a former exchange to its end. Compact the file after it: until then it
// holds freed pages that the old key sealed.
func (d *Desk) Rotate(ctx context.Context, passphrase []byte, p gis.Progress) (Rotated, error) {
	return d.archive.Rotate(ctx, passphrase, d.keyring, p)
}

// WantsKey reports whether an archive did not open for want of a passphrase
// (given is false) or because the one given is not its own.
func WantsKey(err error) (wants, given bool) { return store.WantsKey(err) }

// longestPassphrase bounds what a passphrase file may hold, bytes.
const longestPassphrase = 4096

// ReadPassphrase reads the first line of a file.
func ReadPassphrase(path string) ([]byte, error) {
	const op = "desk.ReadPassphrase"
	f, err := os.Open(path)
	if err != nil {
		return nil, gis.Wrap(op, gis.BadUsage, err, "desk.passphrase-file", path)
	}
	defer f.Close() //nolint:errcheck // it was only read
	body, err := io.ReadAll(io.LimitReader(f, longestPassphrase))
	if err != nil {
		return nil, gis.Wrap(op, gis.BadUsage, err, "desk.passphrase-file", path)
	}
	line, _, _ := bytes.Cut(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")), []byte("\n"))
	line = bytes.TrimSuffix(line, []byte("\r"))
	if len(line) == 0 {
		return nil, gis.Refuse(op, gis.BadUsage, "desk.passphrase-file-empty", path)
	}
	return line, nil
}
