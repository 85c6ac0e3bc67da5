package main

import (
	"segit/gis"
	"segit/sync/sharing"
)

type rejoinCmd struct {
	Archive string `arg:"" help:"Archive."`
	Code    string `required:"" help:"One-time code from the administrator." placeholder:"CODE"`
}

// Run lets an archive that was copied, or is an old copy, join its central
// repository again as a device of its own.
func (c *rejoinCmd) Run(s *session) error {
	return s.shared(c.Archive, func(d sharing.Desk) error {
		user, role, err := d.Rejoin(s.ctx, c.Code)
		if err != nil {
			return err
		}
		st, err := d.Status()
		if err != nil {
			return err
		}
		if s.json {
			return s.print(map[string]any{"server": st.Server, "user": user, "role": role, "device": st.Device, "pending": st.Pending + st.Files})
		}
		s.say(s.words.Say(gis.Say("sync.rejoined", st.Server, user, role)))
		return nil
	})
}
