package crs

import "math"

// Region is a part of Italy that has its own Helmert set between Monte Mario
// and RDN2008. The wrong set is wrong by some five metres.
type Region uint8

// The regions. NoRegion is refused by [Between] wherever a set is needed.
const (
	NoRegion  Region = 0
	Peninsula Region = 1 // the mainland and its small islands
	Sicily    Region = 2 // with the Aeolian, Egadi and Pelagie islands, Ustica and Pantelleria
	Sardinia  Region = 3
)

// String is "none", "peninsula", "sicily" or "sardinia".
func (r Region) String() string { return [...]string{"none", "peninsula", "sicily", "sardinia"}[r] }

// RegionAt derives the region from a position in degrees, longitude first:
// Sardinia is the box 8.0–10.0° E, 38.7–41.35° N; Sicily is what lies south of
// 39.1° N, west of the middle line of the strait of Messina and east of 11.5° E;
// the rest of Italy is Peninsula. Outside Italy it is NoRegion. Either datum
// will do: they lie within 100 m of each other.
func RegionAt(lon, lat float64) Region {
	switch {
	case !(lon > 5.9 && lon < 19.1 && lat > 35.2 && lat < 47.4):
		return NoRegion
	case lon > 8 && lon < 10 && lat > 38.7 && lat < 41.35:
		return Sardinia
	case lat < 39.1 && lon > 11.5 && lon < strait(lat):
		return Sicily
	}
	return Peninsula
}

// strait is the longitude of the middle line of the strait of Messina and of
// the sea north and south of it, at a latitude.
func strait(lat float64) float64 {
	line := [...][2]float64{ // latitude, longitude, from south to north
		{35, 15.56},
		{37.95, 15.56},
		{38.10, 15.59},
		{38.20, 15.605},
		{38.235, 15.625},
		{38.25, 15.655},
		{38.30, 15.70},
		{39.1, 15.60},
	}
	for i := 1; i < len(line); i++ {
		if a, b := line[i-1], line[i]; lat <= b[0] {
			return a[1] + (b[1]-a[1])*(lat-a[0])/(b[0]-a[0])
		}
	}
	return math.Inf(-1)
}

// RegionOf is [RegionAt] for a coordinate of any known system, east first;
// NoRegion when the system is not known.
func RegionOf(epsg int, x, y float64) Region {
	s, ok := Lookup(epsg)
	if !ok {
		return NoRegion
	}
	return RegionAt(degrees{}.forward(s.projection().inverse(x, y)))
}

// helmert is a position vector transformation from Monte Mario to RDN2008.
type helmert struct {
	tx, ty, tz float64 // metres
	rx, ry, rz float64 // radians
	scale      float64
}

// helmertOf gives the set of a region: EPSG operations 1660 (peninsula), 1662
// (Sardinia) and 1664 (Sicily), accuracy 4 m by the register.
func helmertOf(r Region) (helmert, bool) {
	switch r {
	case Peninsula:
		return makeHelmert(-104.1, -49.1, -9.9, 0.971, -2.917, 0.714, -11.68), true
	case Sicily:
		return makeHelmert(-50.2, -50.4, 84.8, -0.690, -2.012, 0.459, -28.08), true
	case Sardinia:
		return makeHelmert(-168.6, -34.0, 38.6, -0.374, -0.679, -1.379, -9.48), true
	}
	return helmert{}, false
}

// makeHelmert takes metres, seconds of arc and parts per million.
func makeHelmert(tx, ty, tz, rx, ry, rz, ppm float64) helmert {
	const second = math.Pi / 180 / 3600
	return helmert{tx, ty, tz, rx * second, ry * second, rz * second, 1 + ppm*1e-6}
}

func (h helmert) forward(x, y, z float64) (float64, float64, float64) {
	return h.tx + h.scale*(x-h.rz*y+h.ry*z),
		h.ty + h.scale*(h.rz*x+y-h.rx*z),
		h.tz + h.scale*(-h.ry*x+h.rx*y+z)
}

// backward applies the transposed rotation, as PROJ does, and so it undoes
// forward to a millimetre only: a thousandth of the accuracy of the sets.
func (h helmert) backward(x, y, z float64) (float64, float64, float64) {
	x, y, z = (x-h.tx)/h.scale, (y-h.ty)/h.scale, (z-h.tz)/h.scale
	return x + h.rz*y - h.ry*z, -h.rz*x + y + h.rx*z, h.ry*x - h.rx*y + z
}
