package crs

// Family is what the size of a map's coordinates tells about their system.
type Family uint8

// The families of cadastral coordinates (the Cassini sheets have a local
// origin, so that no EPSG code fits them).
const (
	UnknownFamily Family = 0
	Degrees       Family = 1
	LocalCassini  Family = 2
	GaussBoaga    Family = 3 // Roma 40, zone 1 or 2 by the first digit
	UTM           Family = 4 // RDN2008, ETRS89 or WGS 84; the zone cannot be told
	ItalyZone     Family = 5 // RDN2008 / Italy zone, by its false easting of 7000 km
)

// String is "unknown", "degrees", "cassini", "gauss-boaga", "utm" or
// "italy-zone".
func (f Family) String() string {
	return [...]string{"unknown", "degrees", "cassini", "gauss-boaga", "utm", "italy-zone"}[f]
}

// GuessFamily tells the family of a coordinate, east first, by magnitude. It is
// a guess to be confirmed by a person: a Cassini point within twenty metres of
// its origin looks like degrees, so ask it of a point in the middle of the map.
func GuessFamily(x, y float64) Family {
	inNorth := y > 3_900_000 && y < 5_300_000
	switch {
	case x > 5.9 && x < 19.1 && y > 35.2 && y < 47.4:
		return Degrees
	case x > -100_000 && x < 100_000 && y > -100_000 && y < 100_000:
		return LocalCassini
	case inNorth && x >= 1_200_000 && x < 2_900_000:
		return GaussBoaga
	case inNorth && x > 0 && x < 1_100_000:
		return UTM
	case inNorth && x > 6_300_000 && x < 7_700_000:
		return ItalyZone
	}
	return UnknownFamily
}
