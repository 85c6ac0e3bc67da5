package client

import (
	"maps"
	"slices"

	"segit/gis"
	"segit/store"
	"segit/sync/merge"
	"segit/sync/wire"
)

// rowName names a row.
type rowName struct{ layer, id string }

// pending are the operations of this device that are not in the base yet, by
// row. They are gone through once; so many are kept as they were read, and of the
// others their numbers: a queue may be of any length.
type pending struct {
	loaded uint64 // last operation read
	own    uint64 // last operation that is in the base
	rows   map[rowName][]waiting
	order  []rowName // of the operations that were read, by number: one entry each
	kept   int       // operations that are in memory
	room   int       // how many may be
}

// waiting is an operation of a row.
type waiting struct {
	seq uint64
	op  *store.Operation // nil for one that is read again where it is wanted
}

// mostKept is how many operations are kept in memory: some 40 MB of them.
const mostKept = 20_000

// load reads what was written since, and forgets what has come back.
func (p *pending) load(tx Tx, own uint64) error {
	if p.rows == nil || own < p.own {
		*p = pending{loaded: own, rows: map[rowName][]waiting{}, room: p.room}
	}
	if own > p.own {
		p.forget(own)
	}
	p.own = own
	return tx.Journal(max(p.loaded, own), func(seq uint64, raw []byte) (bool, error) {
		o, err := wire.ParseSent(raw)
		if err != nil {
			return false, err
		}
		p.loaded = seq
		name := rowName{o.Layer, o.ID}
		w := waiting{seq: seq}
		if p.kept < p.room {
			op := o.Operation // without the bytes
			w.op = &op
			p.kept++
		}
		p.rows[name] = append(p.rows[name], w)
		p.order = append(p.order, name)
		return true, nil
	})
}

// read gives the operation, from the journal where it is not in memory.
func (w *waiting) read(tx Tx) (*store.Operation, error) {
	if w.op != nil {
		return w.op, nil
	}
	raw, err := entryIn(tx.Journal, w.seq)
	if err == nil && raw == nil {
		err = gis.Refuse("client.pending", gis.Damaged, "sync.store-damaged")
	}
	if err != nil {
		return nil, err
	}
	o, err := wire.ParseSent(raw)
	return &o.Operation, err
}

// forget forgets the operations up to one. The first of a row is the first of its
// list, so that no other row is looked at.
func (p *pending) forget(own uint64) {
	n := 0
	for _, name := range p.order {
		ops := p.rows[name]
		if ops[0].seq > own {
			break
		}
		n++
		if ops[0].op != nil {
			p.kept--
		}
		if ops[0] = (waiting{}); len(ops) > 1 {
			p.rows[name] = ops[1:]
		} else {
			delete(p.rows, name)
		}
	}
	p.order = p.order[n:]
}

// view is a row as people see it: what the server has, and over it what this
// device wrote that is not there yet.
type view struct {
	row  merge.Row
	mine map[string]bool // operations not in the base
}

// look makes the view of a row.
func (p *pending) look(tx Tx, b *base, aside map[uint64]Parked, rules merge.Rules) (view, error) {
	v := view{row: b.Row.Clone(), mine: map[string]bool{}}
	for _, w := range p.rows[rowName{b.Layer, b.ID}] {
		if _, is := aside[w.seq]; is {
			continue
		}
		o, err := w.read(tx)
		if err != nil {
			return v, err
		}
		if rules.Check(o) != "" {
			continue
		}
		if _, err := v.row.Apply(o, rules); err != nil {
			return v, err
		}
		v.mine[o.Name()] = true
	}
	return v, nil
}

// show makes the views of rows again, and the list of their conflicts. There is
// nothing to see of a row that neither the server nor this device knows.
func (p *pending) show(rows *bases, touched map[rowName]bool, rules merge.Rules) error {
	tx := rows.tx
	aside, err := parkedBySeq(tx)
	if err != nil {
		return err
	}
	for name := range touched {
		b, err := rows.of(name)
		if err != nil {
			return err
		}
		v, err := p.look(tx, b, aside, rules)
		if err != nil {
			return err
		}
		edits := v.row.Edits(v.mine)
		var shown *store.Edits
		// A row that a person makes is not there before its making comes.
		if store.Implicit(name.layer) && len(edits.Cells)+len(edits.Notes) > 0 || edits.Life != nil {
			shown = &edits
		}
		if err := tx.Show(name.layer, name.id, shown); err != nil {
			return err
		}
		if err := v.disputes(tx, name); err != nil {
			return err
		}
	}
	return nil
}

// disputes keeps the conflicts of a row, in the place of those it had.
func (v *view) disputes(tx Tx, name rowName) error {
	prefix := disputeKey + name.layer + "\x00" + name.id + "\x00"
	old := map[string]bool{}
	err := tx.Each(prefix, func(key string, _ jsonValue) error { old[key] = true; return nil })
	if err != nil {
		return err
	}
	for _, d := range v.row.Disputes(name.layer, name.id) {
		delete(old, prefix+d.Column)
		if err := tx.Put(prefix+d.Column, d); err != nil {
			return err
		}
	}
	for _, key := range slices.Sorted(maps.Keys(old)) {
		if err := tx.Delete(key); err != nil {
			return err
		}
	}
	return nil
}
