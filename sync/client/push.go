package client

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"net/http"

	"segit/gis"
	"segit/sync/wire"
)

// batch is what is sent at once.
type batch struct {
	lines [][]byte
	size  int
	first uint64 // number of the first; the others follow
	full  bool   // there is more
	body  []byte // as it travels
}

// last is the number of the last line.
func (b *batch) last() uint64 { return b.first + uint64(len(b.lines)) - 1 }

// next reads what of the journal, or of the access log, the server has not said
// it has.
func (l *Link) next(acked uint64, log bool) (b batch, err error) {
	bound := l.bound(acked, log)
	err = l.archive.View(func(tx Tx) error {
		b = batch{}
		chain := tx.Journal
		if log {
			chain = tx.Log
		}
		return chain(acked, func(seq uint64, raw []byte) (bool, error) {
			// Room for the end of the stream.
			full := len(b.lines) == wire.MaxBatchOps || b.size+len(raw)+1 > wire.MaxBatchBytes-1024
			if len(b.lines) > 0 && (full || seq == bound) {
				b.full = true
				return false, nil
			}
			if len(b.lines) == 0 {
				b.first = seq
			}
			b.lines = append(b.lines, bytes.Clone(raw))
			b.size += len(raw) + 1
			return true, nil
		})
	})
	return b, err
}

// bound is the first entry after one with which another device begins; 0 for none.
// What is sent at once is of one device.
func (l *Link) bound(after uint64, log bool) uint64 {
	for _, f := range l.archive.Former() {
		last := f.Ops
		if log {
			last = f.Log
		}
		if last > after {
			return last + 1
		}
	}
	return 0
}

// audit sends what of the access log the server has not: before anything else.
func (l *Link) audit(ctx context.Context, t *talk, have wire.Link) error {
	for {
		b, err := l.next(have.Seq, true)
		if err != nil || len(b.lines) == 0 {
			return err
		}
		if have, err = l.auditBatch(ctx, t, &b); err != nil {
			return err
		}
	}
}

// auditBatch sends entries of the access log; it gives the last that is there.
func (l *Link) auditBatch(ctx context.Context, t *talk, b *batch) (have wire.Link, err error) {
	body, err := b.encode()
	if err != nil {
		return have, err
	}
	raw, err := t.ask(ctx, http.MethodPost, "/v1/audit", wire.StreamType, body, wire.MaxBodyBytes)
	if err != nil {
		return have, err
	}
	if err := json.Unmarshal(raw, &have); err != nil || have.Seq < b.last() {
		return have, gis.Wrap("client.audit", gis.BadInput, err, "sync.altered")
	}
	return have, nil
}

// encode writes a batch as it travels.
func (b *batch) encode() ([]byte, error) {
	var body bytes.Buffer
	packed := gzip.NewWriter(&body)
	w := wire.NewWriter(packed)
	var err error
	for _, line := range b.lines {
		err = errors.Join(err, w.WriteRaw(line))
	}
	err = errors.Join(err, w.Close(), packed.Close())
	if err != nil {
		return nil, gis.Wrap("client.push", gis.Internal, err, "sync.stream")
	}
	return body.Bytes(), nil
}

// prepared is the next batch of operations, ready to travel.
func (l *Link) prepared(after uint64) (b batch, err error) {
	if b, err = l.next(after, false); err == nil && len(b.lines) > 0 {
		b.body, err = b.encode()
	}
	return b, err
}

// push sends every operation that the server has not said it has. Where there are
// many batches the next is read, and what the server said of the last is kept,
// while the server works: a batch whose answer is not kept yet is sent again after
// a cut, which changes nothing.
func (l *Link) push(ctx context.Context, t *talk, s *state, sum *Summary, p gis.Progress) error {
	kept := func() (none, error) { return none{}, nil }
	b, err := l.prepared(s.Acked)
	for err == nil && len(b.lines) > 0 {
		sent, following := b, func() (batch, error) { return l.prepared(s.Acked) }
		if b.full {
			following = beside(func() (batch, error) { return l.prepared(sent.last()) })
		}
		results, asked := l.pushBatch(ctx, t, &sent)
		if _, err = kept(); err == nil {
			err = asked
		}
		kept = func() (none, error) { return none{}, nil }
		if err == nil {
			sum.Pushed += len(results)
			p.Add(int64(len(results)))
			keep := func() (none, error) { return none{}, l.acked(s, &sent, results) }
			if b.full {
				kept = beside(keep)
			} else {
				_, err = keep()
			}
		}
		var failed error
		if b.full || err == nil {
			b, failed = following()
		}
		err = cmp.Or(err, failed)
	}
	_, failed := kept()
	return cmp.Or(err, failed)
}

// pushBatch sends operations, and gives what became of them.
func (l *Link) pushBatch(ctx context.Context, t *talk, b *batch) ([]wire.Result, error) {
	_, comune := l.archive.Of()
	raw, err := t.ask(ctx, http.MethodPost, "/v1/ops?comune="+comune, wire.StreamType, b.body, wire.MaxBatchBytes)
	if err != nil {
		return nil, err
	}
	return readResults(raw, b)
}

// none is what is given where only the error counts.
type none struct{}

// readResults reads what became of a batch: one answer for each operation.
func readResults(raw []byte, sent *batch) ([]wire.Result, error) {
	lines, err := wire.Read(bytes.NewReader(raw), wire.MaxBatchBytes)
	if err != nil {
		return nil, err
	}
	if len(lines) != len(sent.lines) {
		return nil, gis.Refuse("client.push", gis.BadInput, "sync.altered")
	}
	results := make([]wire.Result, len(lines))
	for i, line := range lines {
		r := &results[i]
		if err := json.Unmarshal(line, r); err != nil || r.Seq != sent.first+uint64(i) {
			return nil, gis.Wrap("client.push", gis.BadInput, err, "sync.altered")
		}
		if r.First != nil {
			*r = *r.First
		}
	}
	return results, nil
}

// acked keeps what the server answered.
func (l *Link) acked(s *state, sent *batch, results []wire.Result) error {
	rules, err := builtInRules()
	if err != nil {
		return err
	}
	return l.archive.Shared(func(tx Tx) error {
		now, err := readState(tx)
		if err != nil {
			return err
		}
		// What is sent once more, to a server that was put back or as another device,
		// was looked at already.
		before, err := parkedBySeq(tx)
		if err != nil {
			return err
		}
		touched := map[rowName]bool{}
		for i := range results {
			aside, was := before[results[i].Seq]
			if results[i].Status != wire.Parked && !was {
				continue
			}
			o, err := wire.ParseSent(sent.lines[i])
			if err != nil {
				return err
			}
			touched[rowName{o.Layer, o.ID}] = true
			if results[i].Status == wire.Parked {
				aside.Result, aside.Operation = results[i], o.Raw
			} else {
				aside.Dismissed = true
			}
			if err := tx.Aside(results[i].Seq, aside); err != nil {
				return err
			}
		}
		now.Acked = results[len(results)-1].Seq
		*s = now
		if err := tx.Put(stateKey, now); err != nil {
			return err
		}
		if len(touched) == 0 {
			return nil // all stays before the eyes as it is
		}
		if err := l.pending.load(tx, now.Own); err != nil {
			return err
		}
		return l.pending.show(&bases{tx: tx}, touched, rules)
	})
}
