package store

import (
	"bytes"
	"context"
	"errors"
	"slices"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// Rotated is what an exchange of keys gives.
type Rotated struct {
	Recovery string // the recovery key that is in force now; "" when the exchange did not begin
	Keyring  bool   // the keyring opened the archive before and does so no more
}

// Rotate gives the archive new keys: whoever had the former ones, from a copy
// of the file or a passphrase that became known, reads nothing that the file
// holds from then on. The passphrase is set, the recovery key made anew, the
// keyring asked again where it had a part.
//
// First, in one transaction, the new keys come into force beside the old data
// key; then every value is sealed anew in small transactions, while everybody
// goes on reading; last, in one, the old key goes. Killed or cancelled in
// between, the archive opens with the new passphrase and works with both keys
// until Rotate is called again, which then goes on where it was. It makes the
// recovery key once more, since nobody knows whether the one of the exchange was
// ever shown, and the one of before is void. Pages that became free hold what the
// old key sealed until the file is compacted.
//
// It waits for a build and keeps the next one waiting: those seal before they
// write. Whoever else writes seals inside its transaction.
func (a *Archive) Rotate(ctx context.Context, passphrase []byte, ring Keyring, p gis.Progress) (Rotated, error) {
	const op = "store.Rotate"
	s, err := a.sealedBy(op)
	if err != nil {
		return Rotated{}, err
	}
	a.building.Lock()
	defer a.building.Unlock()
	var r Rotated
	if len(s.keys.Load().data) < mostKeys {
		if err := FitPassphrase(passphrase); err != nil {
			return r, err
		}
		if err := a.Rekeyable(); err != nil {
			return r, err
		}
		// What the old keys sealed goes only when the file is compacted after this.
		if err := replaceable(a.Path); err != nil {
			return r, err
		}
		if r, err = a.exchange(ctx, passphrase, ring); err != nil {
			return r, err
		}
	} else {
		written, err := a.NewRecovery()
		if err == nil || errors.Is(err, errUncertain) { // else it opens nothing
			r.Recovery = written
		}
		if err != nil {
			return r, err
		}
	}
	err = a.reseal(ctx, s, p)
	var known *gis.Error
	if errors.As(err, &known) && known.Code == "store.write" {
		// The new keys are in force: the archive is not as it was.
		err = gis.Wrap(op, known.Kind, known.Err, "store.rotate-stopped", a.Path)
	}
	return r, err
}

// Rotating reports whether an exchange of keys is not at its end.
func (a *Archive) Rotating() bool {
	s, ok := a.seal.(*blockSealer)
	return ok && len(s.keys.Load().data) > 1
}

// exchange brings new keys into force beside the old data key.
func (a *Archive) exchange(ctx context.Context, passphrase []byte, ring Keyring) (Rotated, error) {
	letters, written := newRecovery()
	r, former := Rotated{}, []byte(nil)
	secrets := map[string][]byte{passphraseLock: passphrase, recoveryLock: letters}
	kinds, err := a.Locks()
	if err != nil {
		return r, err
	}
	if slices.Contains(kinds, keyringLock) {
		secret := randomKey()
		if r.Keyring = ring == nil || ring.Set(ctx, a.Head.ID, secret) != nil; !r.Keyring {
			secrets[keyringLock] = secret
		}
	}
	err = a.relock("store.Rotate", func(tx *bbolt.Tx, keys *keyset, _ *envelope) (*keyset, *envelope, error) {
		old := keys.current()
		fresh, err := newDataKey(keys.archive, old.number+1, randomKey())
		if err != nil {
			return nil, nil, err
		}
		next := &keyset{archive: keys.archive, master: randomKey(), half: keys.half, data: []dataKey{*old, fresh}}
		after := &envelope{Leased: len(keys.half) > 0}
		if after.Keys, err = next.wrapKeys(); err != nil {
			return nil, nil, err
		}
		for kind, secret := range secrets {
			l, err := next.newLock(kind, secret)
			if err != nil {
				return nil, nil, err
			}
			after.Locks = append(after.Locks, l)
		}
		if lease := a.lease.Load(); lease != nil {
			s, err := next.officeLock(lease.Office)
			if err == nil {
				after.Locks = append(after.Locks, s)
				err = putLease(tx, keys.archive, next.master, lease)
			}
			if err != nil {
				return nil, nil, err
			}
		}
		former = keys.master
		return next, after, nil
	})
	if err == nil {
		clear(former)
	}
	if err == nil || errors.Is(err, errUncertain) { // else it opens nothing
		r.Recovery = written
	}
	return r, err
}

// reseal seals every value with the key in force and lets the old one go.
func (a *Archive) reseal(ctx context.Context, s *blockSealer, p gis.Progress) error {
	old := s.keys.Load().data[0]
	var names [][]byte
	values := int64(0)
	err := a.view(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, _ *bbolt.Bucket) error {
			if !unsealed(string(name)) {
				names = append(names, bytes.Clone(name))
				n, err := entriesIn(tx, string(name))
				values += int64(n)
				return err
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	p.Stage(gis.Say("store.resealing"), values)
	for left := true; left; {
		for _, name := range names {
			for next := []byte{}; next != nil; {
				if err := ctx.Err(); err != nil {
					return err
				}
				if next, err = a.resealPart(s, name, next, old.number, p); err != nil {
					return err
				}
			}
		}
		if left, err = a.letKeyGo(names, old.number); err != nil {
			return err
		}
	}
	clear(old.key)
	return nil
}

// resealPart seals the values of a bucket anew from a key on, as many as one
// transaction writes, and gives the key that follows; nil at the end.
func (a *Archive) resealPart(s *blockSealer, name, start []byte, old byte, p gis.Progress) (next []byte, err error) {
	n := int64(0)
	err = a.update("store.Rotate", func(tx *bbolt.Tx) error {
		var fresh []value
		size := 0
		err := along(tx, string(name), start, func(k, v []byte) (bool, error) {
			if size >= flushSize || n >= pageOfEntries {
				next = bytes.Clone(k)
				return false, nil
			}
			n++
			if len(v) == 0 || v[0] != old {
				return true, nil
			}
			at := place(string(name), k)
			packed, err := s.decrypt(nil, at, v)
			if err != nil {
				return false, gis.Wrap("store.Rotate", gis.Damaged, err, "store.damaged", string(name))
			}
			fresh = append(fresh, value{bytes.Clone(k), s.close(at, packed)})
			size += len(v)
			return true, nil
		})
		if err != nil {
			return err
		}
		b := tx.Bucket(name)
		b.FillPercent = 0.95
		for _, v := range fresh {
			if err := b.Put(v.key, v.sealed); err != nil {
				return err
			}
		}
		return nil
	})
	p.Add(n)
	return next, err
}

// letKeyGo takes the old data key out of the envelope, unless a value is left
// that it sealed.
func (a *Archive) letKeyGo(names [][]byte, old byte) (left bool, err error) {
	err = a.relock("store.Rotate", func(tx *bbolt.Tx, keys *keyset, e *envelope) (*keyset, *envelope, error) {
		for _, name := range names {
			err := along(tx, string(name), nil, func(_, v []byte) (bool, error) {
				left = left || len(v) > 0 && v[0] == old
				return !left, nil
			})
			if err != nil {
				return nil, nil, err
			}
		}
		if left {
			return keys, e, nil
		}
		next := &keyset{archive: keys.archive, master: keys.master, half: keys.half, data: keys.data[1:]}
		after := &envelope{Locks: e.Locks, Leased: e.Leased}
		var err error
		after.Keys, err = next.wrapKeys()
		return next, after, err
	})
	return left, err
}
