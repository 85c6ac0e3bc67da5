// Package pgstore keeps a central repository in PostgreSQL, for many offices
// and many municipalities.
package pgstore

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"segit/gis"
	"segit/sync/server"
)

// Store is a pool of connections to a database. Many processes may serve one.
type Store struct {
	pool    *pgxpool.Pool
	reading *pgxpool.Pool // of what other programs ask; the same where there is no replica
	layered atomic.Bool   // the tables of layers are there: they never go

	furnished  sync.Map // municipalities whose partitions are there: the line of their writers
	furnishing sync.Mutex
}

var _ server.Store = (*Store)(nil)

// Open opens a repository by its connection URL, and makes or brings up to date
// its tables. The user should be no superuser, whom row-level security does not
// bind.
func Open(ctx context.Context, url string) (*Store, error) {
	const op = "pgstore.Open"
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, gis.Refuse(op, gis.BadUsage, "sync.store-url") // the cause would show the password
	}
	return openAt(ctx, config)
}

func openAt(ctx context.Context, config *pgxpool.Config) (*Store, error) {
	const op = "pgstore.Open"
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "sync.store-unreachable", config.ConnConfig.Host)
	}
	s := &Store{pool: pool, reading: pool}
	if err := s.migrate(ctx); err != nil {
		pool.Close()
		var known *gis.Error
		if errors.As(err, &known) {
			return nil, err
		}
		return nil, gis.Wrap(op, gis.BadInput, err, "sync.store-unreachable", config.ConnConfig.Host)
	}
	return s, nil
}

// ReadFrom lets what other programs ask of published layers be answered by a
// replica that follows the database; devices, which must read what they just
// wrote, go on with the database itself. It is called before the store is used.
func (s *Store) ReadFrom(ctx context.Context, url string) error {
	const op = "pgstore.ReadFrom"
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return gis.Refuse(op, gis.BadUsage, "sync.store-url")
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err == nil {
		err = pool.Ping(ctx)
	}
	if err != nil {
		if pool != nil {
			pool.Close()
		}
		return gis.Wrap(op, gis.BadInput, err, "sync.store-unreachable", config.ConnConfig.Host)
	}
	s.reading = pool
	return nil
}

// Close lets the connections go.
func (s *Store) Close() error {
	if s.reading != s.pool {
		s.reading.Close()
	}
	s.pool.Close()
	return nil
}

// Renew gives the repository a new epoch: the database was restored from a
// backup, and devices must send again what it lost.
func (s *Store) Renew(ctx context.Context) error {
	_, err := s.pool.Exec(ctx, `UPDATE identity SET epoch = $1`, uuid.NewString())
	return wrong(err)
}

// settingComune says which municipality a transaction is about; row-level
// security shows nothing else.
const settingComune = `SELECT set_config('segit.comune', $1, true)`

// about runs f in a transaction on one municipality.
func (s *Store) about(ctx context.Context, comune string, o pgx.TxOptions, f func(pgx.Tx) error) error {
	return aboutAt(ctx, s.pool, comune, o, f)
}

func aboutAt(ctx context.Context, pool *pgxpool.Pool, comune string, o pgx.TxOptions, f func(pgx.Tx) error) error {
	return wrong(pgx.BeginTxFunc(ctx, pool, o, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, settingComune, comune); err != nil {
			return err
		}
		return f(tx)
	}))
}

// wrong makes what the database says an error of ours; what is ours already
// stays.
func wrong(err error) error {
	var theirs *pgconn.PgError
	var ours *gis.Error
	if errors.As(err, &ours) {
		return err
	}
	if errors.As(err, &theirs) {
		return gis.Wrap("pgstore", gis.Internal, err, "sync.store-refuses", theirs.Code)
	}
	return err
}
