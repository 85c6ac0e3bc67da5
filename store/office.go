package store

import (
	"crypto/ecdh"
	"crypto/hpke"
	"crypto/rand"
	"encoding/base32"
	"strings"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// officeLock is the kind of the lock that the office key opens: the master key
// and the half of the lease, sealed to the office (RFC 9180).
const officeLock = "office"

// officePrefix begins an office key as it is written.
const officePrefix = "SEGIT-OFFICE-"

var officeForm = base32.StdEncoding.WithPadding(base32.NoPadding)

// NewOffice makes an office key: the private half as it is written and kept by
// the office, and the public one.
func NewOffice() (written string, public []byte, err error) {
	key, err := ecdh.X25519().GenerateKey(rand.Reader)
	if err != nil {
		return "", nil, gis.Wrap("store.NewOffice", gis.Internal, err, "lease.office")
	}
	return officePrefix + officeForm.EncodeToString(key.Bytes()), key.PublicKey().Bytes(), nil
}

// isOffice reports whether what was given is an office key and no passphrase.
func isOffice(given []byte) bool {
	return strings.HasPrefix(strings.ToUpper(strings.TrimSpace(string(given))), officePrefix)
}

// readOffice reads a private half as it is written.
func readOffice(written []byte) (*ecdh.PrivateKey, error) {
	const op = "store.Office"
	text, is := strings.CutPrefix(strings.ToUpper(strings.TrimSpace(string(written))), officePrefix)
	raw, err := officeForm.DecodeString(text)
	if !is || err != nil {
		return nil, gis.Refuse(op, gis.BadUsage, "lease.office")
	}
	key, err := ecdh.X25519().NewPrivateKey(raw)
	if err != nil {
		return nil, gis.Refuse(op, gis.BadUsage, "lease.office")
	}
	return key, nil
}

// SealToOffice seals something so that the office key alone opens it; what says
// what it is.
func SealToOffice(public []byte, what string, plain []byte) ([]byte, error) {
	const op = "store.SealToOffice"
	key, err := ecdh.X25519().NewPublicKey(public)
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "lease.office")
	}
	recipient, err := hpke.NewDHKEMPublicKey(key)
	if err == nil {
		var sealed []byte
		if sealed, err = hpke.Seal(recipient, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(what), plain); err == nil {
			return sealed, nil
		}
	}
	return nil, gis.Wrap(op, gis.Internal, err, "lease.office")
}

// OpenAtOffice opens what was sealed to the office, with the private half as it
// is written. Another key, or an altered text, is an error of kind Locked.
func OpenAtOffice(written []byte, what string, sealed []byte) ([]byte, error) {
	const op = "store.OpenAtOffice"
	key, err := readOffice(written)
	if err != nil {
		return nil, err
	}
	own, err := hpke.NewDHKEMPrivateKey(key)
	if err == nil {
		var plain []byte
		if plain, err = hpke.Open(own, hpke.HKDFSHA256(), hpke.AES256GCM(), []byte(what), sealed); err == nil {
			return plain, nil
		}
	}
	return nil, gis.Wrap(op, gis.Locked, err, "lease.office-other")
}

func officeOf(archive string) string { return "segit archive " + archive }

// officeLock seals the keys of an archive to the office.
func (k *keyset) officeLock(public []byte) (lock, error) {
	sealed, err := SealToOffice(public, officeOf(k.archive), k.wrapping())
	return lock{Kind: officeLock, Salt: newSalt(), Master: sealed}, err
}

// openOffice opens the keys with the office key.
func (s *lock) openOffice(archive string, written []byte) (master, half []byte, err error) {
	plain, err := OpenAtOffice(written, officeOf(archive), s.Master)
	if err == nil && len(plain) < keySize {
		err = errSeal
	}
	if err != nil {
		return nil, nil, err
	}
	return plain[:keySize], plain[keySize:], nil
}

// officeOnly takes away every lock but the office's, and the lease: of a device
// that was revoked while its lease was over, whose unsent edits nobody else may
// read any more. A file that cannot be changed stays as it is: it opens no more
// either.
func (a *Archive) officeOnly(master []byte) error {
	if a.db == nil || a.readOnly {
		return nil
	}
	return a.updateOnly("store.Open", func(tx *bbolt.Tx) error {
		l, err := readLid(tx, a.Path)
		if err != nil {
			return err
		}
		s := l.envelope.lock(officeLock)
		if s == nil {
			return nil
		}
		e := &envelope{Locks: []lock{*s}, Keys: l.envelope.Keys, Leased: true}
		keys := &keyset{archive: l.head.ID, master: master}
		if err := tx.Bucket([]byte(headBucket)).Delete(leaseKey); err != nil {
			return err
		}
		return writeLid(tx, l.head, e, keys)
	})
}
