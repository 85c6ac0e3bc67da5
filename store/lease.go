package store

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"time"

	"go.etcd.io/bbolt"

	"segit/gis"
)

// Lease is the leave that a central repository gives a device to open its
// archive: half of what opens the data keys, for some days.
type Lease struct {
	Half  []byte    `json:"half,omitempty"` // nil once the lease is over
	Until time.Time `json:"until"`
	Seen  time.Time `json:"seen"` // the latest time that was seen here: a clock before it was set back
	// Contact is what package client needs to ask for another lease while the
	// archive is closed; this package does not read it.
	Contact json.RawMessage `json:"contact"`
	Office  []byte          `json:"office"` // public half of the office key
}

// ErrRevoked is the cause of a lease that is given no more: the device was
// revoked.
var ErrRevoked = errors.New("store: the device was revoked")

// revokedLease is the refusal of an archive that was revoked: ErrRevoked, in our
// words.
type revokedLease struct{ said *gis.Error }

func (r revokedLease) Error() string { return r.said.Error() }

func (r revokedLease) Unwrap() error { return r.said }

func (revokedLease) Is(other error) bool { return other == ErrRevoked } //nolint:errorlint // it is the sentinel itself

// leaseKey is where the lease stands in the head, sealed with the master key.
var leaseKey = []byte("lease")

// The codes of the errors that a lease gives.
const (
	leaseOver    = "lease.over"
	leaseClock   = "lease.clock"
	leaseRevoked = "lease.revoked"
)

func leaseCipherOf(archive string, master []byte) (sealJSON, error) {
	sub, err := derive(master, archive, "lease")
	if err != nil {
		return sealJSON{}, err
	}
	c, err := newCipher(sub)
	return sealJSON{c, []byte(archive + "\x00lease")}, err
}

func (l *lid) lease(master []byte) (*Lease, error) {
	c, err := leaseCipherOf(l.head.ID, master)
	if err != nil {
		return nil, err
	}
	lease := new(Lease)
	return lease, c.open(l.rawLease, lease)
}

func putLease(tx *bbolt.Tx, archive string, master []byte, lease *Lease) error {
	c, err := leaseCipherOf(archive, master)
	if err != nil {
		return err
	}
	raw, err := c.seal(lease)
	if err != nil {
		return err
	}
	return errors.Join(tx.Bucket([]byte(headBucket)).Put(leaseKey, raw), copyLid(tx))
}

// over says why a lease does not open the archive at a moment, nil when it does.
func (l *Lease) over(path string, now time.Time) error {
	const op = "store.Open"
	switch {
	case len(l.Half) == 0 || now.After(l.Until):
		return gis.Refuse(op, gis.Locked, leaseOver, path, l.Until.Format(time.RFC3339))
	case l.Seen.Sub(now) > clockTolerance:
		return gis.Refuse(op, gis.Locked, leaseClock, now.Format(time.RFC3339), l.Seen.Format(time.RFC3339))
	}
	return nil
}

// masterOf finds the master key, and the half of a lease where there is one. The
// office key needs no lease.
func (a *Archive) masterOf(ctx context.Context, l *lid, keys Keys) (master, half []byte, err error) {
	if s := l.envelope.lock(officeLock); s != nil && isOffice(keys.Passphrase) {
		a.UnlockedBy = officeLock
		return s.openOffice(l.head.ID, keys.Passphrase)
	}
	if master, a.UnlockedBy, err = l.envelope.unlock(ctx, l.head, a.Path, keys, a.notice); err != nil {
		return nil, nil, err
	}
	half, err = a.leased(ctx, l, master, keys)
	return master, half, err
}

// leased gives the half of a leased archive's keys, nil for one without lease.
// A lease that is over is asked for again where there is a way; else the half
// that is kept here is forgotten.
func (a *Archive) leased(ctx context.Context, l *lid, master []byte, keys Keys) ([]byte, error) {
	if !l.envelope.Leased {
		return nil, nil
	}
	lease, err := l.lease(master)
	if err != nil {
		return nil, gis.Wrap("store.Open", gis.Damaged, err, "store.head", a.Path)
	}
	a.clock = keys.Now
	now := a.time()
	trouble := lease.over(a.Path, now)
	if trouble != nil && keys.Renew != nil {
		half, until, server, err := keys.Renew(ctx, lease.Contact)
		switch {
		case errors.Is(err, ErrRevoked):
			return nil, errors.Join(revokedLease{gis.Refuse("store.Open", gis.Locked, leaseRevoked, a.Path)}, a.officeOnly(master))
		case err != nil:
			trouble = errors.Join(trouble, err)
		default:
			lease.Half, lease.Until, lease.Seen, trouble = half, until, server, nil
			a.renewed = true
		}
	}
	if trouble != nil && gisCode(trouble) == leaseOver {
		lease.Half = nil
	}
	if now.After(lease.Seen) {
		lease.Seen = now.UTC()
	}
	if a.db != nil && !a.readOnly {
		err = a.updateOnly("store.Open", func(tx *bbolt.Tx) error { return putLease(tx, l.head.ID, master, lease) })
	}
	if err == nil {
		a.lease.Store(lease)
		a.began = lease.Seen
		err = trouble
	}
	return bytes.Clone(lease.Half), err // what holds the keys is wiped at the end
}

// time is the time of the clock.
func (a *Archive) time() time.Time {
	if a.clock != nil {
		return a.clock()
	}
	return time.Now()
}

func gisCode(err error) string {
	var known *gis.Error
	if !errors.As(err, &known) {
		return ""
	}
	return known.Code
}

// Lease puts a sealed archive under a lease: from now on passphrase, keyring and
// recovery key open it only together with the half. The office key opens it by
// itself. Pages of the file that became free may hold the keys as they were
// wrapped before, until it is compacted.
func (a *Archive) Lease(lease Lease) error {
	const op = "store.Lease"
	lease.Seen = a.time().UTC()
	err := a.relock(op, func(tx *bbolt.Tx, keys *keyset, e *envelope) (*keyset, *envelope, error) {
		next := &keyset{archive: keys.archive, master: keys.master, data: keys.data, half: bytes.Clone(lease.Half)}
		after := &envelope{Locks: e.Locks, Leased: true}
		var err error
		if after.Keys, err = next.wrapKeys(); err != nil {
			return nil, nil, err
		}
		s, err := next.officeLock(lease.Office)
		if err != nil {
			return nil, nil, err
		}
		return next, after.put(s), putLease(tx, a.Head.ID, next.master, &lease)
	})
	if err == nil {
		a.lease.Store(&lease)
	}
	return err
}

// Renew gives a leased archive more time: until then by the server's clock,
// which says that it is now.
func (a *Archive) Renew(until, now time.Time) error {
	s, err := a.sealedBy("store.Renew")
	if err != nil {
		return err
	}
	held := a.lease.Load()
	if held == nil {
		return gis.Refuse("store.Renew", gis.BadUsage, "lease.none", a.Path)
	}
	next := *held
	next.Until = until
	if next.Seen = a.time().UTC(); next.Seen.Sub(now) > clockTolerance {
		next.Seen = now.UTC() // a clock that was ahead would bar the archive for ever
	}
	err = a.update("store.Renew", func(tx *bbolt.Tx) error { return putLease(tx, a.Head.ID, s.keys.Load().master, &next) })
	if err == nil {
		a.lease.Store(&next)
	}
	return err
}

// clockSet refuses a leased archive whose clock stands before the last change of
// the file: it was set back to make the lease last longer.
func (a *Archive) clockSet() error {
	if l := a.lease.Load(); l == nil || a.renewed || a.seen.Sub(a.time()) <= clockTolerance {
		return nil
	}
	return gis.Refuse("store.Open", gis.Locked, leaseClock, a.time().Format(time.RFC3339), a.seen.Format(time.RFC3339))
}

// spend notes at the end of the work how long it lasted, whatever the clock
// says: time that was used up stays used up.
func (a *Archive) spend() error {
	l := a.lease.Load()
	s, ok := a.seal.(*blockSealer)
	if l == nil || !ok || a.readOnly {
		return nil
	}
	next := *l
	if now := a.began.Add(time.Since(a.opened)); now.After(next.Seen) {
		next.Seen = now.UTC()
	}
	return a.updateOnly("store.Close", func(tx *bbolt.Tx) error { return putLease(tx, a.Head.ID, s.keys.Load().master, &next) })
}

// Leased is the lease of the archive, nil for one without.
func (a *Archive) Leased() *Lease { return a.lease.Load() }

// Half is the server's half of the keys of a leased archive that is open, nil for
// one without lease: a repository that was restored from before may have lost it.
func (a *Archive) Half() []byte {
	s, ok := a.seal.(*blockSealer)
	if !ok {
		return nil
	}
	return bytes.Clone(s.keys.Load().half)
}

// LeaseOver says why the lease of an open archive opens it no more, nil while it
// does or for an archive without one. An archive that is open stays open until
// its user asks; the window asks.
func (a *Archive) LeaseOver() error {
	l := a.lease.Load()
	if l == nil {
		return nil
	}
	return l.over(a.Path, a.time())
}
