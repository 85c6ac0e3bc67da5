package server

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"segit/store"
	"segit/sync/wire"
)

// An archive that was copied, or put back from an old copy, is there twice under
// the name of one device, and each goes on otherwise. The device is frozen; each
// archive joins again as a device of its own, which names the frozen one as what
// it was (Device.Former) and shows its certificate. The chains of the new device
// begin after the last entry that its archive has in common with what the server
// holds: numbers go on, and the first names that entry's hash as the one before.
// What the archive had not sent it sends as the old device as far as it still
// fits there, so that what two copies have in common comes once, by its number;
// from the first that does not fit on it is told again as the new device. What is
// told again says what it was, and has that as its name: a copy of the copy that
// tells it, too, is answered as one that repeats it.

// The reasons for which a device is frozen.
const (
	ForkedOps = "fork"     // two operations came under one number
	ForkedLog = "fork-log" // its access log does not go on from what is here
	Succeeded = "joined"   // an archive of it joined again as another device
)

// Wrote reports whether the archive of a device wrote as a device, now or before.
func (d *Device) Wrote(device string) bool {
	return device == d.ID || slices.Contains(d.Former, device)
}

// byDevice cuts operations into batches, each of one device.
func byDevice(ops []wire.Signed) (batches [][]wire.Signed) {
	first := 0
	for i := range ops {
		if i+1 == len(ops) || i+1-first == wire.MaxBatchOps || ops[i+1].Device != ops[i].Device {
			batches = append(batches, ops[first:i+1])
			first = i + 1
		}
	}
	return batches
}

// tells reports whether a device may tell an operation as one told again: it must
// have been one of what its archive was before.
func (d *Device) tells(o *store.Operation) bool {
	device, ok := o.Origin()
	return ok && slices.Contains(d.Former, device)
}

// toldBefore accepts an operation that a copy of the archive has told already: it
// keeps its place in its device's chain, and joins nothing.
func (a *Accepted) toldBefore(tx Tx, first *Accepted, err error) error {
	if err != nil {
		return err
	}
	a.Layer, a.ID, a.Kind = "", "", ""
	a.Result = wire.Result{Seq: a.Seq, Status: wire.Duplicate, First: &first.Result}
	return tx.Accept(a, nil)
}

// again is what is answered for an operation that came before.
func (a *Accepted) again() wire.Result {
	first := &a.Result
	if first.First != nil {
		first = first.First
	}
	return wire.Result{Seq: a.Seq, Status: wire.Duplicate, First: first}
}

// predecessor is the device that an archive was which enrols again; zero for one
// that enrols for the first time. Who has not its key is refused.
func (s *Server) predecessor(r *http.Request, id string) (Device, error) {
	if id == "" {
		return Device{}, nil
	}
	d, _, err := s.presented(r)
	switch {
	case err != nil:
		return d, err
	case d.ID != id:
		return d, wire.Refuse(http.StatusForbidden, wire.Forbidden)
	case d.Status == Revoked:
		return d, wire.Refuse(http.StatusForbidden, wire.Revoked)
	}
	return d, nil
}

// succeeded freezes a device whose archive joined again: another copy that still
// writes as it does the same.
func (s *Server) succeeded(r *http.Request, devices ...string) error {
	for _, id := range devices {
		if err := s.Store.Freeze(r.Context(), id, Succeeded, s.Now()); err != nil && !errors.Is(err, ErrUnknown) {
			return err
		}
	}
	return nil
}

// reached is the end of the chain on which an operation may follow: that of its
// device, or the entry of a former one after which its device begins.
func reached(v View, d *Device, o *wire.Signed) (wire.Link, error) {
	last, err := v.Last(o.Device)
	if err != nil || last.Seq > 0 || o.Seq == 1 {
		return last, err
	}
	return heldOp(v, d, wire.Link{Seq: o.Seq - 1, Hash: o.Prev})
}

// heldOp is an operation of a former device, zero where it is not here.
func heldOp(v View, d *Device, at wire.Link) (wire.Link, error) { return heldBy(v, d, at, hasOp) }

// heldBy is an entry of a chain of a former device, zero where none has it.
func heldBy(v View, d *Device, at wire.Link, has func(v View, device string, at wire.Link) (bool, error)) (wire.Link, error) {
	for _, former := range d.Former {
		if is, err := has(v, former, at); err != nil || is {
			return at, err
		}
	}
	return wire.Link{}, nil
}

func hasOp(v View, device string, at wire.Link) (bool, error) {
	a, err := v.Accepted(device, at.Seq)
	return a != nil && a.Hash == at.Hash, err
}

// logReached is [reached] for entries of the access log.
func logReached(v View, d *Device, x *store.Access) (wire.Link, error) {
	last, err := v.Log(x.Device)
	if err != nil || last.Seq > 0 || x.Seq == 1 {
		return last, err
	}
	return heldEntry(v, d, wire.Link{Seq: x.Seq - 1, Hash: x.Prev})
}

// heldEntry is an entry of the access log of a former device, zero where it is
// not here.
func heldEntry(v View, d *Device, at wire.Link) (wire.Link, error) { return heldBy(v, d, at, hasEntry) }

func hasEntry(v View, device string, at wire.Link) (bool, error) {
	if at.Seq == 0 {
		return false, nil
	}
	raw, err := v.AccessLog(device, at.Seq-1, 1)
	return len(raw) == 1 && store.HashOf(raw[0]) == at.Hash, err
}

// stands says where the chains of a device end. One that has sent nothing under
// its own name stands where a former one does, if what it says of that is here.
func stands(v View, d *Device, r *http.Request) (ops, log wire.Link, err error) {
	if ops, err = v.Last(d.ID); err == nil && ops.Seq == 0 {
		if at, said := linkOf(r.URL.Query().Get("ops")); said {
			ops, err = heldOp(v, d, at)
		}
	}
	if err != nil {
		return ops, log, err
	}
	if log, err = v.Log(d.ID); err == nil && log.Seq == 0 {
		if at, said := linkOf(r.URL.Query().Get("log")); said {
			log, err = heldEntry(v, d, at)
		}
	}
	return ops, log, err
}

// linkOf reads "number:hash".
func linkOf(text string) (wire.Link, bool) {
	number, hash, cut := strings.Cut(text, ":")
	seq, err := strconv.ParseUint(number, 10, 64)
	return wire.Link{Seq: seq, Hash: hash}, cut && err == nil && seq > 0
}

// former says which entries of a device that the caller was are here.
func (s *Server) former(w http.ResponseWriter, r *http.Request, d Device) error {
	var ask wire.FormerRequest
	if err := read(r, &ask); err != nil {
		return err
	}
	id := r.PathValue("id")
	switch {
	case !slices.Contains(d.Former, id) || !d.Sees(ask.Comune):
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	case len(ask.Ops) > wire.MostLinks || len(ask.Log) > wire.MostLinks:
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	}
	var answer wire.FormerReply
	err := s.Store.Read(r.Context(), ask.Comune, func(v View) error {
		answer = wire.FormerReply{}
		for _, at := range ask.Ops {
			is, err := hasOp(v, id, at)
			if err != nil {
				return err
			}
			if is {
				answer.Ops = max(answer.Ops, at.Seq)
			}
		}
		for _, at := range ask.Log {
			is, err := hasEntry(v, id, at)
			if err != nil {
				return err
			}
			if is {
				answer.Log = max(answer.Log, at.Seq)
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	return reply(w, answer)
}

// Rejoining makes a code with which an archive of a device joins again, for the
// same user and as long a lease.
func (d *Device) Rejoining(now time.Time) (string, Code) {
	code, kept := NewCode(d.User, d.Role, d.Comuni, now)
	kept.Lease = d.Lease
	return code, kept
}
