package pgstore

import (
	"context"
	"encoding/json"
	"errors"

	"github.com/jackc/pgx/v5"
	"github.com/paulmach/orb"

	"segit/sync/layer"
)

// Layer runs f on one publication.
func (s *Store) Layer(ctx context.Context, comune, name string, f func(layer.View) error) error {
	if there, err := s.served(ctx); err != nil || !there {
		return errors.Join(err, layer.ErrUnknown)
	}
	return aboutAt(ctx, s.reading, comune, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		v := layerView{ctx: ctx, tx: tx}
		var body []byte
		err := tx.QueryRow(ctx, `SELECT body FROM layers WHERE comune = $1 AND name = $2 AND generation <> ''`, comune, name).Scan(&body)
		if errors.Is(err, pgx.ErrNoRows) {
			return layer.ErrUnknown
		}
		if err == nil {
			err = json.Unmarshal(body, &v.layer)
		}
		if err != nil {
			return err
		}
		return f(&v)
	})
}

// layerView is a publication in a transaction.
type layerView struct {
	ctx   context.Context //nolint:containedctx // of the call that runs the transaction
	tx    pgx.Tx
	layer layer.Layer
}

// Layer describes it.
func (v *layerView) Layer() *layer.Layer { return &v.layer }

func (v *layerView) rows(sql string, args ...any) ([]uint32, error) {
	rows, err := v.tx.Query(v.ctx, sql, append([]any{v.layer.Comune, v.layer.Name, v.layer.Generation}, args...)...)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (n uint32, err error) {
		err = row.Scan(&n)
		return n, err
	})
}

// Window gives rows by box.
func (v *layerView) Window(w orb.Bound, after uint32, limit int) ([]uint32, error) {
	most := any(limit)
	if limit == 0 {
		most = nil
	}
	keys, few := near(w)
	if !few {
		return v.rows(`SELECT "row" FROM features WHERE comune = $1 AND layer = $2 AND generation = $3
			AND geom && ST_MakeEnvelope($4, $5, $6, $7) AND "row" > $8 ORDER BY "row" LIMIT $9`,
			w.Min[0], w.Min[1], w.Max[0], w.Max[1], after, most)
	}
	return v.rows(`WITH near AS MATERIALIZED (
			SELECT DISTINCT "row" FROM feature_keys WHERE comune = $1 AND layer = $2 AND generation = $3 AND name = '`+placeName+`' AND key = ANY($8::bytea[]) AND "row" > $9)
		SELECT f."row" FROM near JOIN features f ON f."row" = near."row" WHERE comune = $1 AND layer = $2 AND generation = $3
		AND geom && ST_MakeEnvelope($4, $5, $6, $7) ORDER BY f."row" LIMIT $10`,
		w.Min[0], w.Min[1], w.Max[0], w.Max[1], keys, after, most)
}

// Among gives rows by key.
func (v *layerView) Among(column string, low, high []byte) ([]uint32, error) {
	return v.rows(`SELECT "row" FROM feature_keys WHERE comune = $1 AND layer = $2 AND generation = $3
		AND name = $4 AND ($5::bytea IS NULL OR key >= $5) AND ($6::bytea IS NULL OR key <= $6) ORDER BY "row"`, column, low, high)
}

// RowOf is the row of an id.
func (v *layerView) RowOf(id string) (uint32, error) {
	rows, err := v.rows(`SELECT "row" FROM features WHERE comune = $1 AND layer = $2 AND generation = $3 AND id = $4`, id)
	if err != nil || len(rows) == 0 {
		return 0, err
	}
	return rows[0], nil
}

// rowLot is how many features are asked for at a time.
const rowLot = 2000

// Rows gives features by row.
func (v *layerView) Rows(rows []uint32, found func(*layer.Feature) (bool, error)) error {
	for len(rows) > 0 {
		lot := make([]int32, min(rowLot, len(rows)))
		for i := range lot {
			lot[i] = int32(rows[i])
		}
		rows = rows[len(lot):]
		more, err := v.features(found, `SELECT f."row", f.record FROM unnest($4::int[]) WITH ORDINALITY AS w(r, n)
			JOIN features f ON f."row" = w.r WHERE comune = $1 AND layer = $2 AND generation = $3 ORDER BY w.n`, lot)
		if err != nil || !more {
			return err
		}
	}
	return nil
}

// Scan gives the features after a row.
func (v *layerView) Scan(after uint32, found func(*layer.Feature) (bool, error)) error {
	for {
		last, n := after, 0
		more, err := v.features(func(f *layer.Feature) (bool, error) {
			last, n = f.Row, n+1
			return found(f)
		}, `SELECT "row", record FROM features WHERE comune = $1 AND layer = $2 AND generation = $3 AND "row" > $4 ORDER BY "row" LIMIT $5`, after, rowLot)
		if err != nil || !more || n < rowLot {
			return err
		}
		after = last
	}
}

// features gives the features of a statement; it reports whether more are
// wanted.
func (v *layerView) features(found func(*layer.Feature) (bool, error), sql string, args ...any) (bool, error) {
	rows, err := v.tx.Query(v.ctx, sql, append([]any{v.layer.Comune, v.layer.Name, v.layer.Generation}, args...)...)
	if err != nil {
		return false, err
	}
	defer rows.Close()
	for rows.Next() {
		var row uint32
		var record []byte
		if err := rows.Scan(&row, &record); err != nil {
			return false, err
		}
		f, err := layer.Decode(record)
		if err != nil {
			return false, err
		}
		f.Row = row
		if more, err := found(&f); err != nil || !more {
			return false, err
		}
	}
	return true, rows.Err()
}
