package pgstore

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"segit/gis"
)

// talk is a transaction that says little: it begins with its first question, and
// what wants no answer waits and goes along with the next one. Each message that
// is not sent is a wait for the database less, for this writer and for those
// behind.
type talk struct {
	ctx     context.Context //nolint:containedctx // of the call that runs the transaction
	conn    *pgxpool.Conn
	waiting *pgx.Batch
	written func() // called before a question: says what was written and is not said yet
	broken  error  // what the database said that ended it
}

// How transactions begin.
const (
	beginWriting = `BEGIN`
	beginReading = `BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY`
)

// talkAbout runs f in a transaction on one municipality.
func (s *Store) talkAbout(ctx context.Context, comune, begin string, f func(*talk) error) error {
	conn, err := s.pool.Acquire(ctx)
	if err != nil {
		return wrong(err)
	}
	defer conn.Release() // of one that is still in a transaction the pool lets go
	t := &talk{ctx: ctx, conn: conn, waiting: new(pgx.Batch), written: func() {}}
	t.later(begin)
	t.later(settingComune, comune)
	opening := t.waiting.Len()
	if err := f(t); err != nil {
		t.undo()
		return wrong(err)
	}
	if t.waiting.Len() == opening && !t.begun() {
		return nil // nothing was asked
	}
	ended := ""
	t.later(`COMMIT`).Query(func(rows pgx.Rows) error {
		rows.Close()
		ended = rows.CommandTag().String()
		return rows.Err()
	})
	err = t.say()
	if err == nil && ended != "COMMIT" {
		err = pgx.ErrTxCommitRollback
	}
	if err != nil {
		t.undo()
		return wrong(&uncommitted{err})
	}
	return nil
}

// uncommitted says that a transaction came to its end and was not kept, or that
// nobody said whether it was.
type uncommitted struct{ error }

func (e *uncommitted) Unwrap() error { return e.error }

// begun reports whether the database is in the transaction.
func (t *talk) begun() bool { return t.conn.Conn().PgConn().TxStatus() != 'I' }

// undo ends a transaction without keeping it. A connection that does not come
// clean is closed when it is released, which ends the transaction too.
func (t *talk) undo() {
	if !t.conn.Conn().IsClosed() && t.begun() {
		t.conn.Exec(t.ctx, `ROLLBACK`) //nolint:errcheck // see above
	}
}

// later says something with the next question.
func (t *talk) later(sql string, args ...any) *pgx.QueuedQuery { return t.waiting.Queue(sql, args...) }

// say sends what waits and reads the answers.
func (t *talk) say() error {
	if t.broken != nil || t.waiting.Len() == 0 {
		return t.broken
	}
	batch := t.waiting
	t.waiting = new(pgx.Batch)
	t.broken = t.conn.SendBatch(t.ctx, batch).Close()
	return t.broken
}

// find asks for one row with the next question; found is told whether there is
// one.
func (t *talk) find(found func(row pgx.Row) error, sql string, args ...any) {
	t.written()
	t.maybe(found, sql, args...)
}

// maybe is [talk.find] that what was written does not matter to.
func (t *talk) maybe(found func(row pgx.Row) error, sql string, args ...any) {
	t.later(sql, args...).Query(func(rows pgx.Rows) error {
		defer rows.Close()
		if !rows.Next() {
			return rows.Err()
		}
		return found(rows)
	})
}

// one asks for one row now, and reports whether there is one.
func (t *talk) one(scan func(row pgx.Row) error, sql string, args ...any) (there bool, err error) {
	t.find(func(row pgx.Row) error {
		there = true
		return scan(row)
	}, sql, args...)
	err = t.say()
	return there, err
}

// all asks for rows now.
func all[T any](t *talk, scan func(row pgx.CollectableRow) (T, error), sql string, args ...any) (found []T, err error) {
	t.written()
	t.later(sql, args...).Query(func(rows pgx.Rows) (err error) {
		found, err = pgx.CollectRows(rows, scan)
		return err
	})
	err = t.say()
	return found, err
}

// damaged says that what the database keeps cannot be read.
func damaged(err error) error {
	if err == nil {
		return nil
	}
	return gis.Wrap("pgstore", gis.Damaged, err, "sync.store-damaged")
}
