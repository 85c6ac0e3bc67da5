package main

import (
	"io"
	"time"

	"segit/gis"
	"segit/store/desk"
)

type reportCmd struct {
	Archive string `arg:"" help:"Archive."`
	What    string `arg:"" enum:"finding,control" help:"finding or control."`
	ID      string `arg:"" help:"Finding or control."`
	Output  string `short:"o" required:"" help:"PDF to write." placeholder:"FILE.pdf"`
	Holders bool   `help:"Names and fiscal codes in the table of a control's run."`

	momentFlags
}

// Run writes the paper.
func (c *reportCmd) Run(s *session) error {
	return s.atMoment(c.Archive, c.momentFlags, func(d *desk.Desk) error {
		req := desk.ReportRequest{Lang: s.words.Lang(), Operator: s.user, Printed: time.Now(), Holders: c.Holders}
		err := desk.WriteFile(c.Output, func(w io.Writer) error {
			if c.What == "finding" {
				return d.ReportFinding(s.ctx, c.ID, req, w)
			}
			return d.ReportControl(s.ctx, c.ID, req, w, s.progress())
		})
		if err != nil {
			return err
		}
		if s.json {
			return s.print(map[string]any{"output": c.Output})
		}
		s.say(s.words.Say(gis.Say("cli.report", c.Output)))
		return nil
	})
}

type exportCmd struct {
	Archive string `arg:"" help:"Archive."`
	Layer   string `arg:"" help:"Layer, as layers lists it."`
	Output  string `short:"o" required:"" help:"A .gpkg, .geojson or .csv file." placeholder:"FILE"`

	momentFlags
}

// Run writes the layer.
func (c *exportCmd) Run(s *session) error {
	return s.atMoment(c.Archive, c.momentFlags, func(d *desk.Desk) error {
		n, err := d.Export(s.ctx, c.Layer, c.Output, s.words)
		if err != nil {
			return err
		}
		if s.json {
			return s.print(map[string]any{"output": c.Output, "rows": n})
		}
		s.say(s.words.Say(gis.Say("cli.written", c.Output, n)))
		return nil
	})
}
