package client

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"segit/gis"
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
	if s.Again.admitted() {
		if err := l.become(ctx, &s); err != nil { // a rejoining that was interrupted
			return sum, refusal(op, err)
		}
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
	question, err := l.stands(s)
	if err != nil {
		return err
	}
	if err := t.json(ctx, http.MethodGet, "/v1/session?"+question, nil, &session); err != nil {
		return err
	}
	if err := l.meet(ctx, t, s, &session); err != nil {
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
func (l *Link) meet(ctx context.Context, t *talk, s *state, session *wire.Session) error {
	last := session.Last
	var op, entry string
	err := l.archive.View(func(tx Tx) (err error) {
		if op, err = hashIn(tx.Journal, session.Last.Seq); err == nil {
			entry, err = hashIn(tx.Log, session.Log.Seq)
		}
		return err
	})
	switch {
	case err != nil:
		return err
	case op != session.Last.Hash && op != "", entry != session.Log.Hash && entry != "":
		if err := l.showFork(ctx, t, session, op); err != nil {
			return err // as is to be expected
		}
		fallthrough
	case op != session.Last.Hash, entry != session.Log.Hash:
		return wire.Refuse(http.StatusConflict, wire.Behind)
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

// stands is the question for the session: of which municipality, and, of an
// archive that was another device before, where its chains end of which the server
// is to know. It may have nothing of the new one yet.
func (l *Link) stands(s *state) (string, error) {
	_, comune := l.archive.Of()
	ask := url.Values{"comune": {comune}}
	former := l.archive.Former()
	if len(former) == 0 {
		return ask.Encode(), nil
	}
	log := former[len(former)-1].Log
	err := l.archive.View(func(tx Tx) error {
		op, err := hashIn(tx.Journal, s.Acked)
		if err != nil {
			return err
		}
		ask.Set("ops", fmt.Sprintf("%d:%s", s.Acked, op))
		entry, err := hashIn(tx.Log, log)
		ask.Set("log", fmt.Sprintf("%d:%s", log, entry))
		return err
	})
	return ask.Encode(), err
}

// showFork shows the server what this archive has in the place of what it knows,
// so that it is known there that the archive is there twice.
func (l *Link) showFork(ctx context.Context, t *talk, session *wire.Session, op string) error {
	if op == "" || op == session.Last.Hash {
		return l.audit(ctx, t, wire.Link{Seq: session.Log.Seq - 1})
	}
	b, err := l.prepared(session.Last.Seq - 1)
	if err == nil {
		_, err = l.pushBatch(ctx, t, &b)
	}
	return err
}
