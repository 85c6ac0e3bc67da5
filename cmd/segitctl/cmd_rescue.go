package main

import (
	"path/filepath"

	"segit/gis"
	"segit/store/desk"
)

type rescueCmd struct {
	Archive string `arg:"" help:"Archive, damaged or not; it is not touched."`
	Output  string `short:"o" required:"" help:"Folder for what is brought out." placeholder:"DIR"`
	Formats bool   `help:"Also GeoPackage, CSV and NDJSON files, which are in the clear."`
}

// Run brings out what can be read and says what is missing.
func (c *rescueCmd) Run(s *session) error {
	keys, err := s.keys(c.Archive)
	if err != nil {
		return err
	}
	req := desk.RescueRequest{Archive: c.Archive, Keys: keys, Dir: c.Output, Formats: c.Formats}
	done, err := desk.Rescue(s.ctx, req, s.words, s.progress())
	if err != nil {
		return err
	}
	if s.json {
		layers, notes := map[string]any{}, []string{}
		for _, l := range done.Layers {
			layers[l.Dataset] = map[string]any{"rows": l.Rows, "lost": l.Lost}
		}
		for _, m := range done.Notes {
			notes = append(notes, s.words.Say(m))
		}
		return s.print(map[string]any{
			"bytes_missing": done.Missing, "layers": layers, "list_made_again": done.Listed, "warnings": notes,
			"archive": filepath.Join(c.Output, filepath.Base(c.Archive)), "values": done.Values, "stray": done.Stray, "rows": done.Rows,
			"rows_lost": done.Lost, "geometries_lost": done.Shapes, "operations": done.Operations, "edits_made_again": done.Edits,
		})
	}
	for _, m := range done.Told() {
		s.say(s.words.Say(m))
	}
	s.say(s.words.Say(gis.Say("cli.rescued", c.Output, desk.RescueReport)))
	return nil
}
