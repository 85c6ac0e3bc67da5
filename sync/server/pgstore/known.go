package pgstore

import (
	"github.com/jackc/pgx/v5"

	"segit/sync/server"
	"segit/sync/wire"
)

// known is what a transaction need not ask any more: it was read ahead, or was
// written in it.
type known struct {
	last      map[string]*server.Accepted // of a device, nil for none
	logs      map[string]wire.Link
	rows      map[rowName]keptRow
	checkouts map[string]*server.Checkout // nil for none
}

type rowName struct{ layer, id string }

// keptRow is a row as it is kept; of number 0 it is not there. What is read of it
// is read from its bytes each time: who changes it changes nobody else's.
type keptRow struct {
	cseq uint64
	body []byte
}

func newKnown() known {
	return known{map[string]*server.Accepted{}, map[string]wire.Link{}, map[rowName]keptRow{}, map[string]*server.Checkout{}}
}

// Ahead reads in one go what will be asked.
func (t *comuneTx) Ahead(w server.Wanted) error {
	if w.Device != "" {
		if _, ok := t.known.last[w.Device]; !ok {
			t.aheadOfDevice(w.Device)
		}
		if _, ok := t.known.logs[w.Device]; !ok {
			t.aheadOfLog(w.Device)
		}
	}
	if _, ok := t.known.checkouts[w.Checkout]; !ok && w.Checkout != "" {
		t.aheadOfCheckout(w.Checkout)
	}
	var layers, ids []string
	for _, row := range w.Rows {
		name := rowName{row.Layer, row.ID}
		if _, ok := t.known.rows[name]; !ok {
			t.known.rows[name] = keptRow{}
			layers, ids = append(layers, row.Layer), append(ids, row.ID)
		}
	}
	if len(ids) > 0 {
		t.later(`SELECT layer, id, cseq, body FROM rows WHERE comune = $1 AND (layer, id) IN (SELECT l, i FROM unnest($2::text[], $3::text[]) AS k(l, i))`,
			t.comune, layers, ids).Query(func(rows pgx.Rows) error {
			var name rowName
			var kept keptRow
			_, err := pgx.ForEachRow(rows, []any{&name.layer, &name.id, &kept.cseq, &kept.body}, func() error {
				t.known.rows[name] = kept
				kept.body = nil
				return nil
			})
			return err
		})
	}
	return t.say()
}

// What is written in this transaction is known, so that none of these need wait
// for it to be said.

func (t *comuneTx) aheadOfDevice(dev string) {
	t.known.last[dev] = nil
	t.maybe(func(row pgx.Row) error {
		a, err := scanChange(row)
		t.known.last[dev] = &a
		return err
	}, `SELECT `+changeColumns+` FROM changes WHERE comune = $1 AND dev = $2 ORDER BY seq DESC LIMIT 1`, t.comune, dev)
}

func (t *comuneTx) aheadOfLog(dev string) {
	t.known.logs[dev] = wire.Link{}
	t.maybe(func(row pgx.Row) error {
		var at wire.Link
		err := row.Scan(&at.Seq, &at.Hash)
		t.known.logs[dev] = at
		return err
	}, `SELECT seq, hash FROM access WHERE comune = $1 AND dev = $2 ORDER BY seq DESC LIMIT 1`, t.comune, dev)
}

func (t *comuneTx) aheadOfCheckout(id string) {
	t.known.checkouts[id] = nil
	t.maybe(func(row pgx.Row) error {
		c := server.Checkout{Comune: t.comune, ID: id}
		t.known.checkouts[id] = &c
		return row.Scan(&c.Device, &c.Cells, &c.Purpose, &c.At, &c.Since, &c.Squares)
	}, `SELECT device, cells, purpose, at, since, squares FROM checkouts WHERE comune = $1 AND id = $2`, t.comune, id)
}

// Checkout is a checkout by id.
func (t *comuneTx) Checkout(id string) (server.Checkout, error) {
	if _, ok := t.known.checkouts[id]; !ok {
		t.aheadOfCheckout(id)
		if err := t.say(); err != nil {
			return server.Checkout{}, err
		}
	}
	if c := t.known.checkouts[id]; c != nil {
		return *c, nil
	}
	return server.Checkout{}, server.ErrUnknown
}
