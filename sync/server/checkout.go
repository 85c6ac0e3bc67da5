package server

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"segit/sync/wire"
)

// cellForm is the form of a sheet's name: section or "_", a slash, the number.
var cellForm = regexp.MustCompile(`^[A-Z0-9_]{1,2}/[0-9A-Z]{1,6}$`)

// maxCells is how many sheets one checkout may name.
const maxCells = 5000

// checkout gives a device an area.
func (s *Server) checkout(w http.ResponseWriter, r *http.Request, d Device) error {
	var ask wire.CheckoutRequest
	if err := read(r, &ask); err != nil {
		return err
	}
	if !d.Sees(ask.Comune) {
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	if len(ask.Cells) > maxCells || slices.ContainsFunc(ask.Cells, func(c string) bool { return !cellForm.MatchString(c) }) {
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	}
	slices.Sort(ask.Cells)
	c := Checkout{
		ID: ask.Comune + "-" + uuid.NewString(), Device: d.ID, Comune: ask.Comune, Cells: slices.Compact(ask.Cells), Purpose: ask.Purpose, At: s.Now(),
	}
	if err := s.Store.PutCheckout(r.Context(), c); err != nil {
		return err
	}
	return reply(w, wire.Checkout{ID: c.ID, Comune: c.Comune, Cells: c.Cells, Cursor: s.cursor(c.ID, 0)})
}

// checkoutOf is a checkout of a device. Its id begins with its municipality.
func (s *Server) checkoutOf(r *http.Request, d *Device) (Checkout, error) {
	id := r.PathValue("id")
	comune, _, _ := strings.Cut(id, "-")
	if !d.Sees(comune) {
		return Checkout{}, wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	c, err := s.Store.Checkout(r.Context(), comune, id)
	if errors.Is(err, ErrUnknown) || err == nil && c.Device != d.ID {
		return c, wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	return c, err
}
