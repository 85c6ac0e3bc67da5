package main

import (
	"fmt"
	"strconv"

	"github.com/paulmach/orb"

	"segit/cmd/program"
	"segit/store/desk"
)

type layersCmd struct {
	Archive string `arg:"" help:"Archive."`

	momentFlags
}

// crsName is "EPSG:7792", "" for none.
func crsName(epsg int) string {
	if epsg == 0 {
		return ""
	}
	return "EPSG:" + strconv.Itoa(epsg)
}

// box is minX, minY, maxX, maxY; nil for none.
func box(b orb.Bound) []float64 {
	if b.IsEmpty() {
		return nil
	}
	return []float64{b.Min[0], b.Min[1], b.Max[0], b.Max[1]}
}

// Run lists the datasets.
func (c *layersCmd) Run(s *session) error {
	return s.atMoment(c.Archive, c.momentFlags, func(d *desk.Desk) error {
		layers, err := d.Layers(s.ctx)
		if err != nil {
			return err
		}
		for i := range layers {
			for _, m := range layers[i].Incomplete {
				s.say("◐ " + s.words.Say(m))
			}
		}
		return program.Listing[desk.Layer]{
			Header: []string{"LAYER", "SOURCE", "COUNT", "GEOMETRY", "CRS", "BBOX"},
			Record: func(l *desk.Layer) any {
				from := []string{}
				for _, epsg := range l.SourceEPSG {
					from = append(from, crsName(epsg))
				}
				return map[string]any{
					"layer": l.Name, "source": l.Source, "count": l.Count, "geometry": l.Geometry.String(), "crs": crsOf(l),
					"bbox": box(l.Bound), "source_crs": from, "incomplete": len(l.Incomplete) > 0,
				}
			},
			Lines: func(l *desk.Layer) [][]string {
				bounds := ""
				if !l.Bound.IsEmpty() {
					bounds = fmt.Sprintf("%.1f %.1f %.1f %.1f", l.Bound.Min[0], l.Bound.Min[1], l.Bound.Max[0], l.Bound.Max[1])
				}
				return program.One(l.Name, l.Source, s.words.Count(l.Count), l.Geometry.String(), crsOf(l), bounds)
			},
		}.Write(s.out, s.json, layers)
	})
}

// crsOf is the CRS in which a layer is served, "" for one without geometry.
func crsOf(l *desk.Layer) string {
	if len(l.SourceEPSG) == 0 {
		return ""
	}
	return crsName(l.EPSG)
}
