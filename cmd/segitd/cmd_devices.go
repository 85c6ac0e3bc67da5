package main

import (
	"strings"

	"segit/cmd/program"
	"segit/gis"
	"segit/sync/server"
)

type devicesCmd struct {
	place
}

// Run lists the devices.
func (c *devicesCmd) Run(s *session) error {
	return s.at(&c.place, func(o office) error {
		all, err := o.devices(s.ctx)
		if err != nil {
			return err
		}
		return program.Listing[server.Device]{
			Header: []string{"DEVICE", "USER", "ROLE", "COMUNI", "ENROLLED", "STATUS"},
			Record: func(d *server.Device) any {
				return map[string]any{
					"id": d.ID, "user": d.User, "role": d.Role, "comuni": d.Comuni, "enrolled": d.Enrolled, "status": d.Status, "since": d.Since,
				}
			},
			Lines: func(d *server.Device) [][]string {
				return program.One(d.ID, d.User, d.Role, strings.Join(d.Comuni, ","), s.words.Date(gis.DayOf(d.Enrolled)), string(d.Status))
			},
		}.Write(s.out, s.json, all)
	})
}

type revokeCmd struct {
	place
	Device string `arg:"" help:"Device, as “segitd devices” names it."`
}

// Run takes a device's rights away.
func (c *revokeCmd) Run(s *session) error {
	return s.at(&c.place, func(o office) error {
		if err := o.revoke(s.ctx, c.Device); err != nil {
			return err
		}
		s.say(s.words.Say(gis.Say("sync.revoked", c.Device)))
		return nil
	})
}
