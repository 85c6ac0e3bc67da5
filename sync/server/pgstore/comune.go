package pgstore

import (
	"context"
	"encoding/json"
	"strings"

	"github.com/jackc/pgx/v5"

	"segit/sync/merge"
	"segit/sync/server"
	"segit/sync/wire"
)

// Read runs f on one state.
func (s *Store) Read(ctx context.Context, comune string, f func(server.View) error) error {
	return s.talkAbout(ctx, comune, beginReading, func(t *talk) error {
		tx := newTx(t, comune)
		t.find(tx.headIs, `SELECT cseq FROM counters WHERE comune = $1`, comune)
		return f(tx)
	})
}

// comuneTx is a municipality in a transaction.
type comuneTx struct {
	*talk
	comune string
	head   uint64
	before uint64 // the head when the transaction began
	known  known
	fresh  fresh
}

func newTx(t *talk, comune string) *comuneTx {
	tx := &comuneTx{talk: t, comune: comune, known: newKnown()}
	t.written = tx.flush
	return tx
}

// headIs is told the number of the last change.
func (t *comuneTx) headIs(row pgx.Row) error {
	err := row.Scan(&t.head)
	t.before = t.head
	return err
}

// lock lets other writers wait, from the first question on.
func (t *comuneTx) lock() {
	t.find(t.headIs, `SELECT cseq FROM counters WHERE comune = $1 FOR UPDATE`, t.comune)
}

// end says what is left to say.
func (t *comuneTx) end() {
	t.flush()
	if t.head != t.before {
		t.later(`UPDATE counters SET cseq = $2 WHERE comune = $1`, t.comune, t.head)
	}
}

const changeColumns = `cseq, dev, seq, layer, id, is_new, "from", cell, kind, raw, hash, result, "user", was`

func scanChange(row pgx.Row) (a server.Accepted, err error) {
	var result []byte
	err = row.Scan(&a.CSeq, &a.Dev, &a.Seq, &a.Layer, &a.ID, &a.New, &a.From, &a.Cell, &a.Kind, &a.Raw, &a.Hash, &result, &a.User, &a.Was)
	if err == nil {
		err = json.Unmarshal(result, &a.Result)
	}
	return a, err
}

// Accepted is an operation by its number.
func (t *comuneTx) Accepted(dev string, seq uint64) (*server.Accepted, error) {
	if last, ok := t.known.last[dev]; ok && last != nil && last.Seq == seq {
		return last, nil
	}
	var a server.Accepted
	there, err := t.one(func(row pgx.Row) (err error) {
		a, err = scanChange(row)
		return err
	}, `SELECT `+changeColumns+` FROM changes WHERE comune = $1 AND dev = $2 AND seq = $3`, t.comune, dev, seq)
	if err != nil || !there {
		return nil, err
	}
	return &a, nil
}

// Retold is the first operation that was told again of one that was first another.
func (t *comuneTx) Retold(was string) (*server.Accepted, error) {
	var a server.Accepted
	there, err := t.one(func(row pgx.Row) (err error) {
		a, err = scanChange(row)
		return err
	}, `SELECT `+changeColumns+` FROM changes WHERE comune = $1 AND was = $2 AND was <> '' ORDER BY cseq LIMIT 1`, t.comune, was)
	if err != nil || !there {
		return nil, err
	}
	return &a, nil
}

// Last is the end of a device's chain.
func (t *comuneTx) Last(dev string) (link wire.Link, err error) {
	if _, ok := t.known.last[dev]; !ok {
		t.aheadOfDevice(dev)
		if err := t.say(); err != nil {
			return link, err
		}
	}
	if a := t.known.last[dev]; a != nil {
		link = wire.Link{Seq: a.Seq, Hash: a.Hash}
	}
	return link, nil
}

// Log is the end of a device's access log.
func (t *comuneTx) Log(dev string) (link wire.Link, err error) {
	if _, ok := t.known.logs[dev]; !ok {
		t.aheadOfLog(dev)
		err = t.say()
	}
	return t.known.logs[dev], err
}

// Record keeps an entry of a device's access log.
func (t *comuneTx) Record(dev string, at wire.Link, raw []byte) error {
	t.later(`INSERT INTO access (comune, dev, seq, hash, raw) VALUES ($1, $2, $3, $4, $5)`, t.comune, dev, at.Seq, at.Hash, raw)
	t.known.logs[dev] = at
	return nil
}

// Row is what the operations made of a row.
func (t *comuneTx) Row(layer, id string) (row merge.Row, cseq uint64, err error) {
	name := rowName{layer, id}
	kept, ok := t.known.rows[name]
	if !ok {
		t.find(func(row pgx.Row) error { return row.Scan(&kept.cseq, &kept.body) },
			`SELECT cseq, body FROM rows WHERE comune = $1 AND layer = $2 AND id = $3`, t.comune, layer, id)
		if err := t.say(); err != nil {
			return row, 0, err
		}
	}
	if kept.cseq == 0 {
		return row, 0, nil
	}
	return row, kept.cseq, damaged(json.Unmarshal(kept.body, &row))
}

// Changes are the accepted operations after a number.
func (t *comuneTx) Changes(after uint64, limit int) ([]server.Accepted, error) {
	return all(t.talk, func(row pgx.CollectableRow) (server.Accepted, error) { return scanChange(row) },
		`SELECT `+changeColumns+` FROM changes WHERE comune = $1 AND cseq > $2 ORDER BY cseq LIMIT $3`, t.comune, after, limit)
}

// Rows are the rows after a key.
func (t *comuneTx) Rows(after string, limit int) ([]server.StoredRow, error) {
	layer, id, _ := strings.Cut(after, "\x00")
	return all(t.talk, func(row pgx.CollectableRow) (r server.StoredRow, err error) {
		var body []byte
		if err = row.Scan(&r.Layer, &r.ID, &r.CSeq, &body); err == nil {
			err = damaged(json.Unmarshal(body, &r.Row))
		}
		return r, err
	}, `SELECT layer, id, cseq, body FROM rows WHERE comune = $1 AND (layer, id) > ($2, $3) ORDER BY layer, id LIMIT $4`, t.comune, layer, id, limit)
}

// Head is the number of the last change.
func (t *comuneTx) Head() (uint64, error) {
	err := t.say() // that it began
	return t.head, err
}

// Keep keeps an operation of a copied device.
func (t *comuneTx) Keep(o *wire.Signed) error {
	t.later(`INSERT INTO forks (comune, dev, seq, hash, raw) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`,
		t.comune, o.Device, o.Seq, o.Hash, o.Raw)
	return nil
}
