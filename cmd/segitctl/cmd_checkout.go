package main

import (
	"errors"
	"slices"
	"strings"

	"segit/gis"
	"segit/store/desk"
	"segit/sync/client"
	"segit/sync/sharing"
)

type checkoutCmd struct {
	Archive string   `arg:"" help:"Archive."`
	Add     []string `help:"Sheets to take, too: A/14." placeholder:"A/14"`
	Drop    []string `help:"Sheets to give back: their rows leave this archive and nothing else." placeholder:"A/12"`
	Only    []string `help:"Hold these sheets and no others." placeholder:"A/12,A/13"`
	Whole   bool     `help:"Take the whole municipality."`

	AddPolygon  string `help:"Take the sheets that a polygon touches, too: a vector file, or WKT in the archive's CRS." placeholder:"FILE|WKT"`
	DropPolygon string `help:"Give back the sheets that a polygon touches." placeholder:"FILE|WKT"`
	OnlyPolygon string `help:"Hold the sheets that a polygon touches and no others." placeholder:"FILE|WKT"`
}

// Run makes the area that the archive holds larger or smaller, or says what it
// is.
func (c *checkoutCmd) Run(s *session) error {
	dropped := false
	err := s.shared(c.Archive, func(d sharing.Desk) error {
		was, err := d.Area()
		if err != nil {
			return err
		}
		if err := c.touched(s, d); err != nil {
			return err
		}
		cells, err := c.area(was)
		if err != nil {
			return err
		}
		sheets, err := d.Sheets()
		if err != nil {
			return err
		}
		if err := client.CheckSheets(sheets, slices.Concat(c.Add, c.Only)); err != nil {
			return err
		}
		if len(c.Add)+len(c.Drop)+len(c.Only) == 0 && !c.Whole {
			return s.area(cells, client.Summary{})
		}
		done, err := d.Reshape(s.ctx, cells, s.progress())
		dropped = done.Shrank
		return errors.Join(s.area(cells, done.Summary), err)
	})
	if err != nil || !dropped {
		return err
	}
	// What left stands in the file's free pages, sealed, until it is rewritten.
	keys, err := s.keys(c.Archive)
	if err != nil {
		return err
	}
	_, err = desk.Compact(s.ctx, c.Archive, keys, s.progress())
	return err
}

// touched puts the sheets that polygons touch beside those that are named.
func (c *checkoutCmd) touched(s *session, d sharing.Desk) error {
	for _, by := range []struct {
		polygon string
		cells   *[]string
	}{{c.AddPolygon, &c.Add}, {c.DropPolygon, &c.Drop}, {c.OnlyPolygon, &c.Only}} {
		polygon, err := s.polygon(by.polygon, d)
		if err != nil || polygon == nil {
			if err != nil {
				return err
			}
			continue
		}
		sheets, err := d.Sheets()
		if err != nil {
			return err
		}
		cells, err := client.Touching(sheets, polygon)
		if err != nil {
			return err
		}
		*by.cells = append(*by.cells, cells...)
	}
	return nil
}

// area is the area that is asked for.
func (c *checkoutCmd) area(was []string) ([]string, error) {
	const op = "segitctl.checkout"
	if parts := len(c.Add) + len(c.Drop); c.Whole && parts+len(c.Only) > 0 || len(c.Only) > 0 && parts > 0 {
		return nil, gis.Refuse(op, gis.BadUsage, "sync.area-both")
	}
	switch {
	case c.Whole:
		return nil, nil
	case len(c.Only) > 0:
		return c.Only, client.CheckArea(c.Only)
	case len(was) == 0 && len(c.Add)+len(c.Drop) > 0:
		return nil, gis.Refuse(op, gis.BadUsage, "sync.area-whole")
	}
	cells := slices.Clone(was)
	for _, cell := range c.Add {
		if !slices.Contains(cells, cell) {
			cells = append(cells, cell)
		}
	}
	cells = slices.DeleteFunc(cells, func(cell string) bool { return slices.Contains(c.Drop, cell) })
	if len(cells) == 0 && len(was) > 0 {
		return nil, gis.Refuse(op, gis.BadUsage, "sync.area-empty")
	}
	return cells, client.CheckArea(cells)
}

// area says what an archive holds.
func (s *session) area(cells []string, sum client.Summary) error {
	if s.json {
		return s.print(map[string]any{"sheets": append([]string{}, cells...), "whole": len(cells) == 0, "chunks": sum.Chunks, "bytes": sum.Bytes})
	}
	if len(cells) == 0 {
		s.say(s.words.Say(gis.Say("sync.area-is-whole")))
		return nil
	}
	_, err := s.out.WriteString(strings.Join(cells, "\n") + "\n")
	return err
}
