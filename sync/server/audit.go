package server

import (
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
		case entries[i].Device != d.ID:
			return wire.Refuse(http.StatusForbidden, wire.Forbidden)
		case !d.Sees(entries[i].Comune):
			return wire.Refuse(http.StatusNotFound, wire.NotFound)
		}
	}
	var last wire.Link
	if len(entries) > 0 {
		err = s.Store.Write(r.Context(), entries[0].Comune, func(tx Tx) (err error) {
			last, err = record(tx, d.ID, entries, lines)
			return err
		})
	}
	if err != nil {
		return err
	}
	return reply(w, last)
}

// record keeps the entries that go on from the last one.
func record(tx Tx, device string, entries []store.Access, lines [][]byte) (wire.Link, error) {
	last, err := tx.Log(device)
	if err != nil {
		return last, err
	}
	for i := range entries {
		x := &entries[i]
		at := wire.Link{Seq: x.Seq, Hash: store.HashOf(lines[i])}
		switch {
		case x.Seq < last.Seq, at == last:
			continue // it came before, and the chain after it holds it
		case x.Seq != last.Seq+1 || x.Prev != last.Hash:
			p := wire.Refuse(http.StatusConflict, wire.LogAltered)
			p.Seq = x.Seq
			return last, p
		}
		if err := tx.Record(device, at, lines[i]); err != nil {
			return last, err
		}
		last = at
	}
	return last, nil
}

// logged refuses a device whose operations speak of entries of its access log
// that have not come: who reads data first says what was read.
func logged(v View, device string) error {
	if err := v.Ahead(Wanted{Device: device}); err != nil {
		return err
	}
	last, err := v.Last(device)
	if err != nil || last.Seq == 0 {
		return err
	}
	a, err := v.Accepted(device, last.Seq)
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
	have, err := v.Log(device)
	if err != nil {
		return err
	}
	if seq > have.Seq || seq == have.Seq && hash != have.Hash {
		p := wire.Refuse(http.StatusConflict, wire.LogBehind)
		p.Seq = have.Seq + 1
		return p
	}
	return nil
}
