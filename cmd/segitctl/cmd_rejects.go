package main

import (
	"segit/gis"
	"segit/store/desk"
)

type rejectsCmd struct {
	Archive string `arg:"" help:"Archive."`
	ID      uint32 `arg:"" help:"Supply."`
	Line    int    `help:"Line of a rejected row to correct." placeholder:"N"`
	Text    string `help:"The row as it should read; the original stays beside it." placeholder:"TEXT"`
	File    string `help:"The supply's file, put right: its lines correct the rejected ones." placeholder:"FILE"`
	Retry   bool   `help:"Try the rejected rows again, with their corrections."`
	In      bool   `help:"Show the rows that went in as they were corrected instead, with the text that the file has."`
}

// Run lists, corrects and tries again the rejected rows of a supply.
func (c *rejectsCmd) Run(s *session) error {
	if (c.Line == 0) != (c.Text == "") {
		return gis.Refuse("segitctl", gis.BadUsage, "cli.reject-line")
	}
	return s.at(c.Archive, func(d *desk.Desk) error {
		fixed := 0
		var err error
		switch {
		case c.Line != 0:
			fixed, err = 1, d.CorrectReject(s.ctx, c.ID, c.Line, c.Text, s.user)
		case c.File != "":
			fixed, err = d.CorrectRejects(s.ctx, c.ID, c.File, s.user)
		}
		if err != nil {
			return err
		}
		if c.Line != 0 || c.File != "" {
			s.say(s.words.Say(gis.Say("cli.reject-fixed", c.ID, fixed)))
		}
		if c.Retry || c.File != "" {
			r, err := d.RetryRejects(s.ctx, c.ID)
			if err != nil {
				return err
			}
			s.say(s.words.Say(gis.Say("cli.retried", c.ID, r.Tried, r.Passed, r.Left)))
		}
		one, err := d.Supply(s.ctx, c.ID)
		if err != nil {
			return err
		}
		if c.In {
			return d.Taken(s.ctx, c.ID, func(r gis.Reject) error { return s.reject(&one, &r) })
		}
		return s.rejects(d, []desk.SupplyStatus{one})
	})
}
