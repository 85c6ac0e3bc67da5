package client

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"segit/gis"
	"segit/store"
	"segit/sync/merge"
	"segit/sync/wire"
)

// Summary is what a sync did.
type Summary struct {
	Pushed    int   // operations that the server has now
	Pulled    int   // operations of others that came in
	Conflicts int   // that stand now
	Pending   int   // operations that the server has not yet
	Supplies  int   // supplies that came in, whole or in part
	Chunks    int   // chunks of them that were fetched
	Sent      int   // supplies that the server has now, or knows more of
	Blobs     int   // attachments that the server has now
	Bytes     int64 // of chunks and attachments, both ways, as they travelled

	Unserved error // why open layers that were sent are not served to other programs
}

func builtInRules() (merge.Rules, error) { return merge.BuiltIn() }

// tries is how often a sync begins again when the server turns out to be
// another than it was: restored, or behind what it had said.
const tries = 3

// Sync sends what was written here and takes in what others wrote. Whenever it
// is interrupted, what was done stays done, and the next one goes on.
func (l *Link) Sync(ctx context.Context, p gis.Progress) (Summary, error) {
	const op = "client.Sync"
	var sum Summary
	s, err := l.readState()
	if err != nil {
		return sum, err
	}
	way, done, err := l.over(&s)
	if err != nil {
		return sum, err
	}
	defer done()
	t := &talk{s.Server, way}
	p.Stage(gis.Say("sync.stage"), 0)
	for range tries {
		if err = l.once(ctx, t, &s, &sum, p); !again(err) {
			break
		}
		if err := l.beginAgain(&s, err); err != nil {
			return sum, err
		}
	}
	if revoked(err) && l.archive.Leased() != nil {
		return sum, refusal(op, l.farewell(ctx, t, &s))
	}
	var refused *wire.Problem
	errors.As(err, &refused)
	unkept := l.stops(&s, refused, err == nil)
	status, failed := l.Status()
	sum.Conflicts, sum.Pending = status.Conflicts, status.Pending+status.Files
	return sum, errors.Join(refusal(op, err), unkept, failed)
}

// once is one round: where the server stands, what is ours up, what is theirs
// down.
func (l *Link) once(ctx context.Context, t *talk, s *state, sum *Summary, p gis.Progress) error {
	var session wire.Session
	_, comune := l.archive.Of()
	if err := t.json(ctx, http.MethodGet, "/v1/session?comune="+url.QueryEscape(comune), nil, &session); err != nil {
		return err
	}
	if err := l.meet(s, &session); err != nil {
		return err
	}
	if err := l.leave(ctx, t, s, &session); err != nil {
		return err
	}
	if err := l.audit(ctx, t, session.Log); err != nil {
		return err
	}
	if err := l.push(ctx, t, s, sum, p); err != nil {
		return err
	}
	if err := l.checkout(ctx, t, s, sum); err != nil {
		return err
	}
	if err := l.pull(ctx, t, s, sum, p); err != nil {
		return err
	}
	if err := l.supplies(ctx, t, s, &session, sum, p); err != nil {
		return err
	}
	return l.sendBlobs(ctx, t, s, sum, p)
}

// again reports whether the server says that it is not where this device
// thinks.
func again(err error) bool {
	var p *wire.Problem
	if !errors.As(err, &p) {
		return false
	}
	return p.Code == wire.Gap || p.Code == wire.OldCursor || p.Code == wire.BadCursor || p.Code == wire.NotFound
}

// beginAgain forgets what the server has forgotten.
func (l *Link) beginAgain(s *state, err error) error {
	var p *wire.Problem
	errors.As(err, &p)
	return l.change(s, func(now *state) {
		if p.Code == wire.Gap {
			now.Acked = p.Seq - 1
			return
		}
		now.beginAgain()
	})
}

// meet compares where the server and this device stand. A server that was
// restored has lost what came after its backup: it is sent again, and the rows
// are read anew. A server that has more of this device's operations than the
// archive is facing a copy of the archive, or an old one.
func (l *Link) meet(s *state, session *wire.Session) error {
	const op = "client.Sync"
	last := session.Last
	err := l.archive.View(func(tx Tx) error {
		for _, chain := range []struct {
			last wire.Link
			read func(uint64, func(uint64, []byte) (bool, error)) error
		}{{session.Last, tx.Journal}, {session.Log, tx.Log}} {
			if chain.last.Seq == 0 {
				continue
			}
			hash := ""
			err := chain.read(chain.last.Seq-1, func(_ uint64, raw []byte) (bool, error) {
				hash = store.HashOf(raw)
				return false, nil
			})
			if err != nil {
				return err
			}
			if hash != chain.last.Hash {
				return gis.Refuse(op, gis.BadInput, "sync.copied")
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	if s.Epoch == session.Epoch && s.Acked <= last.Seq {
		return nil
	}
	restored := s.Epoch != "" && (s.Epoch != session.Epoch || s.Acked > last.Seq)
	return l.change(s, func(now *state) {
		now.Epoch, now.Acked = session.Epoch, min(now.Acked, last.Seq)
		if restored {
			now.beginAgain()
		}
	})
}
