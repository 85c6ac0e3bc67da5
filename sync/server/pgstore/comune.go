package pgstore

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/jackc/pgx/v5"

	"segit/gis"
	"segit/sync/merge"
	"segit/sync/server"
	"segit/sync/wire"
)

// Write runs f in one transaction. The counter of the municipality is locked
// first: writers wait for each other, and no change is seen before one with a
// smaller number.
func (s *Store) Write(ctx context.Context, comune string, f func(server.Tx) error) error {
	if err := s.furnish(ctx, comune); err != nil {
		return err
	}
	return s.about(ctx, comune, pgx.TxOptions{}, func(tx pgx.Tx) error {
		t := &comuneTx{ctx: ctx, tx: tx, comune: comune}
		locked := func() error {
			return tx.QueryRow(ctx, `SELECT cseq FROM counters WHERE comune = $1 FOR UPDATE`, comune).Scan(&t.head)
		}
		err := locked()
		if errors.Is(err, pgx.ErrNoRows) { // its first writer
			if _, err = tx.Exec(ctx, `INSERT INTO counters (comune) VALUES ($1) ON CONFLICT DO NOTHING`, comune); err == nil {
				err = locked()
			}
		}
		if err != nil {
			return err
		}
		before := t.head
		if err := f(t); err != nil || t.head == before {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE counters SET cseq = $2 WHERE comune = $1`, comune, t.head)
		return err
	})
}

// Read runs f on one state.
func (s *Store) Read(ctx context.Context, comune string, f func(server.View) error) error {
	return s.about(ctx, comune, pgx.TxOptions{IsoLevel: pgx.RepeatableRead, AccessMode: pgx.ReadOnly}, func(tx pgx.Tx) error {
		t := &comuneTx{ctx: ctx, tx: tx, comune: comune}
		err := tx.QueryRow(ctx, `SELECT cseq FROM counters WHERE comune = $1`, comune).Scan(&t.head)
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		return f(t)
	})
}

// comuneTx is a municipality in a transaction.
type comuneTx struct {
	ctx    context.Context //nolint:containedctx // of the call that runs the transaction
	tx     pgx.Tx
	comune string
	head   uint64
}

const changeColumns = `cseq, dev, seq, layer, id, is_new, "from", cell, kind, raw, hash, result, "user"`

func scanChange(row pgx.Row) (a server.Accepted, err error) {
	var result []byte
	err = row.Scan(&a.CSeq, &a.Dev, &a.Seq, &a.Layer, &a.ID, &a.New, &a.From, &a.Cell, &a.Kind, &a.Raw, &a.Hash, &result, &a.User)
	if err == nil {
		err = json.Unmarshal(result, &a.Result)
	}
	return a, err
}

// Accepted is an operation by its number.
func (t *comuneTx) Accepted(dev string, seq uint64) (*server.Accepted, error) {
	a, err := scanChange(t.tx.QueryRow(t.ctx, `SELECT `+changeColumns+` FROM changes WHERE comune = $1 AND dev = $2 AND seq = $3`, t.comune, dev, seq))
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &a, err
}

// Last is the end of a device's chain.
func (t *comuneTx) Last(dev string) (link wire.Link, err error) {
	err = t.tx.QueryRow(t.ctx, `SELECT seq, hash FROM changes WHERE comune = $1 AND dev = $2 ORDER BY seq DESC LIMIT 1`, t.comune, dev).
		Scan(&link.Seq, &link.Hash)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return link, err
}

// Log is the end of a device's access log.
func (t *comuneTx) Log(dev string) (link wire.Link, err error) {
	err = t.tx.QueryRow(t.ctx, `SELECT seq, hash FROM access WHERE comune = $1 AND dev = $2 ORDER BY seq DESC LIMIT 1`, t.comune, dev).
		Scan(&link.Seq, &link.Hash)
	if errors.Is(err, pgx.ErrNoRows) {
		err = nil
	}
	return link, err
}

// Record keeps an entry of a device's access log.
func (t *comuneTx) Record(dev string, at wire.Link, raw []byte) error {
	_, err := t.tx.Exec(t.ctx, `INSERT INTO access (comune, dev, seq, hash, raw) VALUES ($1, $2, $3, $4, $5)`, t.comune, dev, at.Seq, at.Hash, raw)
	return err
}

// Row is what the operations made of a row.
func (t *comuneTx) Row(layer, id string) (row merge.Row, cseq uint64, err error) {
	var body []byte
	err = t.tx.QueryRow(t.ctx, `SELECT cseq, body FROM rows WHERE comune = $1 AND layer = $2 AND id = $3`, t.comune, layer, id).Scan(&cseq, &body)
	if errors.Is(err, pgx.ErrNoRows) {
		return row, 0, nil
	}
	if err == nil {
		err = json.Unmarshal(body, &row)
	}
	return row, cseq, err
}

// Changes are the accepted operations after a number.
func (t *comuneTx) Changes(after uint64, limit int) ([]server.Accepted, error) {
	rows, err := t.tx.Query(t.ctx, `SELECT `+changeColumns+` FROM changes WHERE comune = $1 AND cseq > $2 ORDER BY cseq LIMIT $3`, t.comune, after, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (server.Accepted, error) { return scanChange(row) })
}

// Rows are the rows after a key.
func (t *comuneTx) Rows(after string, limit int) ([]server.StoredRow, error) {
	layer, id, _ := strings.Cut(after, "\x00")
	rows, err := t.tx.Query(t.ctx, `SELECT layer, id, cseq, body FROM rows WHERE comune = $1 AND (layer, id) > ($2, $3) ORDER BY layer, id LIMIT $4`,
		t.comune, layer, id, limit)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, func(row pgx.CollectableRow) (r server.StoredRow, err error) {
		var body []byte
		if err = row.Scan(&r.Layer, &r.ID, &r.CSeq, &body); err == nil {
			err = json.Unmarshal(body, &r.Row)
		}
		return r, err
	})
}

// Head is the number of the last change.
func (t *comuneTx) Head() (uint64, error) { return t.head, nil }

// Accept keeps an operation and its row.
func (t *comuneTx) Accept(a *server.Accepted, row *merge.Row) error {
	t.head++
	a.CSeq = t.head
	result, err := json.Marshal(a.Result)
	if err != nil {
		return gis.Wrap("pgstore.Accept", gis.Internal, err, "sync.stream")
	}
	var batch pgx.Batch
	batch.Queue(`INSERT INTO changes (comune, `+changeColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		t.comune, a.CSeq, a.Dev, a.Seq, a.Layer, a.ID, a.New, a.From, a.Cell, a.Kind, a.Raw, a.Hash, result, a.User)
	if row != nil {
		body, err := json.Marshal(row)
		if err != nil {
			return gis.Wrap("pgstore.Accept", gis.Internal, err, "sync.stream")
		}
		batch.Queue(`INSERT INTO rows (comune, layer, id, cseq, cell, body) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (comune, layer, id) DO UPDATE SET cseq = excluded.cseq, cell = excluded.cell, body = excluded.body`,
			t.comune, a.Layer, a.ID, a.CSeq, row.Cell, body)
	}
	return t.tx.SendBatch(t.ctx, &batch).Close()
}

// Keep keeps an operation of a copied device.
func (t *comuneTx) Keep(o *wire.Signed) error {
	_, err := t.tx.Exec(t.ctx, `INSERT INTO forks (comune, dev, seq, hash, raw) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		t.comune, o.Device, o.Seq, o.Hash, o.Raw)
	return err
}
