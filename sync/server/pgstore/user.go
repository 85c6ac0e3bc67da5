package pgstore

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"segit/sync/server"
)

const userColumns = `name, office, role, comuni, ended, since`

func scanUser(row pgx.Row) (u server.User, err error) {
	err = row.Scan(&u.Name, &u.Office, &u.Role, &u.Comuni, &u.Ended, &u.Since)
	return u, err
}

// PutUser keeps a user.
func (s *Store) PutUser(ctx context.Context, u server.User) error {
	_, err := s.pool.Exec(ctx, `INSERT INTO users (`+userColumns+`) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT (name) DO UPDATE SET office = excluded.office, role = excluded.role, comuni = excluded.comuni, ended = excluded.ended, since = excluded.since`,
		u.Name, u.Office, u.Role, list(u.Comuni), u.Ended, u.Since)
	return wrong(err)
}

// User is a user by name.
func (s *Store) User(ctx context.Context, name string) (server.User, error) {
	u, err := scanUser(s.pool.QueryRow(ctx, `SELECT `+userColumns+` FROM users WHERE name = $1`, name))
	return u, wrong(unknown(err))
}

// Users are all users, by name.
func (s *Store) Users(ctx context.Context) ([]server.User, error) {
	rows, err := s.pool.Query(ctx, `SELECT `+userColumns+` FROM users ORDER BY name`)
	if err != nil {
		return nil, wrong(err)
	}
	all, err := pgx.CollectRows(rows, func(row pgx.CollectableRow) (server.User, error) { return scanUser(row) })
	return all, wrong(err)
}

// EndSession keeps that a session is over, and forgets those that are over anyway.
func (s *Store) EndSession(ctx context.Context, id string, until, now time.Time) error {
	var batch pgx.Batch
	batch.Queue(`DELETE FROM ended_sessions WHERE until < $1`, now)
	batch.Queue(`INSERT INTO ended_sessions (id, until) VALUES ($1, $2) ON CONFLICT DO NOTHING`, id, until)
	return wrong(s.pool.SendBatch(ctx, &batch).Close())
}

// SessionEnded reports whether a session was ended.
func (s *Store) SessionEnded(ctx context.Context, id string) (ended bool, err error) {
	err = s.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM ended_sessions WHERE id = $1)`, id).Scan(&ended)
	return ended, wrong(err)
}

// SetOffice keeps the public half of the office key.
func (s *Store) SetOffice(ctx context.Context, public []byte) error {
	_, err := s.pool.Exec(ctx, `UPDATE identity SET office = $1`, public)
	return wrong(err)
}
