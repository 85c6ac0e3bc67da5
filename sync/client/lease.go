package client

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"time"

	"segit/gis"
	"segit/store"
	"segit/sync/wire"
)

// leaseStep is by how much a lease grows before it is written down.
const leaseStep = time.Hour

// contact is what a closed archive needs to ask for another lease.
type contact struct {
	Server      string `json:"server"`
	CA          []byte `json:"ca"`
	Key         []byte `json:"key"`
	Certificate []byte `json:"certificate"`
}

// Renew asks the server of a closed archive for another lease; it is
// [store.Keys.Renew].
func Renew(ctx context.Context, raw json.RawMessage) (half []byte, until, now time.Time, err error) {
	const op = "client.Renew"
	var c contact
	if err := json.Unmarshal(raw, &c); err != nil {
		return nil, until, now, gis.Wrap(op, gis.Damaged, err, "sync.store-damaged")
	}
	l := &Link{now: time.Now}
	way, done, err := l.over(&state{Server: c.Server, CA: c.CA, Key: c.Key, Certificate: c.Certificate})
	if err != nil {
		return nil, until, now, err
	}
	defer done()
	lease, err := (&talk{c.Server, way}).lease(ctx)
	if revoked(err) {
		return nil, until, now, store.ErrRevoked
	}
	return lease.Half, lease.Until, lease.Time, refusal(op, err)
}

func (t *talk) lease(ctx context.Context) (lease wire.Lease, err error) {
	err = t.json(ctx, http.MethodGet, "/v1/lease", nil, &lease)
	return lease, err
}

func revoked(err error) bool {
	var p *wire.Problem
	return errors.As(err, &p) && p.Code == wire.Revoked
}

// leave follows the lease that a session gives: the first one closes the
// archive with the server's half, every later one gives it more time.
func (l *Link) leave(ctx context.Context, t *talk, s *state, session *wire.Session) error {
	if session.Until == nil {
		return l.giveBack(ctx, t, s)
	}
	if days := leaseDays(session); days != s.Lease {
		if err := l.change(s, func(now *state) { now.Lease = days }); err != nil {
			return err
		}
	}
	if held := l.archive.Leased(); held != nil && ofDevice(held, s) {
		if more := session.Until.Sub(held.Until); more >= 0 && more < leaseStep {
			return nil
		}
		return l.archive.Renew(*session.Until, session.Time)
	}
	lease, err := t.lease(ctx)
	if err != nil {
		return err
	}
	return l.under(&lease, s)
}

// ofDevice reports whether a lease was given to the device that the archive is: one
// that joined again closes the archive anew.
func ofDevice(held *store.Lease, s *state) bool {
	var c contact
	return json.Unmarshal(held.Contact, &c) == nil && bytes.Equal(c.Certificate, s.Certificate)
}

// leaseDays is how many days a session's lease is of.
func leaseDays(session *wire.Session) int {
	const day = 24 * time.Hour
	return int(session.Until.Sub(session.Time).Round(day) / day)
}

// under closes the archive with the half of a lease.
func (l *Link) under(lease *wire.Lease, s *state) error {
	raw, err := json.Marshal(contact{s.Server, s.CA, s.Key, s.Certificate})
	if err != nil {
		return gis.Wrap("client.Sync", gis.Internal, err, "sync.stream")
	}
	return l.archive.Lease(store.Lease{Half: lease.Half, Until: lease.Until, Contact: raw, Office: lease.Office})
}

// giveBack gives a server that was restored from before this device enrolled
// the half that it has forgotten: without it nobody could open the archive once
// the lease is over, but the office. Where the office opened it, the archive is
// closed anew, with the office key that the server has now. A server without an
// office key takes none, and the lease that is held runs on.
func (l *Link) giveBack(ctx context.Context, t *talk, s *state) error {
	half := l.archive.Half()
	if half == nil {
		return nil
	}
	var lease wire.Lease
	err := t.json(ctx, http.MethodPost, "/v1/lease", wire.LeaseBack{Half: half, Days: s.Lease}, &lease)
	var p *wire.Problem
	if errors.As(err, &p) && p.Code == wire.NotFound {
		return nil
	}
	if err != nil {
		return err
	}
	if held := l.archive.Leased(); held != nil && ofDevice(held, s) {
		return l.archive.Renew(lease.Until, lease.Time)
	}
	return l.under(&lease, s)
}

// Wiped is the error of a sync by which a revoked device erased its archive.
type Wiped struct {
	Unsent int    // operations that the server had not
	Kept   string // file in which they are, sealed to the office; "" when the server took them
}

// Error is for logs.
func (w *Wiped) Error() string { return "client: the device was revoked and its archive erased" }

// Unwrap is the same in words for people.
func (w *Wiped) Unwrap() error {
	const op = "client.Sync"
	if w.Kept != "" {
		return gis.Refuse(op, gis.Locked, "lease.wiped-kept", w.Unsent, w.Kept)
	}
	return gis.Refuse(op, gis.Locked, "lease.wiped", w.Unsent)
}

// farewell is what a device under lease does that finds itself revoked: what it
// had not sent goes to the office, sealed so that the office alone opens it, and
// then the archive is erased. Interrupted, the next sync begins it again.
func (l *Link) farewell(ctx context.Context, t *talk, s *state) error {
	lease := l.archive.Leased()
	device, comune := l.archive.Of()
	unsent, err := l.unsent(device, comune, s.Acked)
	if err != nil {
		return err
	}
	wiped := &Wiped{Unsent: len(unsent.Ops)}
	if len(unsent.Ops)+len(unsent.Log) > 0 {
		sealed, err := sealUnsent(lease.Office, &unsent)
		if err != nil {
			return err
		}
		path := "/v1/last?comune=" + url.QueryEscape(comune)
		if _, err := t.ask(ctx, http.MethodPost, path, "application/octet-stream", sealed, wire.MaxBodyBytes); err != nil {
			if ctx.Err() != nil {
				return ctx.Err()
			}
			if wiped.Kept, err = l.archive.Beside(".unsent", sealed); err != nil {
				return err
			}
		}
	}
	if err := l.archive.Wipe(); err != nil {
		return err
	}
	return wiped
}

// unsent gathers the operations after a number, and the access log.
func (l *Link) unsent(device, comune string, acked uint64) (wire.Unsent, error) {
	u := wire.Unsent{Device: device, Comune: comune}
	into := func(all *[]json.RawMessage) func(uint64, []byte) (bool, error) {
		return func(_ uint64, raw []byte) (bool, error) {
			*all = append(*all, bytes.Clone(raw))
			return true, nil
		}
	}
	err := l.archive.View(func(tx Tx) error {
		u.Ops, u.Log = nil, nil
		return errors.Join(tx.Journal(acked, into(&u.Ops)), tx.Log(0, into(&u.Log)))
	})
	return u, err
}

func sealUnsent(office []byte, u *wire.Unsent) ([]byte, error) {
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if err := errors.Join(json.NewEncoder(z).Encode(u), z.Close()); err != nil {
		return nil, gis.Wrap("client.Sync", gis.Internal, err, "sync.stream")
	}
	return store.SealToOffice(office, wire.UnsentOf(u.Device), packed.Bytes())
}
