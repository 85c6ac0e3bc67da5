package client

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"segit/gis"
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

// pull takes in what came in since the cursor, a page at a time. A page and its
// cursor are written in one transaction.
func (l *Link) pull(ctx context.Context, t *talk, s *state, sum *Summary, p gis.Progress) error {
	for more := true; more; {
		path := "/v1/checkouts/" + s.Checkout + "/changes?cursor=" + url.QueryEscape(s.Cursor)
		raw, err := t.ask(ctx, http.MethodGet, path, "application/json", nil, wire.MaxPageBytes)
		if err != nil {
			return err
		}
		changes, page, err := readPage(raw)
		if err != nil {
			return err
		}
		err = l.take(s, changes, sum, func(now *state) { now.Cursor, now.Own = page.Cursor, max(now.Own, page.Own) }, !page.More)
		if err != nil {
			return err
		}
		more = page.More
		p.Add(int64(len(changes)))
	}
	return nil
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
		for i := range changes {
			c := &changes[i]
			foreign, err := takeOne(tx, c, device, now.reading(), rules)
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
			n, err := newsOf(c, at)
			if err != nil {
				return err
			}
			news = append(news, n)
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
		return l.pending.show(tx, touched, rules)
	})
	if err == nil {
		sum.Pulled += pulled
	}
	return err
}

// takeOne brings a row up to a change; one that is in it already does nothing.
// foreign says that another device wrote it.
func takeOne(tx Tx, c *wire.Change, device, epoch string, rules merge.Rules) (foreign bool, err error) {
	b := base{Layer: c.Layer, ID: c.ID}
	if _, err := tx.Get(baseKey(c.Layer, c.ID), &b); err != nil {
		return false, err
	}
	if b.Epoch != epoch {
		b = base{Layer: c.Layer, ID: c.ID, Epoch: epoch}
	}
	switch {
	case c.Kind == wire.LeaveChange && c.CSeq <= b.CSeq:
		return false, nil // it has come back since
	case c.Kind == wire.LeaveChange:
		return true, tx.Delete(baseKey(c.Layer, c.ID))
	case c.Row != nil:
		if c.CSeq < b.CSeq {
			return false, nil
		}
		b.Row, foreign = *c.Row, true
	default:
		if c.CSeq <= b.CSeq {
			return false, nil
		}
		o, err := c.Operation()
		if err != nil {
			return false, err
		}
		if _, err := b.Row.Apply(&o.Operation, rules); err != nil {
			return false, err
		}
		foreign = o.Device != device
	}
	b.CSeq = c.CSeq
	return foreign, tx.Put(baseKey(c.Layer, c.ID), b)
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
