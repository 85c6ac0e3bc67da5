package store

import (
	"encoding/json"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/paulmach/orb/project"

	"segit/gis/crs"
)

// The columns of a finding that a person made: what it says, and where it is.
const (
	DescriptionColumn = "description"
	ShapeColumn       = "geometry" // a [Drawn]
)

// Drawn is a geometry as an operation holds it: WKB, east or longitude first,
// with the EPSG code of its coordinates.
type Drawn struct {
	CRS int    `json:"crs"`
	WKB []byte `json:"wkb"`
}

// In is the geometry in another CRS. Monte Mario is of no one's drawing: between
// it and another datum the transform is refused.
func (d *Drawn) In(epsg int) (orb.Geometry, error) {
	g, err := wkb.Unmarshal(d.WKB)
	if err != nil {
		return nil, err
	}
	t, err := crs.Between(d.CRS, epsg, crs.NoRegion)
	if err != nil || t.Identity() {
		return g, err
	}
	return project.Geometry(g, func(p orb.Point) orb.Point {
		x, y := t.Point(p[0], p[1])
		return orb.Point{x, y}
	}), nil
}

// Drawing is the geometry that a person gave a row, in a CRS; nil where nobody
// did, or in a form that this version does not know.
func (e *Edits) Drawing(epsg int) orb.Geometry {
	cell, ok := e.Cells[ShapeColumn]
	if !ok || absent(cell.Value) {
		return nil
	}
	var d Drawn
	if json.Unmarshal(cell.Value, &d) != nil {
		return nil
	}
	g, err := d.In(epsg)
	if err != nil {
		return nil
	}
	return g
}

// Made reports a row that a person made, deleted since or not.
func (e *Edits) Made() bool { return e.Life != nil && e.At != nil }
