package main

import (
	"segit/gis"
	"segit/store/desk"
)

type findingsCmd struct {
	Archive string `arg:"" help:"Archive."`
	Control string `help:"Only of one control." placeholder:"ID"`
	State   string `help:"Only in one state." placeholder:"S"`
	Output  string `short:"o" help:"Write a .csv, .xlsx, .geojson or .gpkg file instead." placeholder:"FILE"`
}

// Run prints or exports the findings.
func (c *findingsCmd) Run(s *session) error {
	return s.at(c.Archive, func(d *desk.Desk) error {
		filter := desk.FindingFilter{Control: c.Control, State: c.State, Evidence: true}
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

type findingCmd struct {
	Archive string  `arg:"" help:"Archive."`
	ID      string  `arg:"" help:"Finding."`
	State   *string `help:"New state: new, checking, to-invite, closed, rejected." placeholder:"S"`
	Reason  string  `help:"Why the state changes; wanted for closed and rejected." placeholder:"TEXT"`
	Note    string  `help:"Note to append." placeholder:"TEXT"`
	Assign  *string `help:"Who works on it; empty for nobody." placeholder:"WHO"`
}

// Run writes one human edit as operations and prints the finding.
func (c *findingCmd) Run(s *session) error {
	return s.at(c.Archive, func(d *desk.Desk) error {
		f, err := d.Finding(s.ctx, c.ID)
		if err != nil {
			return err
		}
		if c.State != nil || c.Note != "" || c.Assign != nil {
			f, err = d.EditFinding(s.ctx, c.ID, desk.Edit{
				State: c.State, Reason: c.Reason, Note: c.Note, Assignee: c.Assign, Author: s.user, Purpose: s.purpose,
			})
			if err != nil {
				return err
			}
		}
		return s.finding(&f)
	})
}
