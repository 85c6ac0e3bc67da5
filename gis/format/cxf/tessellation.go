package cxf

import (
	"math"

	"segit/gis"
)

// tally is how many borders of a class a sheet has, and their area in m².
type tally struct {
	n    int
	area float64
}

// tessellation adds up the borders of a sheet. In a whole sheet parcels, roads
// and waters fill its own border; the annexes and developments that are drawn
// elsewhere are the islands of that border.
type tessellation struct {
	classes  [foreignBorder + 1]tally
	parcels  map[string]float64 // area by code: a parcel may be drawn in pieces
	annexes  tally
	outside  float64 // of the sheet's own border, islands included
	enclosed bool    // the sheet's own border was read
}

func newTessellation() *tessellation {
	return &tessellation{parcels: map[string]float64{}}
}

// add takes a border of the given class.
func (t *tessellation) add(c class, b *Border) {
	outside, islands := b.area()
	t.classes[c].n++
	t.classes[c].area += outside - islands
	switch c {
	case parcel:
		t.parcels[b.Code] += outside - islands
	case ownBorder:
		t.enclosed = true
		t.outside = outside
		t.annexes = tally{len(b.Rings) - 1, islands}
	}
}

// total is what should fill the border: TOTALE of a SUP file.
func (t *tessellation) total() float64 {
	return t.classes[parcel].area + t.classes[road].area + t.classes[water].area + t.annexes.area
}

// imbalance is TOTALE − CONFINE, 0 when the sheet tessellates.
func (t *tessellation) imbalance() float64 { return t.total() - t.outside }

// tolerance is what rounding alone can do to the imbalance: coordinates are
// given to the millimetre, and each border is a polygon of its own.
const tolerance = 0.5

// fails reports an imbalance that rounding does not explain.
func (t *tessellation) fails() bool {
	d := t.imbalance()
	return t.enclosed && (d > tolerance || d < -tolerance)
}

// squareMetres is an area as the archive keeps it. An area that does not fit
// (the borders of a broken file) is 0.
func squareMetres(v float64) gis.Decimal {
	d, _ := gis.DecimalOf(v)
	return d
}

// hundredths is a number for a text, to two decimals.
func hundredths(v float64) gis.Decimal { return squareMetres(math.Round(v*100) / 100) }
