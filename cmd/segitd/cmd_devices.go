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
			Header: []string{"DEVICE", "USER", "ROLE", "COMUNI", "ENROLLED", "STATUS", "WHY"},
			Record: func(d *server.Device) any {
				return map[string]any{
					"id": d.ID, "user": d.User, "role": d.Role, "comuni": d.Comuni, "enrolled": d.Enrolled, "status": d.Status, "since": d.Since,
					"why": d.Why, "former": append([]string{}, d.Former...),
				}
			},
			Lines: func(d *server.Device) [][]string {
				return program.One(d.ID, d.User, d.Role, strings.Join(d.Comuni, ","), s.words.Date(gis.DayOf(d.Enrolled)), string(d.Status), s.why(d))
			},
		}.Write(s.out, s.json, all)
	})
}

// why says why a device is stopped, and what its archive was before.
func (s *session) why(d *server.Device) string {
	var all []string
	if d.Why != "" {
		all = append(all, s.words.Say(gis.Say("sync.device-why."+d.Why)))
	}
	if n := len(d.Former); n > 0 {
		all = append(all, s.words.Say(gis.Say("sync.device-former", d.Former[n-1])))
	}
	return strings.Join(all, "; ")
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
