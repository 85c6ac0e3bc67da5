package control

import (
	"math/bits"

	"segit/gis"
)

// scale is v times a ratio, both not negative, rounded half up to the millionth.
func scale(v, ratio gis.Decimal) gis.Decimal {
	whole, rest := v/gis.One, v%gis.One
	return whole*ratio + (rest*ratio+gis.One/2)/gis.One
}

// exceeds reports whether part is more than percent of whole, exactly: no
// division, 128 bits. Nothing is negative.
func exceeds(part, whole, percent gis.Decimal) bool {
	ph, pl := bits.Mul64(uint64(part), uint64(100*gis.One))
	wh, wl := bits.Mul64(uint64(whole), uint64(percent))
	return ph > wh || ph == wh && pl > wl
}
