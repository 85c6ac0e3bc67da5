package cxf

import "github.com/paulmach/orb"

// Family is a family of coordinates in which sheets are supplied, as far as
// their size alone tells. The user confirms it: size is no proof.
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

// FamilyOf tells the family of coordinates by their size, in metres: Cassini
// below 100 km from its origin, Gauss-Boaga by its false eastings of 1500 and
// 2520 km, UTM by eastings below 1000 km. Northings of Italy lie between 3900
// and 5300 km. What fits none, or more than one, is unknown.
func FamilyOf(b orb.Bound) Family {
	within := func(x0, y0, x1, y1 float64) bool {
		return b.Min[0] >= x0 && b.Min[1] >= y0 && b.Max[0] <= x1 && b.Max[1] <= y1
	}
	const south, north = 3.9e6, 5.3e6
	switch {
	case b.IsEmpty():
		return UnknownFamily
	case within(-1e5, -1e5, 1e5, 1e5):
		return Cassini
	case within(1.3e6, south, 2.0e6, north):
		return GaussBoagaWest
	case within(2.2e6, south, 2.9e6, north):
		return GaussBoagaEast
	case within(0, south, 1e6, north):
		return RDN2008
	}
	return UnknownFamily
}
