package client

import (
	"context"
	"errors"
	"slices"

	"github.com/google/uuid"

	"segit/gis"
	"segit/store"
	"segit/sync/authority"
	"segit/sync/wire"
)

// An archive that was copied, or put back from an old copy, joins again as a
// device of its own (see package server). It is done in three steps, each of which
// is durable before the next begins: the new device's key is made, its certificate
// is there, the archive is the new device's. What the server lacks of the old
// device's chains goes up as the old device between the second and the third, as
// far as it fits there; the rest is told again as the new device in the third,
// and goes up with the syncs that follow.

// successor is the device that an archive becomes.
type successor struct {
	Device      string `json:"device"`
	Key         []byte `json:"key"`
	Request     []byte `json:"request,omitempty"` // that went out, until it is answered
	Certificate []byte `json:"certificate,omitempty"`
	User        string `json:"user"`
	Role        string `json:"role"`
}

// admitted reports whether the server knows the successor.
func (n *successor) admitted() bool { return n != nil && n.Certificate != nil }

// copied reports whether the server stopped an archive because it is there twice.
func (s *stopped) copied() bool {
	return s != nil && slices.Contains([]wire.Code{wire.Fork, wire.Frozen, wire.LogAltered, wire.Behind}, s.Code)
}

// Rejoin lets an archive that is there twice, or is an old copy, join again as a
// device of its own, with a one-time code for the same user. Nothing that was
// written in it is lost, and nothing comes twice; the next sync sends what it had
// not sent. Whenever it is interrupted, it or a sync goes on where it was.
func (l *Link) Rejoin(ctx context.Context, code string) (user, role string, err error) {
	const op = "client.Rejoin"
	s, err := l.readState()
	if err != nil {
		return "", "", err
	}
	if !s.Again.admitted() {
		if err := l.mustRejoin(ctx, &s); err != nil {
			return "", "", err
		}
		if err := l.admit(ctx, &s, code); err != nil {
			return "", "", refusal(op, err)
		}
	}
	user, role = s.Again.User, s.Again.Role
	return user, role, refusal(op, l.become(ctx, &s))
}

// become makes the archive the successor's. A successor that was stopped in its
// turn, since the archive was copied once more meanwhile, is given up: another one
// is to be made.
func (l *Link) become(ctx context.Context, s *state) error {
	err := l.succeed(ctx, s)
	var p *wire.Problem
	if errors.As(err, &p) && (p.Code == wire.Frozen || p.Code == wire.Revoked || p.Code == wire.NoCertificate) {
		gone := l.change(s, func(now *state) {
			now.Again, now.Stopped = nil, &stopped{wire.Frozen, 0, l.now().UTC()}
		})
		return errors.Join(err, gone)
	}
	return err
}

// mustRejoin refuses an archive that syncs as it is.
func (l *Link) mustRejoin(ctx context.Context, s *state) error {
	if s.Stopped.copied() {
		return nil
	}
	_, failed := l.Sync(ctx, gis.Quiet{})
	now, err := l.readState()
	if *s = now; err != nil || s.Stopped.copied() {
		return err
	}
	if failed != nil {
		return failed
	}
	return gis.Refuse("client.Rejoin", gis.BadUsage, "sync.rejoin-needless")
}

// admit makes the successor known to the server.
func (l *Link) admit(ctx context.Context, s *state, code string) error {
	err := l.ask(ctx, s, code)
	var p *wire.Problem
	if errors.As(err, &p) && p.Code == wire.Enrolled {
		// Another code admitted it, and the answer was lost: that one is not asked for again.
		if err := l.change(s, func(now *state) { now.Again = nil }); err != nil {
			return err
		}
		err = l.ask(ctx, s, code)
	}
	return err
}

func (l *Link) ask(ctx context.Context, s *state, code string) error {
	if s.Again == nil {
		n := successor{Device: uuid.NewString()}
		var err error
		if n.Request, n.Key, err = authority.NewRequest(n.Device); err != nil {
			return err
		}
		if err := l.change(s, func(now *state) { now.Again = &n }); err != nil {
			return err
		}
	}
	way, done, err := l.over(s) // as the old device: it shows its certificate
	if err != nil {
		return err
	}
	defer done()
	device, comune := l.archive.Of()
	answer, err := admission(ctx, &talk{s.Server, way}, wire.EnrolRequest{Code: code, CSR: string(s.Again.Request), Plain: l.archive.Plaintext(), Former: device})
	if err != nil {
		return err
	}
	if !covers(&answer, comune) {
		err := l.change(s, func(now *state) { now.Again = nil })
		return errors.Join(gis.Refuse("client.Rejoin", gis.BadInput, "sync.other-comune", comune), err)
	}
	return l.change(s, func(now *state) {
		n := *now.Again
		n.Certificate, n.Request, n.User, n.Role = []byte(answer.Certificate), nil, answer.User, answer.Role
		now.Again = &n
	})
}

// succeed makes the archive the successor's, if the server knows that one.
func (l *Link) succeed(ctx context.Context, s *state) error {
	next := *s.Again
	as := *s
	as.Key, as.Certificate = next.Key, next.Certificate
	way, done, err := l.over(&as)
	if err != nil {
		return err
	}
	defer done()
	t := &talk{s.Server, way}
	held, err := l.heldOf(ctx, t)
	if err != nil {
		return err
	}
	// What another copy has sent of what they have in common is sent again: the
	// answers say what was set aside.
	if err := l.change(s, func(now *state) { now.Acked = min(now.Acked, held.Ops) }); err != nil {
		return err
	}
	log, err := l.auditFitting(ctx, t, wire.Link{Seq: held.Log})
	if err != nil {
		return err
	}
	if err := l.pushFitting(ctx, t, s); err != nil {
		return err
	}
	rules, err := builtInRules()
	if err != nil {
		return err
	}
	return l.archive.Become(next.Device, s.Acked, log.Seq, func(tx Tx, rows []store.RowRef) error {
		now, err := readState(tx)
		if err != nil {
			return err
		}
		touched := map[rowName]bool{}
		for _, row := range rows {
			touched[rowName{row.Layer, row.ID}] = true
		}
		// What the server has is in the base only once it came back.
		l.pending = pending{room: l.pending.room}
		if err := l.pending.load(tx, now.Own); err != nil {
			return err
		}
		if err := l.pending.show(&bases{tx: tx}, touched, rules); err != nil {
			return err
		}
		now.Key, now.Certificate, now.User, now.Role = next.Key, next.Certificate, next.User, next.Role
		now.Again, now.Stopped, now.Joined = nil, nil, now.Acked
		now.beginAgain()
		*s = now
		return tx.Put(stateKey, now)
	})
}

// auditFitting sends of the old device's access log what fits on what the server
// has of it, and gives the last entry that did.
func (l *Link) auditFitting(ctx context.Context, t *talk, have wire.Link) (wire.Link, error) {
	for {
		b, err := l.next(have.Seq, true)
		if err != nil || len(b.lines) == 0 {
			return have, err
		}
		ends := false
		last, err := l.auditBatch(ctx, t, &b)
		if at, altered := refusedAt(err, wire.LogAltered, wire.LogBehind); altered {
			if b.cut(at); len(b.lines) == 0 {
				return have, nil
			}
			ends = true
			last, err = l.auditBatch(ctx, t, &b)
		}
		if err != nil {
			return have, err
		}
		if have = last; ends {
			return have, nil
		}
	}
}

// pushFitting sends of the old device's operations what fits on what the server
// has of them.
func (l *Link) pushFitting(ctx context.Context, t *talk, s *state) error {
	for {
		b, err := l.prepared(s.Acked)
		if err != nil || len(b.lines) == 0 {
			return err
		}
		ends := false
		results, err := l.pushBatch(ctx, t, &b)
		if at, forked := refusedAt(err, wire.Fork, wire.Gap); forked {
			if b.cut(at); len(b.lines) == 0 {
				return nil
			}
			if b.body, err = b.encode(); err != nil {
				return err
			}
			ends = true
			results, err = l.pushBatch(ctx, t, &b)
		}
		if err == nil {
			err = l.acked(s, &b, results)
		}
		if err != nil || ends {
			return err
		}
	}
}

// refusedAt is the number at which a chain was refused with one of some codes.
func refusedAt(err error, codes ...wire.Code) (uint64, bool) {
	var p *wire.Problem
	if !errors.As(err, &p) || !slices.Contains(codes, p.Code) {
		return 0, false
	}
	return p.Seq, true
}

// cut takes the lines from a number on off a batch.
func (b *batch) cut(seq uint64) {
	n := 0
	if seq > b.first {
		n = min(len(b.lines), int(seq-b.first))
	}
	b.lines = b.lines[:n]
}
