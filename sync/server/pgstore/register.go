package pgstore

import (
	"context"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"

	"segit/gis"
	"segit/sync/server"
)

// Identity is what the repository is.
func (s *Store) Identity(ctx context.Context) (id server.Identity, err error) {
	err = s.pool.QueryRow(ctx, `SELECT epoch, key, office FROM identity`).Scan(&id.Epoch, &id.Key, &id.Office)
	return id, wrong(err)
}

// AddCode keeps a code. The parts of its municipalities are made now, which takes
// a while each, and not when the first device waits for them.
func (s *Store) AddCode(ctx context.Context, c server.Code) error {
	for _, comune := range c.Comuni {
		if !gis.ValidBelfiore(comune) {
			continue // all of them, and those to come
		}
		if _, err := s.furnish(ctx, comune); err != nil {
			return err
		}
	}
	_, err := s.pool.Exec(ctx, `INSERT INTO codes (hash, "user", role, comuni, expires, device, lease) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		c.Hash, c.User, c.Role, list(c.Comuni), c.Expires, c.Device, c.Lease)
	return wrong(err)
}

// list is a list that is not NULL.
func list(texts []string) []string {
	if texts == nil {
		return []string{}
	}
	return texts
}

// octets is a value that is not NULL.
func octets(value []byte) []byte {
	if value == nil {
		return []byte{}
	}
	return value
}

// Enrol uses a code up.
func (s *Store) Enrol(ctx context.Context, hash string, grant func(server.Code, *server.Device) (server.Device, error)) (server.Device, error) {
	var d server.Device
	err := pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		c := server.Code{Hash: hash}
		err := tx.QueryRow(ctx, `SELECT "user", role, comuni, expires, device, lease FROM codes WHERE hash = $1 FOR UPDATE`, hash).
			Scan(&c.User, &c.Role, &c.Comuni, &c.Expires, &c.Device, &c.Lease)
		if err != nil {
			return unknown(err)
		}
		var before *server.Device
		if c.Device != "" {
			known, err := device(ctx, tx, c.Device)
			if err != nil {
				return err
			}
			before = &known
		}
		if d, err = grant(c, before); err != nil || before != nil {
			return err
		}
		if _, err := device(ctx, tx, d.ID); !errors.Is(err, server.ErrUnknown) {
			if err != nil {
				return err
			}
			return server.ErrEnrolled
		}
		if _, err := tx.Exec(ctx, `UPDATE codes SET device = $2 WHERE hash = $1`, hash, d.ID); err != nil {
			return err
		}
		return putDevice(ctx, tx, &d)
	})
	return d, wrong(err)
}

// unknown says in our words that there is no such row.
func unknown(err error) error {
	if errors.Is(err, pgx.ErrNoRows) {
		return server.ErrUnknown
	}
	return err
}

// asker is a connection or a transaction.
type asker interface {
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

const deviceColumns = `id, "user", role, comuni, certificate, enrolled, status, since, lease, half, why, former`

func scanDevice(row pgx.Row) (d server.Device, err error) {
	err = row.Scan(&d.ID, &d.User, &d.Role, &d.Comuni, &d.Certificate, &d.Enrolled, &d.Status, &d.Since, &d.Lease, &d.Half, &d.Why, &d.Former)
	return d, err
}

func device(ctx context.Context, q asker, id string) (server.Device, error) {
	d, err := scanDevice(q.QueryRow(ctx, `SELECT `+deviceColumns+` FROM devices WHERE id = $1`, id))
	return d, unknown(err)
}

func putDevice(ctx context.Context, tx pgx.Tx, d *server.Device) error {
	_, err := tx.Exec(ctx, `INSERT INTO devices (`+deviceColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT DO NOTHING`,
		d.ID, d.User, d.Role, list(d.Comuni), d.Certificate, d.Enrolled, d.Status, d.Since, d.Lease, octets(d.Half), d.Why, list(d.Former))
	return err
}

// Readmit adds a device that a restore forgot.
func (s *Store) Readmit(ctx context.Context, hash string, d server.Device) error {
	return wrong(pgx.BeginFunc(ctx, s.pool, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE codes SET device = $2 WHERE hash = $1 AND device = ''`, hash, d.ID); err != nil {
			return err
		}
		return putDevice(ctx, tx, &d)
	}))
}

// Device is a device by id.
func (s *Store) Device(ctx context.Context, id string) (server.Device, error) {
	d, err := device(ctx, s.pool, id)
	return d, wrong(err)
}

// Standing is a device with what is known of its user, in one question.
func (s *Store) Standing(ctx context.Context, id string) (d server.Device, u *server.User, err error) {
	var batch pgx.Batch
	there := false
	batch.Queue(`SELECT `+deviceColumns+` FROM devices WHERE id = $1`, id).Query(func(rows pgx.Rows) (err error) {
		defer rows.Close()
		if there = rows.Next(); there {
			d, err = scanDevice(rows)
		}
		return err
	})
	batch.Queue(`SELECT `+userColumns+` FROM users WHERE name = (SELECT "user" FROM devices WHERE id = $1)`, id).Query(func(rows pgx.Rows) error {
		defer rows.Close()
		if !rows.Next() {
			return rows.Err()
		}
		known, err := scanUser(rows)
		u = &known
		return err
	})
	err = s.pool.SendBatch(ctx, &batch).Close()
	if err == nil && !there {
		err = server.ErrUnknown
	}
	return d, u, wrong(err)
}

// Devices are all devices, by id.
func (s *Store) Devices(ctx context.Context) ([]server.Device, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+deviceColumns+` FROM devices ORDER BY id`)
	if err != nil {
		return nil, wrong(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (server.Device, error) { return scanDevice(row) })
	return all, wrong(err)
}

// SetStatus changes what a device may do.
func (s *Store) SetStatus(ctx context.Context, id string, status server.Status, at time.Time) error {
	done, err := s.pool.Exec(ctx, `UPDATE devices SET status = $2, since = $3, why = '' WHERE id = $1`, id, status, at)
	if err == nil && done.RowsAffected() == 0 {
		return server.ErrUnknown
	}
	return wrong(err)
}

// Freeze stops a device that is active.
func (s *Store) Freeze(ctx context.Context, id, why string, at time.Time) error {
	done, err := s.pool.Exec(ctx, `UPDATE devices SET status = $2, since = $4, why = $5 WHERE id = $1 AND status = $3`,
		id, server.Frozen, server.Active, at, why)
	if err == nil && done.RowsAffected() == 0 {
		_, err = s.Device(ctx, id)
		return err
	}
	return wrong(err)
}

// SetLease puts a device under a lease that has none.
func (s *Store) SetLease(ctx context.Context, id string, days int, half []byte) error {
	done, err := s.pool.Exec(ctx, `UPDATE devices SET lease = $2, half = $3 WHERE id = $1 AND lease = 0 AND half = ''`, id, days, half)
	if err == nil && done.RowsAffected() == 0 {
		return server.ErrUnknown
	}
	return wrong(err)
}

// PutCheckout keeps a checkout, in the place of what it was.
func (s *Store) PutCheckout(ctx context.Context, c server.Checkout) error {
	if _, err := s.furnish(ctx, c.Comune); err != nil {
		return err
	}
	return s.talkAbout(ctx, c.Comune, beginWriting, func(t *talk) error {
		since := c.Since
		if since == nil {
			since = map[string]uint64{}
		}
		t.later(`INSERT INTO checkouts (comune, id, device, cells, purpose, at, since, squares) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
			ON CONFLICT (comune, id) DO UPDATE SET cells = excluded.cells, purpose = excluded.purpose, at = excluded.at,
				since = excluded.since, squares = excluded.squares`,
			c.Comune, c.ID, c.Device, list(c.Cells), c.Purpose, c.At, since, list(c.Squares))
		return nil
	})
}

// Checkout is a checkout by id.
func (s *Store) Checkout(ctx context.Context, comune, id string) (c server.Checkout, err error) {
	err = s.Read(ctx, comune, func(v server.View) (err error) {
		c, err = v.Checkout(id)
		return err
	})
	return c, err
}
