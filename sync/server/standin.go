package server

import (
	"context"
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"segit/store"
	"segit/sync/rights"
	"segit/sync/wire"
)

// standIn is the device as which the server writes for those who have none: it
// has a chain of its own in every municipality, and another after a restore, so
// that no number of it is ever used twice.
func (s *Server) standIn(c *rights.Caller) Device {
	epoch, err := uuid.Parse(s.identity.Epoch)
	if err != nil {
		epoch = uuid.NameSpaceURL // an epoch that another program made: any word will do
	}
	id := uuid.NewSHA1(epoch, []byte("stand-in "+s.identity.Epoch))
	return Device{ID: id.String(), User: c.User, Role: c.Role, Comuni: c.Comuni, Status: Active, Since: s.Now()}
}

// Read runs f on one state of a municipality.
func (s *Server) Read(ctx context.Context, comune string, f func(View) error) error {
	return s.Store.Read(ctx, comune, f)
}

// Comuni are the municipalities of the repository.
func (s *Server) Comuni(ctx context.Context) ([]string, error) { return s.Store.Comuni(ctx) }

// WriteAs joins the operations that f makes of the state that they meet, in one
// transaction, as edits of a caller who has no device. Device, number, chain,
// municipality, author and time are filled in. When one of them would be set
// aside none is joined; the error is a [wire.Problem].
func (s *Server) WriteAs(ctx context.Context, c *rights.Caller, comune string, f func(View) ([]store.Operation, error)) (results []wire.Result, err error) {
	if !c.Known() || !c.Sees(comune) {
		return nil, wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	d := s.standIn(c)
	err = s.Store.Write(ctx, comune, func(tx Tx) error {
		ops, err := f(tx)
		if err != nil || len(ops) == 0 {
			return err
		}
		batch, err := s.signed(tx, &d, comune, ops)
		if err != nil {
			return err
		}
		var problem *wire.Problem
		if results, problem, err = s.accept(tx, &d, comune, batch); err != nil {
			return err
		}
		if problem != nil {
			return problem
		}
		for _, r := range results {
			switch {
			case r.Status != wire.Parked:
			case r.Code == "forbidden":
				return wire.Refuse(http.StatusForbidden, wire.Forbidden)
			default:
				return wire.Refuse(http.StatusUnprocessableEntity, wire.Code("parked."+r.Code))
			}
		}
		return nil
	})
	if err == nil {
		s.metrics.operations(results)
	}
	return results, err
}

// signed makes operations the next ones of a device's chain.
func (s *Server) signed(tx Tx, d *Device, comune string, ops []store.Operation) ([]wire.Signed, error) {
	last, err := tx.Last(d.ID)
	if err != nil {
		return nil, err
	}
	seen, err := tx.Log(d.ID)
	if err != nil {
		return nil, err
	}
	batch := make([]wire.Signed, len(ops))
	step := last.Seq + 1
	for i := range ops {
		o := &ops[i]
		o.Device, o.Seq, o.Prev, o.Comune, o.Actor, o.At, o.Schema = d.ID, last.Seq+1, last.Hash, comune, d.User, s.Now().UTC(), 1
		if len(ops) > 1 {
			o.Step = step
		}
		if seen.Seq > 0 {
			o.Seen = strconv.FormatUint(seen.Seq, 10) + ":" + seen.Hash
		}
		raw, err := o.Encode()
		if err != nil {
			return nil, err
		}
		if batch[i], err = wire.ParseOperation(raw); err != nil {
			return nil, err
		}
		last = wire.Link{Seq: batch[i].Seq, Hash: batch[i].Hash}
	}
	return batch, nil
}

// LogAs keeps an entry of the access log of those who have no device.
func (s *Server) LogAs(ctx context.Context, c *rights.Caller, comune string, entry store.Access) error {
	d := s.standIn(c)
	return s.Store.Write(ctx, comune, func(tx Tx) error {
		last, err := tx.Log(d.ID)
		if err != nil {
			return err
		}
		entry.Device, entry.Seq, entry.Prev, entry.Comune, entry.Actor, entry.At = d.ID, last.Seq+1, last.Hash, comune, c.User, s.Now().UTC()
		raw, err := entry.Encode()
		if err != nil {
			return err
		}
		return tx.Record(d.ID, wire.Link{Seq: entry.Seq, Hash: store.HashOf(raw)}, raw)
	})
}
