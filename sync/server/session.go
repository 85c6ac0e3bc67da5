package server

import (
	"errors"
	"net/http"
	"slices"

	"segit/sync/merge"
	"segit/sync/wire"
)

// session says where a device stands with a municipality.
func (s *Server) session(w http.ResponseWriter, r *http.Request, d Device) error {
	comune := r.URL.Query().Get("comune")
	if !d.Sees(comune) {
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	answer := wire.Session{
		Time: s.Now().UTC(), Epoch: s.identity.Epoch, MinSchema: merge.MinSchema, MaxSchema: merge.MaxSchema, User: d.User, Role: d.Role,
		Until: s.until(&d),
	}
	err := s.Store.Read(r.Context(), comune, func(v View) (err error) {
		if err := v.Ahead(Wanted{Device: d.ID}); err != nil {
			return err
		}
		answer.Last, answer.Log, err = stands(v, &d, r)
		return err
	})
	if err != nil {
		return err
	}
	return reply(w, answer)
}

// revoke takes a device's rights away. Only an administrator may, and only of
// devices all of whose municipalities are the administrator's too.
func (s *Server) revoke(w http.ResponseWriter, r *http.Request, d Device) error {
	if d.Role != "admin" {
		return wire.Refuse(http.StatusForbidden, wire.Forbidden)
	}
	other, err := s.Store.Device(r.Context(), r.PathValue("id"))
	foreign := slices.ContainsFunc(other.Comuni, func(c string) bool { return !d.Sees(c) })
	if errors.Is(err, ErrUnknown) || foreign {
		return wire.Refuse(http.StatusNotFound, wire.NotFound)
	}
	if err != nil {
		return err
	}
	if err := s.Store.SetStatus(r.Context(), other.ID, Revoked, s.Now()); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
