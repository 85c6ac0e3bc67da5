package main

import (
	"strconv"

	"segit/cmd/program"
	"segit/sync/sharing"
	"segit/sync/wire"
)

type publishCmd struct {
	Archive string   `arg:"" help:"Archive, of the whole municipality, that joined a central repository."`
	Layer   []string `arg:"" optional:"" help:"Layers, as “segitctl layers” names them; findings too. None: list what is served."`
}

// Run serves layers in the place of those that were served. Open layers that
// were imported here are served by every sync; those of persons and units by
// this alone, since somebody must say why they are read.
func (c *publishCmd) Run(s *session) error {
	return s.shared(c.Archive, func(d sharing.Desk) error {
		if len(c.Layer) == 0 {
			return c.list(s, d)
		}
		all, err := d.Publish(s.ctx, c.Layer, s.words, s.progress())
		for i := range all {
			l := &all[i]
			if s.json {
				if err := s.print(map[string]any{"comune": l.Comune, "layer": l.Name, "rows": l.Rows, "crs": l.EPSG, "private": l.Private}); err != nil {
					return err
				}
				continue
			}
			s.say(s.words.Say(l.Told()))
		}
		return err
	})
}

func (c *publishCmd) list(s *session, d sharing.Desk) error {
	all, err := d.Published(s.ctx)
	if err != nil {
		return err
	}
	return program.Listing[wire.PublishedLayer]{
		Header: []string{"LAYER", "ROWS", "OPEN", "WITHDRAWN"},
		Record: func(l *wire.PublishedLayer) any {
			return map[string]any{"layer": l.Name, "rows": l.Rows, "private": l.Private, "withdrawn": l.Withdrawn}
		},
		Lines: func(l *wire.PublishedLayer) [][]string {
			open, gone := "x", ""
			switch {
			case l.Withdrawn:
				open, gone = "", "x"
			case l.Private:
				open = ""
			}
			return program.One(l.Name, strconv.FormatUint(uint64(l.Rows), 10), open, gone)
		},
	}.Write(s.out, s.json, all)
}
