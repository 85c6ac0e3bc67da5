package pgstore

import (
	"context"

	"github.com/jackc/pgx/v5"
)

// FurnishLate makes the parts of a municipality as one does who looked before
// another had made them.
func (s *Store) FurnishLate(ctx context.Context, comune string) error {
	return s.alone(ctx, func(tx pgx.Tx) error { return parts(ctx, tx, tables(), comune) })
}
