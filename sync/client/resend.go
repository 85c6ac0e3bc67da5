package client

import (
	"segit/gis"
	"segit/store"
	"segit/sync/merge"
	"segit/sync/wire"
)

// Resend writes again an operation that the server set aside, by its number: as
// a new one of the person who resends it, beside what the row shows now. The old
// one stays in the journal and is not offered again.
func (l *Link) Resend(seq uint64, actor, purpose string) error {
	const op = "client.Resend"
	parked, err := l.Parked()
	if err != nil {
		return err
	}
	for i := range parked {
		if parked[i].Result.Seq != seq {
			continue
		}
		old, err := wire.ParseSent(parked[i].Operation)
		if err != nil {
			return err
		}
		if old.Flawed {
			return &gis.Error{Op: op, Kind: gis.BadUsage, Message: parked[i].Reason()}
		}
		again := store.Operation{
			Layer: old.Layer, ID: old.ID, Cell: old.Cell, Kind: old.Kind, Schema: merge.MaxSchema, Actor: actor, Purpose: purpose,
			Set: map[string]store.Change{},
		}
		for column, change := range old.Set {
			again.Set[column] = store.Change{New: change.New}
		}
		rules, err := builtInRules()
		if err != nil {
			return err
		}
		// What it shall become on the row of today is for the server to say;
		// what no row can take is refused here.
		if code := rules.Check(&again); code != "" && code != "illegal-transition" {
			return &gis.Error{Op: op, Kind: gis.BadUsage, Message: merge.Refusal(code)}
		}
		// The mark comes last: were only it written, the edit would be lost.
		if err := l.archive.Append(again); err != nil {
			return err
		}
		parked[i].Resent = true
		if err := l.archive.Shared(func(tx Tx) error { return tx.Aside(seq, parked[i]) }); err != nil {
			return err
		}
		return l.refresh(rowName{old.Layer, old.ID}, rules)
	}
	return gis.Refuse(op, gis.NotFound, "share.no-parked", seq)
}

// Dismiss keeps an operation that the server set aside from being offered again,
// by its number: it stays in the journal, and on no row.
func (l *Link) Dismiss(seq uint64) error {
	parked, err := l.Parked()
	if err != nil {
		return err
	}
	for i := range parked {
		if parked[i].Result.Seq == seq {
			parked[i].Dismissed = true
			return l.archive.Shared(func(tx Tx) error { return tx.Aside(seq, parked[i]) })
		}
	}
	return gis.Refuse("client.Dismiss", gis.NotFound, "share.no-parked", seq)
}
