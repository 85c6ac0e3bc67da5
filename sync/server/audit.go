package server

import (
	"bytes"
	"cmp"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"segit/store"
	"segit/sync/wire"
)

// audit takes entries of a device's access log, each tied to the one before.
// Those that are here already are passed over; the answer is the last link.
func (s *Server) audit(w http.ResponseWriter, r *http.Request, d Device) error {
	lines, err := readStream(r)
	if err != nil {
		return err
	}
	entries := make([]store.Access, len(lines))
	for i, line := range lines {
		if entries[i], err = store.DecodeAccess(line); err != nil || entries[i].Comune != entries[0].Comune {
			return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
		}
		switch {
		case !d.Wrote(entries[i].Device), entries[i].Device != entries[0].Device:
			return wire.Refuse(http.StatusForbidden, wire.Forbidden)
		case !d.Sees(entries[i].Comune):
			return wire.Refuse(http.StatusNotFound, wire.NotFound)
		}
	}
	var last wire.Link
	if len(entries) > 0 {
		err = s.Store.Write(r.Context(), entries[0].Comune, func(tx Tx) (err error) {
			last, err = record(tx, &d, entries, lines)
			return err
		})
	}
	if forkedLog(err) && entries[0].Device == d.ID {
		err = cmp.Or(s.Store.Freeze(r.Context(), d.ID, ForkedLog, s.Now()), err)
	}
	if err != nil {
		return err
	}
	return reply(w, last)
}

// record keeps the entries that go on from the last one.
func record(tx Tx, d *Device, entries []store.Access, lines [][]byte) (wire.Link, error) {
	device := entries[0].Device
	last, err := logReached(tx, d, &entries[0])
	if err != nil {
		return last, err
	}
	var here [][]byte // of those that come, what came before
	if first := entries[0].Seq; first <= last.Seq {
		if here, err = tx.AccessLog(device, first-1, len(entries)); err != nil {
			return last, err
		}
	}
	for i := range entries {
		x := &entries[i]
		at := wire.Link{Seq: x.Seq, Hash: store.HashOf(lines[i])}
		switch {
		case i < len(here) && bytes.Equal(here[i], lines[i]):
			continue // it came before
		case x.Seq > last.Seq+1:
			return last, behind(last)
		case x.Seq != last.Seq+1 || x.Prev != last.Hash:
			return last, altered(x)
		}
		if err := tx.Record(device, at, lines[i]); err != nil {
			return last, err
		}
		last = at
	}
	return last, nil
}

func altered(x *store.Access) *wire.Problem {
	p := wire.Refuse(http.StatusConflict, wire.LogAltered)
	p.Seq = x.Seq
	return p
}

func behind(have wire.Link) *wire.Problem {
	p := wire.Refuse(http.StatusConflict, wire.LogBehind)
	p.Seq = have.Seq + 1
	return p
}

// forkedLog reports the refusal of entries that are against those that are here.
func forkedLog(err error) bool {
	var p *wire.Problem
	return errors.As(err, &p) && p.Code == wire.LogAltered
}

// logged refuses a device whose operations speak of entries of its access log
// that have not come: who reads data first says what was read.
func logged(v View, d *Device) error {
	if err := v.Ahead(Wanted{Device: d.ID}); err != nil {
		return err
	}
	last, err := v.Last(d.ID)
	if err != nil || last.Seq == 0 {
		return err
	}
	a, err := v.Accepted(d.ID, last.Seq)
	if err != nil {
		return err
	}
	o, err := wire.ParseSent(a.Raw)
	if err != nil {
		return err
	}
	number, hash, _ := strings.Cut(o.Seen, ":")
	seq, err := strconv.ParseUint(number, 10, 64)
	if err != nil {
		return nil // it had read nothing yet
	}
	have, err := v.Log(d.ID)
	if err == nil && have.Seq == 0 {
		have, err = heldEntry(v, d, wire.Link{Seq: seq, Hash: hash})
	}
	if err != nil {
		return err
	}
	if seq > have.Seq || seq == have.Seq && hash != have.Hash {
		return behind(have)
	}
	return nil
}
