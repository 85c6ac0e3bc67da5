package server

import (
	"net/http"
	"strconv"

	"segit/sync/wire"
)

// changes gives a page of what came in after a cursor in an area.
func (s *Server) changes(w http.ResponseWriter, r *http.Request, d Device) error {
	c, err := s.checkoutOf(r, &d)
	if err != nil {
		return err
	}
	at, err := s.placeOf(r.URL.Query().Get("cursor"), c.ID)
	if err != nil {
		return err
	}
	limit := wire.MaxPage
	if text := r.URL.Query().Get("limit"); text != "" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 1 {
			return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
		}
		limit = min(n, limit)
	}
	var lines []wire.Line
	err = s.Store.Read(r.Context(), c.Comune, func(v View) error {
		if err := logged(v, d.ID); err != nil {
			return err
		}
		lines, err = s.page(v, &c, &d, at.CSeq, limit)
		return err
	})
	if err != nil {
		return err
	}
	return stream(w, lines)
}

// page is a page of changes as an area sees them.
func (s *Server) page(v View, c *Checkout, d *Device, after uint64, limit int) ([]wire.Line, error) {
	head, err := v.Head()
	if err != nil {
		return nil, err
	}
	if after > head {
		// The store was put back, and nobody said so.
		return nil, wire.Refuse(http.StatusGone, wire.OldCursor)
	}
	all, err := v.Changes(after, limit)
	if err != nil {
		return nil, err
	}
	var lines []wire.Line
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
		change, err := s.seen(v, c, a)
		if err == nil {
			change, err = s.leaving(v, d, change)
		}
		if err != nil {
			return nil, err
		}
		if change != nil {
			lines = append(lines, wire.Line{Change: change})
		}
	}
	end.More = after < head
	end.Cursor = s.cursor(c.ID, after)
	return append(lines, wire.Line{Page: &end}), nil
}

// seen is a change as an area sees it, nil for one that it does not.
func (s *Server) seen(v View, c *Checkout, a *Accepted) (*wire.Change, error) {
	if a.Kind == "" {
		return nil, nil
	}
	change := &wire.Change{Kind: a.Kind, CSeq: a.CSeq, Layer: a.Layer, ID: a.ID}
	switch is := c.HeldAt(a.Cell, a.CSeq); {
	case !is && !a.New && c.HeldAt(a.From, a.CSeq):
		change.Kind = wire.LeaveChange
	case !is:
		return nil, nil
	case a.New || c.HeldAt(a.From, a.CSeq):
		change.Op, change.User = a.Raw, a.User
	default:
		row, cseq, err := v.Row(a.Layer, a.ID)
		if err != nil {
			return nil, err
		}
		// The row may have gone on, and away again: what is sent is what it is now.
		if !c.Holds(row.Cell) {
			return nil, nil
		}
		change.Row, change.CSeq = &row, cseq
	}
	return change, nil
}
