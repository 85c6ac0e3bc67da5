package client

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"segit/gis"
	"segit/store"
	"segit/sync/merge"
	"segit/sync/wire"
)

type jsonValue = json.RawMessage

// change changes where the device stands.
func (l *Link) change(s *state, f func(*state)) error {
	return l.archive.Shared(func(tx Tx) error {
		now, err := readState(tx)
		if err != nil {
			return err
		}
		f(&now)
		*s = now
		return tx.Put(stateKey, now)
	})
}

// pull takes in what came in since the cursor, a page at a time: the next one is
// on its way while one is written. A page and its cursor are written in one
// transaction.
func (l *Link) pull(ctx context.Context, t *talk, s *state, sum *Summary, p gis.Progress) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	checkout := s.Checkout
	came := func() (news, error) { return t.news(ctx, checkout, s.Cursor) }
	for {
		n, err := came()
		if err != nil {
			return err
		}
		if n.page.More {
			came = beside(func() (news, error) { return t.news(ctx, checkout, n.page.Cursor) })
		}
		err = l.take(s, n.changes, sum, func(now *state) { now.Cursor, now.Own = n.page.Cursor, max(now.Own, n.page.Own) }, !n.page.More)
		if err != nil && n.page.More {
			cancel()
			came() //nolint:errcheck // it was given up
		}
		if err != nil {
			return err
		}
		p.Add(int64(len(n.changes)))
		if !n.page.More {
			return nil
		}
	}
}

// news is a page of what came in.
type news struct {
	changes []wire.Change
	page    wire.Page
}

// news asks for the page after a cursor.
func (t *talk) news(ctx context.Context, checkout, cursor string) (n news, err error) {
	path := "/v1/checkouts/" + checkout + "/changes?cursor=" + url.QueryEscape(cursor)
	raw, err := t.ask(ctx, http.MethodGet, path, "application/json", nil, wire.MaxPageBytes)
	if err == nil {
		n.changes, n.page, err = readPage(raw)
	}
	return n, err
}

// readPage reads a page whole.
func readPage(raw []byte) ([]wire.Change, wire.Page, error) {
	const op = "client.pull"
	lines, err := wire.Read(bytes.NewReader(raw), wire.MaxPageBytes)
	if err != nil {
		return nil, wire.Page{}, err
	}
	var changes []wire.Change
	for i, line := range lines {
		var l wire.Line
		if err := json.Unmarshal(line, &l); err != nil {
			return nil, wire.Page{}, gis.Wrap(op, gis.BadInput, err, "sync.altered")
		}
		switch last := i == len(lines)-1; {
		case last && l.Page != nil:
			return changes, *l.Page, nil
		case !last && l.Change != nil:
			changes = append(changes, *l.Change)
		}
	}
	return nil, wire.Page{}, gis.Refuse(op, gis.BadInput, "sync.altered")
}

// take writes a page with where the device stands after it, and what people see
// of it; head says that nothing follows.
func (l *Link) take(s *state, changes []wire.Change, sum *Summary, stands func(*state), head bool) error {
	rules, err := builtInRules()
	if err != nil {
		return err
	}
	device, _ := l.archive.Of()
	pulled := 0
	at := l.now().UTC()
	err = l.archive.Shared(func(tx Tx) error {
		pulled = 0
		var news []News
		now, err := readState(tx)
		if err != nil {
			return err
		}
		touched := map[rowName]bool{}
		rows := &bases{tx: tx}
		for i := range changes {
			c := &changes[i]
			foreign, o, err := takeOne(rows, c, device, now.reading(), rules)
			if err != nil {
				return err
			}
			touched[rowName{c.Layer, c.ID}] = true
			if !foreign {
				continue
			}
			pulled++
			if now.Synced.IsZero() || now.Stale {
				continue // all rows are read: nothing of it is new
			}
			news = append(news, newsOf(c, o, at))
		}
		if err := rows.write(); err != nil {
			return err
		}
		if err := tell(tx, news, at); err != nil {
			return err
		}
		if head {
			if now.Stale {
				if err := forgetOld(tx, now.reading(), touched); err != nil {
					return err
				}
			}
			now.Stale, now.Synced = false, at
		}
		stands(&now)
		*s = now
		if err := tx.Put(stateKey, now); err != nil {
			return err
		}
		if err := l.pending.load(tx, now.Own); err != nil {
			return err
		}
		return l.pending.show(rows, touched, rules)
	})
	if err == nil {
		sum.Pulled += pulled
	}
	return err
}

// takeOne brings a row up to a change; one that is in it already does nothing.
// foreign says that another device wrote it; o is the operation, nil where the
// row came whole or did not change.
func takeOne(rows *bases, c *wire.Change, device, epoch string, rules merge.Rules) (foreign bool, o *store.Operation, err error) {
	name := rowName{c.Layer, c.ID}
	b, err := rows.of(name)
	if err != nil {
		return false, nil, err
	}
	if b.Epoch != epoch {
		b = &base{Layer: c.Layer, ID: c.ID, Epoch: epoch}
	}
	switch {
	case c.Kind == wire.LeaveChange && c.CSeq <= b.CSeq:
		return false, nil, nil // it has come back since
	case c.Kind == wire.LeaveChange:
		return true, nil, rows.drop(name)
	case c.Row != nil:
		if c.CSeq < b.CSeq {
			return false, nil, nil
		}
		b.Row, foreign = *c.Row, true
	default:
		if c.CSeq <= b.CSeq {
			return false, nil, nil
		}
		signed, err := c.Operation()
		if err != nil {
			return false, nil, err
		}
		o = &signed.Operation
		if _, err := b.Row.Apply(o, rules); err != nil {
			return false, nil, err
		}
		foreign = o.Device != device
	}
	b.CSeq = c.CSeq
	rows.put(name, b)
	return foreign, o, nil
}

// forgetOld removes the rows that the server has not any more after a restore.
// They were kept until now, when all that it has is here.
func forgetOld(tx Tx, epoch string, touched map[rowName]bool) error {
	var old []string
	err := tx.Each(basePrefix, func(key string, raw jsonValue) error {
		var b struct {
			Epoch string `json:"epoch"`
		}
		if err := json.Unmarshal(raw, &b); err != nil {
			return gis.Wrap("client.pull", gis.Damaged, err, "sync.store-damaged")
		}
		if b.Epoch != epoch {
			old = append(old, key)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, key := range old {
		if err := tx.Delete(key); err != nil {
			return err
		}
		layer, id, _ := strings.Cut(strings.TrimPrefix(key, basePrefix), "\x00")
		touched[rowName{layer, id}] = true
	}
	return nil
}
