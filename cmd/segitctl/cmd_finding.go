package main

import (
	"segit/gis"
	"segit/store/desk"
)

type findingCmd struct {
	Archive string   `arg:"" help:"Archive."`
	IDs     []string `arg:"" optional:"" name:"id" help:"Findings, by id or its first characters."`
	Control string   `help:"All findings of a control, instead of ids." placeholder:"ID"`
	Where   string   `help:"All findings that a filter keeps, such as: state == 'new' and euro > 100." placeholder:"EXPR"`

	State   *string  `help:"New state: new, checking, to-invite, closed, rejected." placeholder:"S"`
	Reason  string   `help:"Why the state changes; wanted for closed and rejected." placeholder:"TEXT"`
	Note    string   `help:"Note to append." placeholder:"TEXT"`
	Assign  *string  `help:"Who works on it; empty for nobody." placeholder:"WHO"`
	Due     *string  `help:"By when; empty for no date." placeholder:"YYYY-MM-DD"`
	Restore bool     `help:"Bring back findings that were deleted, here or through another program."`
	Attach  []string `help:"Photo or document to put beside it." placeholder:"FILE"`
}

// Run writes one human edit, of one finding or of many, as operations and
// prints the findings as they are then.
func (c *findingCmd) Run(s *session) error {
	edit := desk.Edit{State: c.State, Reason: c.Reason, Note: c.Note, Assignee: c.Assign, Author: s.user, Purpose: s.purpose}
	if c.Due != nil {
		day, err := parseDay(*c.Due)
		if err != nil {
			return err
		}
		edit.Due = &day
	}
	return s.at(c.Archive, func(d *desk.Desk) error {
		if c.Restore {
			whole, err := d.RestoreFindings(s.ctx, c.IDs, s.user, s.purpose)
			if err != nil {
				return err
			}
			c.IDs = whole
		}
		ids, err := d.FindingIDs(s.ctx, desk.FindingChoice{IDs: c.IDs, Control: c.Control, Where: c.Where})
		if err != nil {
			return err
		}
		if !edit.IsEmpty() {
			refused, err := d.EditFindings(s.ctx, ids, edit)
			if err != nil {
				return err
			}
			if len(ids) == 1 && len(refused) == 1 {
				return refused[0].Err
			}
			for _, r := range refused {
				s.say("- " + r.ID + ": " + s.words.Error(r.Err))
			}
			s.refused = len(refused) > 0
			if len(ids) > 1 {
				s.say(s.words.Say(gis.Say("cli.edited", s.words.Count(int64(len(ids)-len(refused))), s.words.Count(int64(len(refused))))))
			}
		}
		for _, id := range ids {
			for _, file := range c.Attach {
				if _, err := d.Attach(s.ctx, id, file, s.user, s.purpose); err != nil {
					return err
				}
			}
		}
		if len(ids) == 1 {
			f, err := d.Finding(s.ctx, ids[0])
			if err != nil {
				return err
			}
			return s.finding(&f)
		}
		all, err := d.FindingsOf(s.ctx, ids)
		for i := range all {
			if err := s.finding(&all[i]); err != nil {
				return err
			}
		}
		return err
	})
}
