package pgstore

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgconn"

	"segit/sync/server"
)

// mostTogether is how many writers share a transaction at most.
const mostTogether = 64

// line is where those wait who write to one municipality. Who comes while a
// transaction is under way shares the next one with all who came meanwhile: they
// wait for the disk once and not each in turn, and take one connection, not all
// of them.
type line struct {
	mu      sync.Mutex
	waiting []*turn
	busy    bool
}

// turn is one who waits.
type turn struct {
	ctx      context.Context //nolint:containedctx // of the call that waits
	f        func(server.Tx) error
	done     chan struct{}
	err      error
	panicked any
}

// Write runs f in one transaction, which it shares with those who write to the
// municipality at the same time. The counter of the municipality is locked first:
// writers of other processes wait, and no change is seen before one with a
// smaller number. f may be run again, alone, after it or another one failed.
func (s *Store) Write(ctx context.Context, comune string, f func(server.Tx) error) error {
	l, err := s.furnish(ctx, comune)
	if err != nil {
		return err
	}
	t := &turn{ctx: ctx, f: f, done: make(chan struct{})}
	l.mu.Lock()
	l.waiting = append(l.waiting, t)
	if !l.busy {
		l.busy = true
		go s.work(comune, l)
	}
	l.mu.Unlock()
	select {
	case <-t.done:
	case <-ctx.Done():
		if l.leave(t) {
			return ctx.Err()
		}
		<-t.done // f runs, with what is the caller's
	}
	if t.panicked != nil {
		panic(t.panicked)
	}
	return t.err
}

// leave takes one away who has not been called.
func (l *line) leave(t *turn) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := slices.Index(l.waiting, t)
	if at < 0 {
		return false
	}
	l.waiting = slices.Delete(l.waiting, at, at+1)
	return true
}

// work lets those write who wait, until nobody does.
func (s *Store) work(comune string, l *line) {
	for {
		l.mu.Lock()
		n := min(len(l.waiting), mostTogether)
		turns := slices.Clone(l.waiting[:n])
		l.waiting = slices.Delete(l.waiting, 0, n)
		l.busy = n > 0
		l.mu.Unlock()
		if n == 0 {
			return
		}
		s.together(comune, turns)
	}
}

// together runs the turns in one transaction. One that fails is run alone, and
// the others once more without it.
func (s *Store) together(comune string, turns []*turn) {
	for len(turns) > 0 {
		failed, err := s.attempt(comune, turns)
		switch {
		case err == nil || len(turns) == 1 || unsure(err):
			for _, t := range turns {
				t.end(err)
			}
			return
		case failed == nil: // the database refuses, and it is not known whose doing it is
			for _, t := range turns {
				_, err := s.attempt(comune, []*turn{t})
				t.end(err)
			}
			return
		}
		_, err = s.attempt(comune, []*turn{failed})
		failed.end(err)
		turns = slices.DeleteFunc(turns, func(t *turn) bool { return t == failed })
	}
}

func (t *turn) end(err error) {
	t.err = err
	close(t.done)
}

// unsure reports whether a transaction may have been kept though nobody said so:
// nothing of it is tried again.
func unsure(err error) bool {
	var end *uncommitted
	var said *pgconn.PgError
	return errors.As(err, &end) && !errors.As(err, &said)
}

// attempt runs turns in one transaction, and says which of them failed, nil when
// it was the database.
func (s *Store) attempt(comune string, turns []*turn) (failed *turn, err error) {
	ctx, stop := whileAny(turns)
	defer stop()
	err = s.talkAbout(ctx, comune, beginWriting, func(t *talk) error {
		tx := newTx(t, comune)
		tx.lock()
		for _, one := range turns {
			if err := one.run(tx); err != nil {
				if t.broken == nil {
					failed = one
				}
				return err
			}
		}
		tx.end()
		return nil
	})
	return failed, err
}

// run runs f. What it throws is for its caller, and ends nobody else.
func (t *turn) run(tx server.Tx) (err error) {
	defer func() {
		if t.panicked = recover(); t.panicked != nil {
			err = errors.New("pgstore: the transaction was given up")
		}
	}()
	return t.f(tx)
}

// whileAny is a context that ends when all whom the turns are for have gone.
func whileAny(turns []*turn) (context.Context, func()) {
	ctx, cancel := context.WithCancel(context.WithoutCancel(turns[0].ctx))
	var here atomic.Int64
	here.Store(int64(len(turns)))
	stops := make([]func() bool, len(turns))
	for i, t := range turns {
		stops[i] = context.AfterFunc(t.ctx, func() {
			if here.Add(-1) == 0 {
				cancel()
			}
		})
	}
	return ctx, func() {
		for _, stop := range stops {
			stop()
		}
		cancel()
	}
}
