package main

import (
	"segit/gis/source"
)

type sourcesCmd struct {
	ID string `arg:"" optional:"" help:"Source whose descriptor is shown."`
}

// Run lists the catalogue or prints a descriptor as it is written.
func (c *sourcesCmd) Run(s *session) error {
	if c.ID != "" {
		raw, err := source.File(c.ID)
		if err != nil {
			return err
		}
		if s.json {
			return s.print(map[string]any{"id": c.ID, "descriptor": string(raw)})
		}
		_, err = s.out.Write(raw)
		return err
	}
	catalogue, err := source.Catalogue()
	if err != nil {
		return err
	}
	var rows [][]string
	for i := range catalogue {
		d := &catalogue[i]
		title := d.Title.In(string(s.words.Lang()))
		if s.json {
			if err := s.print(map[string]any{"id": d.ID, "title": title, "status": d.Status, "formats": d.Formats, "scope": d.Scope}); err != nil {
				return err
			}
			continue
		}
		rows = append(rows, []string{d.ID, string(d.Status), title})
	}
	if s.json {
		return nil
	}
	return s.table([]string{"ID", "STATUS", "TITLE"}, rows)
}
