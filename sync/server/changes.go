package server

import (
	"net/http"
	"strconv"

	"segit/sync/wire"
)

// changes gives a page of what came in after a cursor in an area.
func (s *Server) changes(w http.ResponseWriter, r *http.Request, d Device) error {
	limit := wire.MaxPage
	if text := r.URL.Query().Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
		}
		limit = min(n, limit)
	}
	var lines [][]byte
	err := s.within(r, &d, r.PathValue("id"), func(v View, c *Checkout) error {
		at, err := s.placeOf(r.URL.Query().Get("cursor"), c.ID)
		if err == nil {
			lines, err = s.page(v, c, &d, at.CSeq, limit)
		}
		return err
	})
	if err != nil {
		return err
	}
	return streamRaw(w, lines)
}

// page is a page of changes as an area sees them.
func (s *Server) page(v View, c *Checkout, d *Device, after uint64, limit int) ([][]byte, error) {
	head, err := v.Head()
	if err != nil {
		return nil, err
	}
	if after > head {
		// The store was put back, and nobody said so.
		return nil, wire.Refuse(http.StatusGone, wire.OldCursor)
	}
	all, err := s.recent.changes(v, c.Comune, after, head, limit)
	if err != nil {
		return nil, err
	}
	var lines [][]byte
	end := wire.Page{}
	size := 0
	for i := range all {
		a := &all[i]
		// A page of few large operations ends early, so that it can be read.
		if size += len(a.Raw) + 512; i > 0 && size > wire.MaxPageBytes/2 {
			end.More = true
			break
		}
		after = a.CSeq
		if a.Dev == d.ID {
			end.Own = a.Seq
		}
		line, err := s.line(v, c, d, a)
		if err != nil {
			return nil, err
		}
		if line != nil {
			lines = append(lines, line)
		}
	}
	end.More = after < head
	end.Cursor = s.cursor(c.ID, after)
	last, err := wire.EncodeLine(wire.Line{Page: &end})
	return append(lines, last), err
}

// line tells a device of a change, nil where it sees nothing of it.
func (s *Server) line(v View, c *Checkout, d *Device, a *recentChange) ([]byte, error) {
	change, err := s.seen(v, c, a.Accepted)
	if err != nil || change == nil {
		return nil, err
	}
	// As it was accepted, and so for everybody who sees all of it.
	caller := d.Caller()
	if change.Kind == a.Kind && change.Row == nil && s.rights.SeesAll(&caller, change.Layer) {
		return a.line, nil
	}
	if change, err = s.leaving(v, d, change); err != nil || change == nil {
		return nil, err
	}
	return wire.EncodeLine(wire.Line{Change: change})
}

// change is the change as those see it whose area held the row before and after.
func (a *Accepted) change() *wire.Change {
	return &wire.Change{Kind: a.Kind, CSeq: a.CSeq, Layer: a.Layer, ID: a.ID, Op: a.Raw, User: a.User}
}

// seen is a change as an area sees it, nil for one that it does not.
func (s *Server) seen(v View, c *Checkout, a *Accepted) (*wire.Change, error) {
	if a.Kind == "" {
		return nil, nil
	}
	change := a.change()
	switch is := c.HeldAt(a.Cell, a.CSeq); {
	case !is && !a.New && c.HeldAt(a.From, a.CSeq):
		change.Kind, change.Op, change.User = wire.LeaveChange, nil, ""
	case !is:
		return nil, nil
	case a.New || c.HeldAt(a.From, a.CSeq):
	default:
		row, cseq, err := v.Row(a.Layer, a.ID)
		if err != nil {
			return nil, err
		}
		// The row may have gone on, and away again: what is sent is what it is now.
		if !c.Holds(row.Cell) {
			return nil, nil
		}
		change.Op, change.User, change.Row, change.CSeq = nil, "", &row, cseq
	}
	return change, nil
}
