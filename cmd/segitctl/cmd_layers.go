package main

import (
	"fmt"
	"strconv"

	"github.com/paulmach/orb"

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
		var rows [][]string
		for i := range layers {
			l := &layers[i]
			crs, from := "", []string{}
			if len(l.SourceEPSG) > 0 {
				crs = crsName(l.EPSG)
			}
			for _, epsg := range l.SourceEPSG {
				from = append(from, crsName(epsg))
			}
			if s.json {
				err := s.print(map[string]any{
					"layer": l.Name, "source": l.Source, "count": l.Count, "geometry": l.Geometry.String(), "crs": crs,
					"bbox": box(l.Bound), "source_crs": from,
				})
				if err != nil {
					return err
				}
				continue
			}
			bounds := ""
			if !l.Bound.IsEmpty() {
				bounds = fmt.Sprintf("%.1f %.1f %.1f %.1f", l.Bound.Min[0], l.Bound.Min[1], l.Bound.Max[0], l.Bound.Max[1])
			}
			rows = append(rows, []string{l.Name, l.Source, s.words.Count(l.Count), l.Geometry.String(), crs, bounds})
		}
		if s.json {
			return nil
		}
		return s.table([]string{"LAYER", "SOURCE", "COUNT", "GEOMETRY", "CRS", "BBOX"}, rows)
	})
}
