package crs

import "strconv"

// Unit is the unit of both axes of a system.
type Unit uint8

// The units.
const (
	Metre  Unit = 1
	Degree Unit = 2
)

// String is "m" or "°".
func (u Unit) String() string { return [...]string{"", "m", "°"}[u] }

// frame is the geodetic frame of a system. RDN2008, ETRS89 and WGS 84 are taken
// to be one datum; Monte Mario (Roma 40) is another.
type frame uint8

const (
	rdn2008    frame = 0 // ETRF2000, D.M. 10 November 2011
	etrs89     frame = 1
	wgs84      frame = 2
	monteMario frame = 3
)

// sameDatum reports whether no Helmert set stands between two frames.
func (f frame) sameDatum(o frame) bool { return (f == monteMario) == (o == monteMario) }

// accuracy is that of [System].
func (f frame) accuracy() float64 { return [...]float64{0, 1, 1, 4}[f] }

// System is a reference system of the table of [Lookup].
type System struct {
	EPSG int
	Name string
	Unit Unit
	// NorthFirst is true when EPSG puts north or latitude first. Coordinates
	// inside the program are east first all the same.
	NorthFirst bool
	// Accuracy is how far, in metres, a coordinate of this system may be from
	// its place in RDN2008 for reasons of the system itself: 0 for RDN2008, a
	// metre where another frame is taken to be it, 4 for Monte Mario by Helmert.
	Accuracy float64

	frame  frame
	kind   method
	params parameters
}

// method is the kind of projection of a system.
type method uint8

const (
	geographic method = 1
	mercator   method = 2 // transverse
	webmap     method = 3
)

// parameters are those of a transverse Mercator, degrees and metres; the false
// northing and the latitude of origin are zero in all of them.
type parameters struct {
	lon0, scale, falseEast float64
}

// Lookup finds a system by its EPSG code.
func Lookup(epsg int) (System, bool) {
	for _, s := range systems() {
		if s.EPSG == epsg {
			return s, true
		}
	}
	return System{}, false
}

// Known lists the EPSG codes of [Lookup], the usual choice of a zone first.
func Known() []int {
	var codes []int
	for _, s := range systems() {
		codes = append(codes, s.EPSG)
	}
	return codes
}

// AxisSwapped tells that files which keep the order of EPSG (GML, WFS 1.1 and
// later) hold north or latitude first in this system. False for codes that
// [Lookup] does not know.
func AxisSwapped(epsg int) bool {
	s, _ := Lookup(epsg)
	return s.NorthFirst
}

// systems are in order of preference: [FromWKT] takes the first that fits, so
// E-N variants stand before N-E ones and RDN2008 before what is taken to be it.
func systems() []System {
	list := []System{
		{EPSG: 7791, Name: "RDN2008 / UTM zone 32N (E-N)", params: utm(9)},
		{EPSG: 7792, Name: "RDN2008 / UTM zone 33N (E-N)", params: utm(15)},
		{EPSG: 7793, Name: "RDN2008 / UTM zone 34N (E-N)", params: utm(21)},
		{EPSG: 7794, Name: "RDN2008 / Italy zone (E-N)", params: parameters{12, 0.9985, 7_000_000}},
		{EPSG: 7795, Name: "RDN2008 / Zone 12 (E-N)", params: parameters{12, 1, 3_000_000}},
		{EPSG: 6706, Name: "RDN2008", kind: geographic, NorthFirst: true},
		{EPSG: 6707, Name: "RDN2008 / UTM zone 32N (N-E)", params: utm(9), NorthFirst: true},
		{EPSG: 6708, Name: "RDN2008 / UTM zone 33N (N-E)", params: utm(15), NorthFirst: true},
		{EPSG: 6709, Name: "RDN2008 / UTM zone 34N (N-E)", params: utm(21), NorthFirst: true},
		{EPSG: 6875, Name: "RDN2008 / Italy zone (N-E)", params: parameters{12, 0.9985, 7_000_000}, NorthFirst: true},
		{EPSG: 6876, Name: "RDN2008 / Zone 12 (N-E)", params: parameters{12, 1, 3_000_000}, NorthFirst: true},
		{EPSG: 25832, Name: "ETRS89 / UTM zone 32N", params: utm(9), frame: etrs89},
		{EPSG: 25833, Name: "ETRS89 / UTM zone 33N", params: utm(15), frame: etrs89},
		{EPSG: 25834, Name: "ETRS89 / UTM zone 34N", params: utm(21), frame: etrs89},
		{EPSG: 32632, Name: "WGS 84 / UTM zone 32N", params: utm(9), frame: wgs84},
		{EPSG: 32633, Name: "WGS 84 / UTM zone 33N", params: utm(15), frame: wgs84},
		{EPSG: 32634, Name: "WGS 84 / UTM zone 34N", params: utm(21), frame: wgs84},
		{EPSG: 4326, Name: "WGS 84", kind: geographic, NorthFirst: true, frame: wgs84},
		{EPSG: 4258, Name: "ETRS89", kind: geographic, NorthFirst: true, frame: etrs89},
		{EPSG: 3857, Name: "WGS 84 / Pseudo-Mercator", kind: webmap, frame: wgs84},
		{EPSG: 3003, Name: "Monte Mario / Italy zone 1", frame: monteMario, params: parameters{9, 0.9996, 1_500_000}},
		{EPSG: 3004, Name: "Monte Mario / Italy zone 2", frame: monteMario, params: parameters{15, 0.9996, 2_520_000}},
		{EPSG: 4265, Name: "Monte Mario", kind: geographic, frame: monteMario, NorthFirst: true},
	}
	for i := range list {
		s := &list[i]
		s.Accuracy = s.frame.accuracy()
		if s.kind == 0 {
			s.kind = mercator
		}
		s.Unit = Metre
		if s.kind == geographic {
			s.Unit = Degree
		}
	}
	return list
}

func utm(lon0 float64) parameters { return parameters{lon0, 0.9996, 500_000} }

// String is "EPSG:7792 RDN2008 / UTM zone 33N (E-N)".
func (s System) String() string { return "EPSG:" + strconv.Itoa(s.EPSG) + " " + s.Name }

// figure is the ellipsoid of the system. All frames taken to be RDN2008 share
// GRS80: WGS 84's own differs by a tenth of a millimetre, and with one figure
// 25833, 32633 and 7792 are the same coordinates bit for bit.
func (s System) figure() ellipsoid {
	if s.frame == monteMario {
		return international()
	}
	return grs80()
}

func (s System) projection() projection {
	switch s.kind {
	case geographic:
		return degrees{}
	case webmap:
		return webMercator{radius: grs80().a}
	}
	return newTransverse(s.figure(), s.params.lon0, s.params.scale, s.params.falseEast)
}

// sameAs reports whether coordinates of both systems are equal bit for bit.
func (s System) sameAs(o System) bool {
	return s.frame.sameDatum(o.frame) && s.kind == o.kind && s.params == o.params
}

// InItaly tells whether a coordinate of the system, east first, lies in the box
// 5.9–19.1° E, 35.2–47.4° N. A file whose features do not is in another system
// than it says, or has its axes swapped.
func (s System) InItaly(x, y float64) bool {
	lon, lat := degrees{}.forward(s.projection().inverse(x, y))
	return lon > 5.9 && lon < 19.1 && lat > 35.2 && lat < 47.4
}
