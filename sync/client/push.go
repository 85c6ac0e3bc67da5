package client

import (
	"bytes"
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
}

// next reads what of the journal, or of the access log, the server has not said
// it has.
func (l *Link) next(acked uint64, log bool) (b batch, err error) {
	err = l.archive.View(func(tx Tx) error {
		b = batch{}
		chain := tx.Journal
		if log {
			chain = tx.Log
		}
		return chain(acked, func(_ uint64, raw []byte) (bool, error) {
			// Room for the end of the stream.
			if len(b.lines) == wire.MaxBatchOps || len(b.lines) > 0 && b.size+len(raw)+1 > wire.MaxBatchBytes-1024 {
				return false, nil
			}
			b.lines = append(b.lines, bytes.Clone(raw))
			b.size += len(raw) + 1
			return true, nil
		})
	})
	return b, err
}

// audit sends what of the access log the server has not: before anything else.
func (l *Link) audit(ctx context.Context, t *talk, have wire.Link) error {
	for {
		b, err := l.next(have.Seq, true)
		if err != nil || len(b.lines) == 0 {
			return err
		}
		body, err := b.encode()
		if err != nil {
			return err
		}
		raw, err := t.ask(ctx, http.MethodPost, "/v1/audit", wire.StreamType, body, wire.MaxBodyBytes)
		if err != nil {
			return err
		}
		last := have.Seq
		if err := json.Unmarshal(raw, &have); err != nil || have.Seq <= last {
			return gis.Wrap("client.audit", gis.BadInput, err, "sync.altered")
		}
	}
}

// operations reads the operations of a batch.
func (b *batch) operations() ([]wire.Signed, error) {
	ops := make([]wire.Signed, len(b.lines))
	for i, line := range b.lines {
		var err error
		if ops[i], err = wire.ParseOperation(line); err != nil {
			return nil, err
		}
	}
	return ops, nil
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

// push sends every operation that the server has not said it has.
func (l *Link) push(ctx context.Context, t *talk, s *state, sum *Summary, p gis.Progress) error {
	for {
		b, err := l.next(s.Acked, false)
		if err != nil || len(b.lines) == 0 {
			return err
		}
		ops, err := b.operations()
		if err != nil {
			return err
		}
		body, err := b.encode()
		if err != nil {
			return err
		}
		raw, err := t.ask(ctx, http.MethodPost, "/v1/ops", wire.StreamType, body, wire.MaxBatchBytes)
		if err != nil {
			return err
		}
		results, err := readResults(raw, ops)
		if err != nil {
			return err
		}
		if err := l.acked(s, ops, results); err != nil {
			return err
		}
		sum.Pushed += len(results)
		p.Add(int64(len(results)))
	}
}

// readResults reads what became of a batch: one answer for each operation.
func readResults(raw []byte, ops []wire.Signed) ([]wire.Result, error) {
	lines, err := wire.Read(bytes.NewReader(raw), wire.MaxBatchBytes)
	if err != nil {
		return nil, err
	}
	if len(lines) != len(ops) {
		return nil, gis.Refuse("client.push", gis.BadInput, "sync.altered")
	}
	results := make([]wire.Result, len(lines))
	for i, line := range lines {
		r := &results[i]
		if err := json.Unmarshal(line, r); err != nil || r.Seq != ops[i].Seq {
			return nil, gis.Wrap("client.push", gis.BadInput, err, "sync.altered")
		}
		if r.First != nil {
			*r = *r.First
		}
	}
	return results, nil
}

// acked keeps what the server answered.
func (l *Link) acked(s *state, ops []wire.Signed, results []wire.Result) error {
	rules, err := builtInRules()
	if err != nil {
		return err
	}
	return l.archive.Shared(func(tx Tx) error {
		now, err := readState(tx)
		if err != nil {
			return err
		}
		touched := map[rowName]bool{}
		for i := range results {
			if results[i].Status != wire.Parked {
				continue
			}
			touched[rowName{ops[i].Layer, ops[i].ID}] = true
			if err := tx.Aside(results[i].Seq, Parked{Result: results[i], Operation: ops[i].Raw}); err != nil {
				return err
			}
		}
		now.Acked = results[len(results)-1].Seq
		*s = now
		if err := tx.Put(stateKey, now); err != nil {
			return err
		}
		if err := l.pending.load(tx, now.Own); err != nil {
			return err
		}
		return l.pending.show(tx, touched, rules)
	})
}
