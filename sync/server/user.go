package server

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"segit/sync/rights"
	"segit/sync/wire"
)

// User is a person who works with the repository. What they may is said here
// and not by their devices: what changes here holds from the next request.
type User struct {
	Name   string    `json:"name"`
	Office string    `json:"office,omitempty"`
	Role   string    `json:"role"`
	Comuni []string  `json:"comuni"`
	Ended  bool      `json:"ended,omitempty"` // may do nothing any more
	Since  time.Time `json:"since"`           // of the last change
}

// within are the municipalities of a grant that a user has too.
func (u *User) within(comuni []string) []string {
	if slices.Contains(u.Comuni, EveryComune) {
		return comuni
	}
	if slices.Contains(comuni, EveryComune) {
		return u.Comuni
	}
	var both []string
	for _, c := range comuni {
		if slices.Contains(u.Comuni, c) {
			both = append(both, c)
		}
	}
	return both
}

// entitled gives a caller what the register says of its user. Of a user whom
// nobody entered, or whom a restore forgot, what the caller came with stands.
func (s *Server) entitled(ctx context.Context, c *rights.Caller) error {
	u, err := s.Store.User(ctx, c.User)
	switch {
	case errors.Is(err, ErrUnknown):
		return nil
	case err != nil:
		return err
	}
	return u.entitle(c)
}

// entitle gives a caller what is said of its user; nil for one whom nobody
// entered.
func (u *User) entitle(c *rights.Caller) error {
	switch {
	case u == nil:
		return nil
	case u.Ended:
		return wire.Refuse(http.StatusForbidden, wire.Ended)
	}
	c.Role, c.Comuni = u.Role, u.within(c.Comuni)
	return nil
}
