package cxf

import (
	"math"
	"strings"

	"github.com/paulmach/orb"

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

// class is what a border stands for.
type class uint8

const (
	parcel class = iota
	building
	road
	water
	ownBorder     // the confine of the sheet itself
	foreignBorder // the confine of another sheet, as in a quadro d'unione
)

// Kinds of map, as the first line of a file names them.
const (
	mapKind      = "MAPPA"
	fondiario    = "MAPPA FONDIARIO" // of the provinces with the tavolare system
	unionKind    = "QUADRO D'UNIONE"
	buildingMark = "+"
)

// classify reads the meaning of a border from its code. In the maps of the
// catasto fondiario roads and waters begin with S and A alone.
func classify(name SheetName, kind, code string) class {
	if n, ok := ParseName(code); ok {
		if n == name {
			return ownBorder
		}
		return foreignBorder
	}
	switch {
	case strings.HasSuffix(code, buildingMark):
		return building
	case strings.HasPrefix(code, "STRADA"), kind == fondiario && strings.HasPrefix(code, "S"):
		return road
	case strings.HasPrefix(code, "ACQUA"), kind == fondiario && strings.HasPrefix(code, "A"):
		return water
	}
	return parcel
}
