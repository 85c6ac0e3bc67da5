package main

import (
	"fmt"
	"slices"
	"strings"

	"segit/gis"
	"segit/store/desk"
)

type importCmd struct {
	Archive string   `arg:"" help:"Archive."`
	Paths   []string `arg:"" help:"Files or folders."`
	Source  string   `help:"Source id, when name and content do not tell." placeholder:"ID"`
	Profile string   `help:"Descriptor file of a layout of your own." placeholder:"FILE"`
	Layer   string   `help:"Layer of a file that has many." placeholder:"NAME"`
	Date    string   `help:"Day the supply speaks of." placeholder:"YYYY-MM-DD"`
	CRS     string   `name:"crs" help:"CRS of the files, when they do not say it or say it wrong." placeholder:"EPSG:n"`
	Add     bool     `help:"Keep earlier supplies of the same source beside this one."`
	Whole   bool     `name:"accept-incomplete" help:"Take files that are visibly not whole as whole: what they do not say ends."`
}

// importLine is what becomes of a file, in JSON.
type importLine struct {
	Path     string `json:"path"`
	Source   string `json:"source"`
	Read     int64  `json:"read"`
	Accepted int64  `json:"accepted"`
	Rejected int64  `json:"rejected"`
	SHA256   string `json:"sha256"`
	Supply   uint32 `json:"supply,omitempty"`
	Same     bool   `json:"same,omitempty"`
	Past     bool   `json:"past,omitempty"`
	Behind   bool   `json:"behind,omitempty"`
	date     gis.Date
	instead  gis.Supply
	Added    int64    `json:"added"`
	Changed  int64    `json:"changed"`
	Removed  int64    `json:"removed"`
	Replaces []uint32 `json:"replaces,omitempty"`
	Warnings []string `json:"warnings,omitempty"`
	Refused  string   `json:"refused,omitempty"`
	// Incomplete is what shows that the file is not whole; Ended that what it
	// does not say has ended all the same.
	Incomplete []string `json:"incomplete,omitempty"`
	Ended      bool     `json:"ended,omitempty"`
	Aside      bool     `json:"aside,omitempty"`
}

// Run imports and tells the fate of each file.
func (c *importCmd) Run(s *session) error {
	epsg, err := parseEPSG(c.CRS)
	if err != nil {
		return err
	}
	date, err := parseDay(c.Date)
	if err != nil {
		return err
	}
	req := desk.ImportRequest{
		Paths: c.Paths, Source: c.Source, Profile: c.Profile, Layer: c.Layer, Date: date, EPSG: epsg, Add: c.Add, Whole: c.Whole, Operator: s.user,
	}
	return s.at(c.Archive, func(d *desk.Desk) error {
		var lines []importLine
		err := d.Import(s.ctx, req, s.progress(), func(f desk.ImportedFile) {
			lines = append(lines, s.importLine(f))
			s.refused = s.refused || f.Refused != nil && !f.Aside || f.Past || f.Incomplete() && !c.Whole
		})
		if err != nil {
			return err
		}
		for _, l := range lines {
			if s.json {
				if err := s.print(l); err != nil {
					return err
				}
				continue
			}
			if err := s.tell(l); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *session) importLine(f desk.ImportedFile) importLine {
	l := importLine{
		Path: f.Path, Source: f.Supply.Source, Read: f.Supply.Read, Accepted: f.Supply.Accepted, Rejected: f.Supply.Rejected,
		SHA256: f.Supply.SHA256, Supply: f.Supply.ID, Same: f.Same, Past: f.Past, Added: f.Supply.Added, Changed: f.Supply.Changed,
		Removed: f.Supply.Removed, Replaces: f.Supply.Replaces, Aside: f.Aside, Behind: f.Behind, date: f.Supply.Date, instead: f.Instead,
	}
	for _, m := range f.Supply.Warnings {
		l.Warnings = append(l.Warnings, s.words.Say(m))
	}
	for _, m := range f.Supply.Broken {
		l.Incomplete = append(l.Incomplete, s.words.Say(m))
	}
	l.Ended = len(l.Incomplete) > 0 && !f.Incomplete()
	if f.Refused != nil {
		l.Refused = s.words.Error(f.Refused)
	}
	return l
}

// tell words a line for a person.
func (s *session) tell(l importLine) error {
	switch {
	case l.Aside:
		s.say("· " + l.Refused)
		return nil
	case l.Refused != "":
		s.say("✗ " + l.Refused)
		return nil
	case l.Same:
		said := gis.Say("cli.import-same", l.Path, l.Supply, s.words.Date(l.date))
		if l.Past {
			said = gis.Say("cli.import-past", l.Path, l.Supply, s.words.Date(l.date), l.instead.File, l.instead.ID, s.words.Date(l.instead.Date), l.Source)
		}
		_, err := fmt.Fprintln(s.out, "= "+s.words.Say(said))
		s.tellIncomplete(l)
		return err
	}
	sentence := gis.Say("cli.import-done", l.Path, l.Source, s.words.Count(l.Read), s.words.Count(l.Accepted), s.words.Count(l.Rejected))
	if _, err := fmt.Fprintln(s.out, "✓ "+s.words.Say(sentence)); err != nil {
		return err
	}
	s.tellIncomplete(l)
	if len(l.Replaces) > 0 {
		ids := strings.Trim(strings.ReplaceAll(fmt.Sprint(l.Replaces), " ", ", "), "[]")
		s.say("  " + s.words.Say(gis.Say("cli.import-replaces", ids, l.Added, l.Changed, l.Removed)))
	}
	if l.Behind && len(l.Incomplete) == 0 {
		s.say("  ! " + s.words.Say(gis.Say("cli.import-behind", s.words.Date(l.date))))
	}
	if l.Rejected > 0 {
		s.say("  " + s.words.Say(gis.Say("cli.import-rejects", l.Rejected, l.Supply)))
	}
	for _, w := range l.Warnings {
		if !slices.Contains(l.Incomplete, w) {
			s.say("  ! " + w)
		}
	}
	return nil
}

// tellIncomplete says of a file that is not whole what shows it, and what it did.
func (s *session) tellIncomplete(l importLine) {
	if len(l.Incomplete) == 0 {
		return
	}
	what := gis.Say("import.incomplete", l.Supply)
	switch {
	case l.Ended:
		what = gis.Say("import.accepted")
	case l.Behind:
		what = gis.Say("import.incomplete-behind", l.Supply)
	}
	s.say("  ! " + s.words.Say(what))
	for _, sign := range l.Incomplete {
		s.say("    - " + sign)
	}
}
