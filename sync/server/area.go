package server

import (
	"net/http"
	"slices"

	"segit/store"
	"segit/sync/wire"
)

// area changes the sheets that a checkout holds. Those that are added are
// remembered with the change after which they were: what came before is told by
// a snapshot. The same request again changes nothing.
func (s *Server) area(w http.ResponseWriter, r *http.Request, d Device) error {
	c, err := s.checkoutOf(r, &d)
	if err != nil {
		return err
	}
	var ask wire.CheckoutChange
	if err := read(r, &ask); err != nil {
		return err
	}
	if !goodCells(ask.Cells) || len(ask.Cells) == 0 {
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest) // the whole is a checkout of its own
	}
	slices.Sort(ask.Cells)
	ask.Cells = slices.Compact(ask.Cells)
	var head uint64
	err = s.Store.Read(r.Context(), c.Comune, func(v View) (err error) {
		head, err = v.Head()
		return err
	})
	if err != nil {
		return err
	}
	since := map[string]uint64{}
	for _, cell := range ask.Cells {
		switch at, later := c.Since[cell]; {
		case len(c.Cells) > 0 && !slices.Contains(c.Cells, cell):
			since[cell] = head
		case later:
			since[cell] = at
		}
	}
	c.Cells, c.Since, c.Squares = ask.Cells, since, nil
	if err := s.Store.PutCheckout(r.Context(), c); err != nil {
		return err
	}
	return reply(w, wire.Checkout{ID: c.ID, Comune: c.Comune, Cells: c.Cells})
}

// HeldAt reports whether a cell was in the area when a change came.
func (c *Checkout) HeldAt(cell string, cseq uint64) bool {
	return c.Holds(cell) && cseq > c.Since[store.CellName(cell)]
}
