package main

import (
	"os"
	"strconv"

	"segit/cmd/program"
	"segit/gis"
	"segit/store/desk"
	"segit/sync/sharing"
)

type attachmentsCmd struct {
	Archive string `arg:"" help:"Archive."`
	ID      string `arg:"" optional:"" help:"One attachment, by id or its first characters."`
	Finding string `help:"Those of a finding." placeholder:"ID"`
	Get     bool   `help:"Fetch it from the central repository, if it is not here."`
	Output  string `short:"o" help:"File to write it to; it must not exist." placeholder:"FILE"`
	Free    bool   `help:"Remove from the archive the bytes of those that the central repository says it has."`
}

// Run lists attachments, or does something with one.
func (c *attachmentsCmd) Run(s *session) error {
	if c.ID == "" && (c.Get || c.Output != "") || c.Free && (c.ID != "" || c.Finding != "") {
		return gis.Refuse("segitctl.attachments", gis.BadUsage, "edit.no-attachment", c.ID)
	}
	return s.shared(c.Archive, func(d sharing.Desk) error {
		switch {
		case c.Free:
			freed, err := d.Free(s.ctx)
			if err != nil {
				return err
			}
			if s.json {
				return s.print(map[string]int64{"freed": freed})
			}
			s.say(s.words.Say(gis.Say("edit.freed", freed>>10)))
			return nil
		case c.ID != "":
			return c.one(s, d)
		}
		all, err := d.Attachments(s.ctx, c.Finding)
		if err != nil {
			return err
		}
		return s.attachments(all)
	})
}

func (c *attachmentsCmd) one(s *session, d sharing.Desk) error {
	a, err := d.Attached(s.ctx, c.ID)
	if err != nil {
		return err
	}
	if c.Get && !a.Here {
		if err := d.Fetch(s.ctx, a.SHA256, a.Size); err != nil {
			return err
		}
		a.Here = true
	}
	if c.Output == "" {
		return s.attachments([]desk.Attachment{a})
	}
	file, err := os.OpenFile(c.Output, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return gis.Wrap("segitctl.attachments", gis.BadInput, err, "edit.attachment-output", c.Output)
	}
	err = d.SaveAttachment(s.ctx, a, file)
	if err == nil {
		err = file.Sync()
	}
	if closed := file.Close(); err == nil {
		err = closed
	}
	if err != nil {
		os.Remove(c.Output) //nolint:errcheck // the first error says more
	}
	return err
}

// attachments lists attachments.
func (s *session) attachments(all []desk.Attachment) error {
	return program.Listing[desk.Attachment]{
		Header: []string{"ID", "FINDING", "", "FILE", "BYTES", "AUTHOR", "DATE"},
		Record: func(a *desk.Attachment) any { return a },
		Lines: func(a *desk.Attachment) [][]string {
			where := ""
			if a.Here {
				where = "●"
			}
			return program.One(a.ID[:8], a.Finding, where, a.Name, strconv.FormatInt(a.Size, 10), a.Author, s.words.Moment(a.At))
		},
	}.Write(s.out, s.json, all)
}
