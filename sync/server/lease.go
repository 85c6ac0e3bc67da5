package server

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"time"

	"segit/sync/wire"
)

// MostLeaseDays is the longest lease that a code may give.
const MostLeaseDays = 90

// halfBytes is how long the server's half of a key is.
const halfBytes = 32

// newHalf is the server's half of a device's key.
func newHalf() []byte {
	half := make([]byte, halfBytes)
	rand.Read(half) //nolint:errcheck // it ends the program rather than fail
	return half
}

// until is the end of the lease that a device is given now, nil for one without.
func (s *Server) until(d *Device) *time.Time {
	if d.Lease == 0 {
		return nil
	}
	end := s.Now().AddDate(0, 0, d.Lease).UTC()
	return &end
}

// lease gives a device its half again, for another lease.
func (s *Server) lease(w http.ResponseWriter, r *http.Request, d Device) error {
	end := s.until(&d)
	if end == nil || len(d.Half) == 0 {
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	identity, err := s.Store.Identity(r.Context())
	if err != nil {
		return err
	}
	return reply(w, wire.Lease{Half: d.Half, Until: *end, Time: s.Now().UTC(), Office: identity.Office})
}

// backDays is how long the lease is of a device that gives its half back and does
// not know how long it was.
const backDays = 7

// daysBack is how long the lease is of a device that gives its half back: as long
// as it was, by the word of the device, and no longer than a code may make it.
func daysBack(said int) int {
	if said < 1 || said > MostLeaseDays {
		return backDays
	}
	return said
}

// leaseBack takes the half of a device that enrolled after the backup from which
// the register was restored. A half that is known is never replaced.
func (s *Server) leaseBack(w http.ResponseWriter, r *http.Request, d Device) error {
	var ask wire.LeaseBack
	if err := read(r, &ask); err != nil {
		return err
	}
	identity, err := s.Store.Identity(r.Context())
	switch {
	case err != nil:
		return err
	case len(ask.Half) != halfBytes:
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	case len(identity.Office) == 0:
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	case d.Lease > 0 || len(d.Half) > 0:
		return wire.Refuse(http.StatusForbidden, wire.Forbidden)
	}
	days := daysBack(ask.Days)
	if err := s.Store.SetLease(r.Context(), d.ID, days, ask.Half); err != nil {
		if errors.Is(err, ErrUnknown) {
			return wire.Refuse(http.StatusForbidden, wire.Forbidden) // another request was quicker
		}
		return err
	}
	d.Lease, d.Half = days, ask.Half
	return reply(w, wire.Lease{Half: d.Half, Until: *s.until(&d), Time: s.Now().UTC(), Office: identity.Office})
}

// Sealed is what a revoked device left for the office.
type Sealed struct {
	Comune string    `json:"comune"`
	Device string    `json:"device"`
	Hash   string    `json:"hash"`
	At     time.Time `json:"at"`
	Body   []byte    `json:"body"`
}

// last takes what a revoked device had not sent, sealed to the office. It is the
// one thing that such a device may still do.
func (s *Server) last(w http.ResponseWriter, r *http.Request, _ Device) error {
	d, _, err := s.presented(r)
	if err != nil {
		return err
	}
	if seen, ok := w.(*watched); ok {
		seen.device = d.ID
	}
	comune := r.URL.Query().Get("comune")
	switch {
	case d.Status != Revoked:
		return wire.Refuse(http.StatusForbidden, wire.Forbidden)
	case !d.Sees(comune):
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	body, err := io.ReadAll(http.MaxBytesReader(nil, r.Body, wire.MaxUnsentBytes))
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &large):
		return wire.Refuse(http.StatusRequestEntityTooLarge, wire.TooLarge)
	case err != nil || len(body) == 0:
		return wire.Refuse(http.StatusBadRequest, wire.BadRequest)
	}
	sum := sha256.Sum256(body)
	left := Sealed{Comune: comune, Device: d.ID, Hash: hex.EncodeToString(sum[:]), At: s.Now(), Body: body}
	err = s.Store.Write(r.Context(), comune, func(tx Tx) error {
		all, err := tx.Sealed()
		if err != nil {
			return err
		}
		n := 0
		for i := range all {
			if all[i].Device == d.ID {
				n++
			}
		}
		if n >= mostSealed {
			return wire.Refuse(http.StatusConflict, wire.TooLarge)
		}
		return tx.Leave(&left)
	})
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

// mostSealed is how often a revoked device may leave something: a thief who has
// its certificate does not fill the disk.
const mostSealed = 8
