package main

import (
	"context"
	"errors"
	"time"

	"segit/gis"
	"segit/sync/server"
)

type rejoinCmd struct {
	place
	Device string `arg:"" help:"Device, as “segitd devices” names it."`
}

// Run prints a code, alone: with it one archive of a device that was stopped joins
// again.
func (c *rejoinCmd) Run(s *session) error {
	return s.at(&c.place, func(o office) error {
		r, err := o.rejoining(s.ctx, c.Device)
		if err != nil {
			return err
		}
		if r.Active {
			s.say("! " + s.words.Say(gis.Say("sync.rejoin-active", c.Device)))
		}
		s.say(s.words.Say(gis.Say("sync.rejoin-code", c.Device)))
		return s.code(r.Code)
	})
}

// rejoining is a code with which an archive of a device joins again.
type rejoining struct {
	Code   string `json:"code"`
	Active bool   `json:"active"` // the device is not stopped yet
}

func (h *here) rejoining(ctx context.Context, id string) (r rejoining, err error) {
	const op = "segitd.rejoin"
	d, err := h.store.Device(ctx, id)
	switch {
	case errors.Is(err, server.ErrUnknown):
		return r, gis.Refuse(op, gis.NotFound, "sync.no-device", id)
	case err != nil:
		return r, err
	case d.Status == server.Revoked:
		return r, gis.Refuse(op, gis.BadUsage, "sync.rejoin-revoked", id)
	}
	u, err := h.user(ctx, d.User)
	switch {
	case err != nil:
		return r, err
	case u.Ended:
		return r, gis.Refuse(op, gis.BadUsage, "user.ended", u.Name)
	}
	if d.Lease > 0 {
		if err := h.leases(ctx, d.Lease); err != nil {
			return r, err
		}
	}
	d.Role = u.Role
	code, kept := d.Rejoining(time.Now())
	return rejoining{code, d.Status == server.Active}, h.store.AddCode(ctx, kept)
}

func (c *counter) rejoining(ctx context.Context, id string) (r rejoining, err error) {
	err = c.ask(ctx, "rejoin", id, &r)
	return r, err
}
