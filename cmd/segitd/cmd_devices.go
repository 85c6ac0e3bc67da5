package main

import (
	"strings"

	"segit/gis"
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
		if s.json {
			for i := range all {
				d := &all[i]
				err := s.print(map[string]any{
					"id": d.ID, "user": d.User, "role": d.Role, "comuni": d.Comuni, "enrolled": d.Enrolled, "status": d.Status, "since": d.Since,
				})
				if err != nil {
					return err
				}
			}
			return nil
		}
		var rows [][]string
		for i := range all {
			d := &all[i]
			rows = append(rows, []string{d.ID, d.User, d.Role, strings.Join(d.Comuni, ","), s.words.Date(gis.DayOf(d.Enrolled)), string(d.Status)})
		}
		return s.table([]string{"DEVICE", "USER", "ROLE", "COMUNI", "ENROLLED", "STATUS"}, rows)
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
