package crs

import "math"

// Ellipsoid names a figure of the earth for [NewCassini].
type Ellipsoid uint8

// The ellipsoids that cadastral maps were computed on.
const (
	Bessel        Ellipsoid = 1 // maps before 1940
	International Ellipsoid = 2 // Hayford, Roma 40
	GRS80         Ellipsoid = 3 // RDN2008
)

func (e Ellipsoid) figure() ellipsoid {
	switch e {
	case Bessel:
		return bessel()
	case International:
		return international()
	}
	return grs80()
}

// Cassini is the Cassini-Soldner projection about a local origin, as the old
// cadastral sheets use it: metres east and north of the origin, at most some
// tens of kilometres. It is projection maths only: a datum step and a fit on
// fiducial points, sheet by sheet, must follow before a parcel is measured
// against other data.
type Cassini struct {
	figure         ellipsoid
	lon0, lat0, m0 float64
}

// NewCassini makes the projection about an origin in degrees, longitude first.
func NewCassini(on Ellipsoid, lon, lat float64) *Cassini {
	c := &Cassini{figure: on.figure(), lon0: lon * math.Pi / 180, lat0: lat * math.Pi / 180}
	c.m0 = c.figure.meridian(c.lat0)
	return c
}

// Forward turns degrees, longitude first, into metres from the origin. The
// series (Snyder 1987, eq. 13-7 to 13-11) is good to a millimetre within 100 km.
func (c *Cassini) Forward(lon, lat float64) (x, y float64) {
	return c.forward(lon*math.Pi/180, lat*math.Pi/180)
}

// Inverse turns metres from the origin into degrees, longitude first. It undoes
// Forward to the micrometre.
func (c *Cassini) Inverse(x, y float64) (lon, lat float64) {
	lon, lat = c.inverse(x, y)
	return lon * 180 / math.Pi, lat * 180 / math.Pi
}

func (c *Cassini) forward(lon, lat float64) (x, y float64) {
	sin, cos := math.Sincos(lat)
	tan := sin / cos
	prime, _ := c.figure.curvature(sin)
	a := (lon - c.lon0) * cos
	a2, t := a*a, tan*tan
	k := cos * cos * c.figure.e2 / (1 - c.figure.e2)
	x = prime * a * (1 - a2*t*(1.0/6+(8-t+8*k)*a2/120))
	y = c.figure.meridian(lat) - c.m0 + prime*tan*a2*(0.5+(5-t+6*k)*a2/24)
	return x, y
}

// inverse walks towards the point whose forward image is x, y: near the origin
// each step gains five digits, and there is no second series to disagree with
// the first.
func (c *Cassini) inverse(x, y float64) (lon, lat float64) {
	lon, lat = c.lon0, c.lat0
	for range 12 {
		gx, gy := c.forward(lon, lat)
		dx, dy := x-gx, y-gy
		sin, cos := math.Sincos(lat)
		prime, meridian := c.figure.curvature(sin)
		lat += dy / meridian
		lon += dx / (prime * cos)
		if math.Abs(dx) < 1e-7 && math.Abs(dy) < 1e-7 {
			break
		}
	}
	return lon, lat
}

// meridian is the length of the meridian from the equator to a latitude, by the
// rectifying latitude to n^6 (Karney 2011).
func (e ellipsoid) meridian(lat float64) float64 {
	sin2, cos2 := math.Sincos(2 * lat)
	n := e.n
	rectifying := evaluate(n, table{
		{-3.0 / 2, 0, 9.0 / 16, 0, -3.0 / 32},
		{15.0 / 16, 0, -15.0 / 32, 0, 135.0 / 2048},
		{-35.0 / 48, 0, 105.0 / 256},
		{315.0 / 512, 0, -189.0 / 512},
		{-693.0 / 1280},
		{1001.0 / 2048},
	})
	return e.rectifying() * (lat + rectifying.sum(sin2, cos2))
}
