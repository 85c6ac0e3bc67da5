package pgstore

import (
	"context"

	"github.com/jackc/pgx/v5"

	"segit/sync/server"
)

// Sealed are what revoked devices left.
func (t *comuneTx) Sealed() ([]server.Sealed, error) {
	rows, err := t.tx.Query(t.ctx, `SELECT dev, hash, at, body FROM sealed WHERE comune = $1 ORDER BY dev, hash`, t.comune)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (server.Sealed, error) {
		s := server.Sealed{Comune: t.comune}
		err := row.Scan(&s.Device, &s.Hash, &s.At, &s.Body)
		return s, err
	})
}

// Leave keeps what a revoked device left.
func (t *comuneTx) Leave(s *server.Sealed) error {
	_, err := t.tx.Exec(t.ctx, `INSERT INTO sealed (comune, dev, hash, at, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		t.comune, s.Device, s.Hash, s.At, s.Body)
	return err
}

// AccessLog are the entries of a device's access log after one.
func (t *comuneTx) AccessLog(dev string, after uint64, limit int) ([][]byte, error) {
	rows, err := t.tx.Query(t.ctx, `SELECT raw FROM access WHERE comune = $1 AND dev = $2 AND seq > $3 ORDER BY seq LIMIT $4`, t.comune, dev, after, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[[]byte])
}

// Checkouts are those of a municipality.
func (s *Store) Checkouts(ctx context.Context, comune string) (all []server.Checkout, err error) {
	err = s.about(ctx, comune, pgx.TxOptions{AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id, device, cells, purpose, at FROM checkouts WHERE comune = $1 ORDER BY id`, comune)
		if err != nil {
			return err
		}
		all, err = pgx.CollectRows(rows, func(row pgx.CollectableRow) (server.Checkout, error) {
			c := server.Checkout{Comune: comune}
			err := row.Scan(&c.ID, &c.Device, &c.Cells, &c.Purpose, &c.At)
			return c, err
		})
		return err
	})
	return all, err
}
