package server

import (
	"encoding/json"
	"fmt"
	"net/http"

	"segit/store"
	"segit/sync/merge"
	"segit/sync/wire"
)

// accept joins a batch, in one transaction. What came before gives what became
// of it then. The problem is a Gap, and nothing was written, or a Fork, and the
// operations that do not fit the chain were kept beside it.
func (s *Server) accept(tx Tx, d *Device, comune string, batch []wire.Signed) ([]wire.Result, *wire.Problem, error) {
	device := batch[0].Device // d, or what its archive was before
	wanted := Wanted{Device: device}
	for i := range batch {
		if s.unfit(comune, &batch[i]) == "" { // else what it names may be no name
			wanted.Rows = append(wanted.Rows, RowName{batch[i].Layer, batch[i].ID})
		}
	}
	if err := tx.Ahead(wanted); err != nil {
		return nil, nil, err
	}
	last, err := reached(tx, d, &batch[0])
	if err != nil {
		return nil, nil, err
	}
	if batch[0].Seq > last.Seq+1 {
		p := wire.Refuse(http.StatusConflict, wire.Gap)
		p.Seq = last.Seq + 1
		return nil, p, nil
	}
	var results []wire.Result
	for i := range batch {
		o := &batch[i]
		var before *Accepted
		if o.Seq <= last.Seq { // none has the numbers after the last
			if before, err = tx.Accepted(device, o.Seq); err != nil {
				return nil, nil, err
			}
		}
		if before != nil && before.Hash == o.Hash {
			results = append(results, before.again())
			continue
		}
		if before != nil || o.Prev != last.Hash {
			if device != d.ID {
				return nil, forked(o), nil // it comes again, told by d
			}
			return nil, forked(o), keep(tx, batch[i:])
		}
		a, err := s.join(tx, d, comune, o)
		if err != nil {
			return nil, nil, err
		}
		last = wire.Link{Seq: o.Seq, Hash: o.Hash}
		results = append(results, a.Result)
	}
	return results, nil, nil
}

func forked(o *wire.Signed) *wire.Problem {
	p := wire.Refuse(http.StatusConflict, wire.Fork)
	p.Seq = o.Seq
	return p
}

func keep(tx Tx, batch []wire.Signed) error {
	for i := range batch {
		if err := tx.Keep(&batch[i]); err != nil {
			return err
		}
	}
	return nil
}

// unfit says by a code why an operation can be of no row of a municipality; ""
// when it can.
func (s *Server) unfit(comune string, o *wire.Signed) string {
	switch {
	case len(o.Raw) > wire.MaxOpBytes:
		return "too-large"
	case o.Flawed:
		return "unreadable"
	case o.Comune != comune:
		return "other-comune"
	}
	return s.rules.Check(&o.Operation)
}

// join joins one operation to its row, or sets it aside whole.
func (s *Server) join(tx Tx, d *Device, comune string, o *wire.Signed) (*Accepted, error) {
	a := &Accepted{Dev: o.Device, Seq: o.Seq, Layer: o.Layer, ID: o.ID, Raw: o.Raw, Hash: o.Hash}
	aside := func(code string) (*Accepted, error) {
		// What it speaks of is in Raw; it may be no name at all.
		a.Layer, a.ID = "", ""
		a.Kind, a.Result = "", wire.Result{Seq: o.Seq, Status: wire.Parked, Code: code}
		if err := tx.Accept(a, nil); err != nil {
			return a, err
		}
		// It may be written again: what it names is kept, and handed to nobody. What
		// it says that it was first may be anything.
		return a, attached(tx, &o.Operation, fmt.Sprintf("aside/%s/%d", o.Device, o.Seq))
	}
	if o.Was != "" {
		if !d.tells(&o.Operation) {
			return aside("bad-value")
		}
		a.Was = o.Was
		if first, err := tx.Retold(o.Was); err != nil || first != nil {
			return a, a.toldBefore(tx, first, err)
		}
	}
	switch code := s.unfit(comune, o); {
	case code == "too-large":
		return aside(code)
	case !s.writes(d, &o.Operation):
		return aside("forbidden")
	case code != "":
		return aside(code)
	}
	// Who is told as the author is whom the certificate names: a device says of
	// itself who sits before it.
	if o.Actor != d.User {
		a.User = d.User
		vouched := *o
		vouched.Actor = d.User
		o = &vouched
	}
	row, before, err := tx.Row(o.Layer, o.ID)
	if err != nil {
		return nil, err
	}
	a.New, a.From = before == 0, row.Cell
	disputed := len(row.Disputes(o.Layer, o.ID)) > 0
	outcome, err := row.Apply(&o.Operation, s.rules)
	if err != nil {
		return aside("bad-value") // Check lets none through that Apply refuses
	}
	a.Cell = row.Cell
	a.Result = wire.Result{Seq: o.Seq, Status: [...]string{wire.Applied, wire.Merged, wire.Conflict}[outcome]}
	disputes := row.Disputes(o.Layer, o.ID)
	if outcome == merge.Conflict {
		for i := range disputes {
			a.Result.Conflict = append(a.Result.Conflict, disputes[i].ID)
		}
	}
	switch {
	case row.Deleted():
		a.Kind = wire.TombstoneChange
	case outcome == merge.Conflict:
		a.Kind = wire.ConflictChange
	case disputed && len(disputes) == 0:
		a.Kind = wire.ResolvedChange
	default:
		a.Kind = wire.PutChange
	}
	if err := tx.Accept(a, &row); err != nil {
		return a, err
	}
	return a, attached(tx, &o.Operation, RowKey(o.Layer, o.ID))
}

// attached ties the blob of an attachment to a name, that of its row: whoever may
// see the row may have it, once it comes.
func attached(tx Tx, o *store.Operation, name string) error {
	change, ok := o.Set[store.HashColumn]
	if o.Layer != store.LayerAttachments || !ok {
		return nil
	}
	var sha256 string
	if err := json.Unmarshal(change.New, &sha256); err != nil || !hashForm.MatchString(sha256) {
		return nil // it names no blob, and nothing will be handed out for it
	}
	return tx.PutRef(Ref{SHA256: sha256, Name: name})
}
