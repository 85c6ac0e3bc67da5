package main

import (
	"fmt"
	"strconv"
	"strings"

	"segit/cmd/program"
	"segit/gis"
	"segit/gis/control"
	"segit/gis/finding"
	"segit/store/desk"
)

type controlCmd struct {
	List controlListCmd `cmd:"" help:"List the controls and their parameters."`
	Run  controlRunCmd  `cmd:"" help:"Run controls and keep their findings."`
}

type controlListCmd struct{}

// Run lists the controls.
func (controlListCmd) Run(s *session) error {
	title := func(id string) string { return s.words.Say(gis.Say("control." + id)) }
	return program.Listing[control.Control]{
		Header: []string{"N", "ID", "TITLE", "PARAMETERS"},
		Record: func(c *control.Control) any {
			info := (*c).Info()
			params := []map[string]any{}
			for _, p := range info.Params {
				params = append(params, map[string]any{"name": p.Name, "default": p.Default, "unit": p.Unit})
			}
			return map[string]any{
				"id": info.ID, "number": info.Number, "version": info.Version, "title": title(info.ID), "law": s.words.Say(gis.Say("basis." + info.ID)),
				"needs": info.Needs, "params": params,
			}
		},
		Lines: func(c *control.Control) [][]string {
			info := (*c).Info()
			var params []string
			for _, p := range info.Params {
				if !p.List {
					params = append(params, p.Name+"="+p.Default+p.Unit)
				}
			}
			return program.One(strconv.Itoa(info.Number), info.ID, title(info.ID), strings.Join(params, " "))
		},
	}.Write(s.out, s.json, control.All())
}

type controlRunCmd struct {
	Archive string            `arg:"" help:"Archive."`
	IDs     []string          `arg:"" optional:"" name:"id" help:"Controls by id."`
	All     bool              `help:"All controls; those without their sources are skipped."`
	Year    int               `help:"Tax year (default: the current one)." placeholder:"Y"`
	Set     map[string]string `help:"Parameters, such as --set min_area=20." placeholder:"NAME=VALUE" mapsep:"none"`
	DryRun  bool              `help:"Print the findings and keep nothing."`

	momentFlags
}

// Run runs controls, prints the findings and tells what became of each control.
func (c *controlRunCmd) Run(s *session) error {
	req := desk.ControlRequest{IDs: c.IDs, All: c.All, Year: c.Year, Set: c.Set, DryRun: c.DryRun, Operator: s.user}
	return s.atMoment(c.Archive, c.momentFlags, func(d *desk.Desk) error {
		var failed error
		outcomes, err := d.RunControls(s.ctx, req, s.progress(), func(f gis.Finding) {
			if failed == nil {
				failed = s.finding(&f)
			}
		})
		if err != nil {
			return err
		}
		for _, o := range outcomes {
			s.outcome(o)
		}
		return failed
	})
}

// finding prints one finding: as JSON, or on a line.
func (s *session) finding(f *gis.Finding) error {
	if s.json {
		return finding.WriteJSON(s.out, f, s.words)
	}
	euro := ""
	if f.Euro != nil {
		euro = s.words.Euro(*f.Euro)
	}
	place := f.Key.String()
	if f.Cadastre != gis.AnyCadastre {
		place = f.Cadastre.String() + ":" + place
	}
	_, err := fmt.Fprintf(s.out, "%s  %-20s %-9s %-24s %s | %s | %s %s\n", f.ID[:min(12, len(f.ID))], f.Control, f.State,
		place, s.words.Measure(f.Expected), s.words.Measure(f.Found), s.words.Measure(f.Delta), euro)
	return err
}

func (s *session) outcome(o desk.ControlOutcome) {
	if len(o.Skipped) > 0 {
		s.say("- " + s.words.Say(gis.Say("cli.control-skipped", o.Control)) + " " + s.sentences(o.Skipped))
		return
	}
	s.say("✓ " + s.words.Say(gis.Say("cli.control-done", o.Control, o.Findings, o.New, o.Gone, o.Undecided)))
	for _, m := range o.Remarks {
		s.say("  " + s.words.Say(m))
	}
}

func (s *session) sentences(messages []gis.Message) string {
	said := make([]string, len(messages))
	for i, m := range messages {
		said[i] = s.words.Say(m)
	}
	return strings.Join(said, "; ")
}
