package main

import (
	"segit/cmd/program"
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
	title := func(d *source.Descriptor) string { return d.Title.In(string(s.words.Lang())) }
	return program.Listing[source.Descriptor]{
		Header: []string{"ID", "STATUS", "TITLE"},
		Record: func(d *source.Descriptor) any {
			return map[string]any{"id": d.ID, "title": title(d), "status": d.Status, "formats": d.Formats, "scope": d.Scope}
		},
		Lines: func(d *source.Descriptor) [][]string { return program.One(d.ID, string(d.Status), title(d)) },
	}.Write(s.out, s.json, catalogue)
}
