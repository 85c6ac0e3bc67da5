package server

import (
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/google/uuid"

	"segit/store"
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
	if !goodCells(ask.Cells) {
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

// goodCells reports whether texts name cells of which an area may be made:
// sheets, and what lies nowhere.
func goodCells(cells []string) bool {
	return len(cells) <= maxCells && !slices.ContainsFunc(cells, func(c string) bool { return c != store.UnlocatedCell && !cellForm.MatchString(c) })
}

// within runs f on one state of the municipality of a checkout of a device whose
// access log has come. The id of a checkout begins with its municipality.
func (s *Server) within(r *http.Request, d *Device, id string, f func(v View, c *Checkout) error) error {
	comune, _, _ := strings.Cut(id, "-")
	if !d.Sees(comune) {
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	return s.Store.Read(r.Context(), comune, func(v View) error {
		if err := v.Ahead(Wanted{Device: d.ID, Checkout: id}); err != nil {
			return err
		}
		c, err := v.Checkout(id)
		if errors.Is(err, ErrUnknown) || err == nil && c.Device != d.ID {
			return wire.Refuse(http.StatusNotFound, wire.NotFound)
		}
		if err == nil {
			err = logged(v, d)
		}
		if err != nil {
			return err
		}
		return f(v, &c)
	})
}

// checkoutOf is the checkout of a device that a path names.
func (s *Server) checkoutOf(r *http.Request, d *Device) (Checkout, error) {
	return s.checkoutNamed(r, d, r.PathValue("id"))
}

// checkoutNamed is a checkout of a device. Its id begins with its municipality.
func (s *Server) checkoutNamed(r *http.Request, d *Device, id string) (Checkout, error) {
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
