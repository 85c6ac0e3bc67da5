package pgstore

import (
	"context"

	"github.com/jackc/pgx/v5"

	"segit/sync/server"
)

// Sealed are what revoked devices left.
func (t *comuneTx) Sealed() ([]server.Sealed, error) {
	return all(t.talk, func(row pgx.CollectableRow) (server.Sealed, error) {
		s := server.Sealed{Comune: t.comune}
		err := row.Scan(&s.Device, &s.Hash, &s.At, &s.Body)
		return s, err
	}, `SELECT dev, hash, at, body FROM sealed WHERE comune = $1 ORDER BY dev, hash`, t.comune)
}

// Leave keeps what a revoked device left.
func (t *comuneTx) Leave(s *server.Sealed) error {
	t.later(`INSERT INTO sealed (comune, dev, hash, at, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		t.comune, s.Device, s.Hash, s.At, s.Body)
	return nil
}

// AccessLog are the entries of a device's access log after one.
func (t *comuneTx) AccessLog(dev string, after uint64, limit int) ([][]byte, error) {
	return all(t.talk, pgx.RowTo[[]byte], `SELECT raw FROM access WHERE comune = $1 AND dev = $2 AND seq > $3 ORDER BY seq LIMIT $4`, t.comune, dev, after, limit)
}

// Checkouts are those of a municipality.
func (s *Store) Checkouts(ctx context.Context, comune string) (found []server.Checkout, err error) {
	err = s.talkAbout(ctx, comune, beginReading, func(t *talk) (err error) {
		found, err = all(t, func(row pgx.CollectableRow) (server.Checkout, error) {
			c := server.Checkout{Comune: comune}
			err := row.Scan(&c.ID, &c.Device, &c.Cells, &c.Purpose, &c.At)
			return c, err
		}, `SELECT id, device, cells, purpose, at FROM checkouts WHERE comune = $1 ORDER BY id`, comune)
		return err
	})
	return found, err
}
