package cxf

import (
	"github.com/paulmach/orb"

	"segit/gis/crs"
)

// Family is a family of coordinates in which sheets are supplied, as far as
// their size alone tells. A person confirms it: size is no proof.
type Family uint8

// The families.
const (
	UnknownFamily  Family = iota
	Cassini               // Cassini-Soldner about an origin of its own, that must be named
	GaussBoagaWest        // Roma 40, zone 1 (EPSG:3003)
	GaussBoagaEast        // Roma 40, zone 2 (EPSG:3004)
	RDN2008               // UTM in ETRF2000; the zone (EPSG:7791 to 7793) is the municipality's
)

// String is "unknown", "cassini", "gauss-boaga-1", "gauss-boaga-2" or "rdn2008".
func (f Family) String() string {
	return [...]string{"unknown", "cassini", "gauss-boaga-1", "gauss-boaga-2", "rdn2008"}[f]
}

// familyAt tells the family of a sheet from a place on it. The false eastings
// of the Gauss-Boaga zones, 1500 and 2520 km, leave no doubt between them; no
// sheet is in degrees.
func familyAt(p orb.Point) Family {
	const betweenZones = 2.1e6
	switch crs.GuessFamily(p[0], p[1]) {
	case crs.LocalCassini, crs.Degrees:
		return Cassini
	case crs.GaussBoaga:
		if p[0] < betweenZones {
			return GaussBoagaWest
		}
		return GaussBoagaEast
	case crs.UTM:
		return RDN2008
	}
	return UnknownFamily
}
