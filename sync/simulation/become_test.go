package simulation_test

import (
	"maps"
	"slices"
	"strings"

	"segit/store"
	"segit/sync/client"
)

// Former are the devices as which the disk wrote before.
func (d *disk) Former() []store.Former { return d.former }

// Wrote reports whether an operation was written here.
func (d *disk) Wrote(name string) (bool, error) {
	return slices.ContainsFunc(d.journal, func(raw string) bool {
		o, err := store.DecodeOperation([]byte(raw))
		return err == nil && o.Name() == name
	}), nil
}

// Become tells what follows two points of the chains again, as
// [store.Archive.Become] does, in one transaction.
func (d *disk) Become(device string, ops, log uint64, also func(client.Tx, []store.RowRef) error) error {
	r := &store.Retelling{To: device, Ops: pointOf(d.journal, ops), Log: pointOf(d.access, log)}
	newOps, newLog, err := r.Tell(rawOf(d.journal[ops:]), rawOf(d.access[log:]))
	if err != nil {
		return err
	}
	next := *d
	next.device, next.former = device, store.Succeeded(d.former, store.Former{Device: d.device, Ops: ops, Log: log})
	next.journal, next.access = append(slices.Clone(d.journal[:ops]), textOf(newOps)...), append(slices.Clone(d.access[:log]), textOf(newLog)...)
	next.values, next.edits = maps.Clone(d.values), maps.Clone(d.edits)
	next.fate = func() fate { return fine }
	var rows []store.RowRef
	for _, raw := range newOps {
		o, err := store.DecodeOperation(raw)
		if err != nil {
			return err
		}
		rows = append(rows, store.RowRef{Layer: o.Layer, ID: o.ID})
	}
	if err := next.Shared(func(tx client.Tx) error { return also(tx, rows) }); err != nil {
		return err
	}
	next.fate = d.fate
	return d.written(func() { *d = next })
}

// clone is the disk as it is copied, with what the device had saved.
func (d *disk) clone() *disk {
	c := *d
	c.journal, c.access, c.former = slices.Clone(d.journal), slices.Clone(d.access), slices.Clone(d.former)
	c.values, c.edits = maps.Clone(d.values), maps.Clone(d.edits)
	return &c
}

func pointOf(chain []string, seq uint64) store.Point {
	if seq == 0 {
		return store.Point{}
	}
	return store.Point{Seq: seq, Hash: store.HashOf([]byte(chain[seq-1]))}
}

func rawOf(chain []string) (raw [][]byte) {
	for _, text := range chain {
		raw = append(raw, []byte(strings.Clone(text)))
	}
	return raw
}

func textOf(raw [][]byte) (chain []string) {
	for _, r := range raw {
		chain = append(chain, string(r))
	}
	return chain
}
