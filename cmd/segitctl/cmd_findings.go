package main

import (
	"segit/gis"
	"segit/store/desk"
)

type findingsCmd struct {
	Archive string `arg:"" help:"Archive."`
	Control string `help:"Only of one control." placeholder:"ID"`
	State   string `help:"Only in one state." placeholder:"S"`
	Deleted bool   `help:"Those that were deleted, which “segitctl finding --restore” brings back."`
	Output  string `short:"o" help:"Write a .csv, .xlsx, .geojson or .gpkg file instead." placeholder:"FILE"`
}

// Run prints or exports the findings.
func (c *findingsCmd) Run(s *session) error {
	return s.at(c.Archive, func(d *desk.Desk) error {
		filter := desk.FindingFilter{Control: c.Control, State: c.State, Evidence: true}
		if c.Deleted {
			all, err := d.Deleted(s.ctx)
			for i := range all {
				if err := s.finding(&all[i]); err != nil {
					return err
				}
			}
			return err
		}
		if c.Output != "" {
			n, err := d.ExportFindings(s.ctx, filter, c.Output, s.words)
			if err == nil {
				s.say(s.words.Say(gis.Say("cli.written", c.Output, n)))
			}
			return err
		}
		all, err := d.Findings(s.ctx, filter)
		if err != nil {
			return err
		}
		for i := range all {
			if err := s.finding(&all[i]); err != nil {
				return err
			}
		}
		return nil
	})
}
