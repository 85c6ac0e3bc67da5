package cxf

import (
	"math"

	"github.com/paulmach/orb"

	"segit/gis/cadastre"
	"segit/gis/planar"
)

// Border is a BORDO: a closed line of the map with its label.
type Border struct {
	Code   string      // "345", "345+", "STRADA001", "ACQUA", a sheet name …
	Height int         // of the label, tenths of a millimetre on paper
	Angle  float64     // of the label, radians anticlockwise from east
	Label  orb.Point   // where the label is written, metres
	Inside orb.Point   // a point inside the border, metres
	Rings  [][]float64 // x, y, x, y … closed (first vertex repeated), the outer ring first, then the islands
}

// area is the border's outside and its islands, both in square metres.
func (b *Border) area() (outside, islands float64) {
	for i, ring := range b.Rings {
		a := math.Abs(planar.RingArea(ring))
		if i == 0 {
			outside = a
		} else {
			islands += a
		}
	}
	return outside, islands
}

// class is what a border stands for: a kind of row, or a sheet.
type class uint8

const (
	parcel   = class(cadastre.ParcelBorder)
	building = class(cadastre.BuildingBorder)
	road     = class(cadastre.RoadBorder)
	water    = class(cadastre.WaterBorder)

	ownBorder     = water + 1 // the confine of the sheet itself
	foreignBorder = water + 2 // the confine of another sheet, as in a quadro d'unione
)

// Kinds of map, as the first line of a file names them.
const (
	mapKind   = "MAPPA"
	fondiario = "MAPPA FONDIARIO" // of the provinces with the tavolare system
	unionKind = "QUADRO D'UNIONE"
)

// classify reads the meaning of a border from its code.
func classify(name cadastre.SheetName, kind, code string) class {
	n, sheet := cadastre.ParseSheetName(code)
	switch {
	case sheet && n == name:
		return ownBorder
	case sheet:
		return foreignBorder
	}
	return class(cadastre.KindOfBorder(code, kind == fondiario))
}
