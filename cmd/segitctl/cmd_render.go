package main

import (
	"io"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store/desk"
)

type renderCmd struct {
	Inputs []string `arg:"" name:"archive" help:"An archive, or vector files, the lowest first."`
	Bbox   string   `help:"Box to show, in the CRS of archive or files (default: everything)." placeholder:"x1,y1,x2,y2"`
	Size   string   `default:"1600x1000" help:"Pixels." placeholder:"WxH"`
	Output string   `short:"o" required:"" help:"A .png or .pdf file." placeholder:"FILE"`

	momentFlags
}

// Run draws.
func (c *renderCmd) Run(s *session) error {
	req := desk.RenderRequest{Bound: orb.Bound{Min: orb.Point{1, 1}}, Form: strings.ToLower(strings.TrimPrefix(filepath.Ext(c.Output), "."))}
	width, height, ok := strings.Cut(strings.ToLower(c.Size), "x")
	var err1, err2 error
	req.Width, err1 = strconv.Atoi(width)
	req.Height, err2 = strconv.Atoi(height)
	if !ok || err1 != nil || err2 != nil {
		return gis.Refuse("segitctl", gis.BadUsage, "desk.size", c.Size)
	}
	req.Told = func(file string, m gis.Message) { s.say(file + ": " + s.words.Say(m)) }
	if c.Bbox != "" {
		var err error
		if req.Bound, err = parseBox(strings.Split(c.Bbox, ",")); err != nil {
			return err
		}
	}
	err := desk.WriteFile(c.Output, func(w io.Writer) error {
		if len(c.Inputs) == 1 && desk.IsArchive(c.Inputs[0]) {
			return s.atMoment(c.Inputs[0], c.momentFlags, func(d *desk.Desk) error { return d.Render(s.ctx, req, w) })
		}
		return desk.RenderFiles(s.ctx, c.Inputs, req, w)
	})
	if err == nil && s.json {
		return s.print(map[string]any{"output": c.Output, "width": req.Width, "height": req.Height})
	}
	return err
}
