package crs

import "math"

// ellipsoid is a figure of the earth with the numbers that every formula asks
// for. n is the third flattening.
type ellipsoid struct {
	a, f, e2, n float64
}

// Semi-major axis in metres and inverse flattening, as in the EPSG register.
func grs80() ellipsoid         { return makeEllipsoid(6378137, 298.257222101) }
func international() ellipsoid { return makeEllipsoid(6378388, 297) }
func bessel() ellipsoid        { return makeEllipsoid(6377397.155, 299.1528128) }

func makeEllipsoid(a, inverse float64) ellipsoid {
	f := 1 / inverse
	return ellipsoid{a: a, f: f, e2: f * (2 - f), n: f / (2 - f)}
}

// rectifying is the radius of the sphere whose meridian is as long as the
// ellipsoid's.
func (e ellipsoid) rectifying() float64 {
	n2 := e.n * e.n
	return e.a / (1 + e.n) * (1 + n2*(1.0/4+n2*(1.0/64+n2/256)))
}

// curvature is the radius in the prime vertical and along the meridian at a
// latitude of the given sine.
func (e ellipsoid) curvature(sin float64) (prime, meridian float64) {
	w2 := 1 - e.e2*sin*sin
	prime = e.a / math.Sqrt(w2)
	return prime, prime * (1 - e.e2) / w2
}

// geocentric turns geodetic radians at height 0 into earth-centred metres.
func (e ellipsoid) geocentric(lon, lat float64) (x, y, z float64) {
	sinLat, cosLat := math.Sincos(lat)
	sinLon, cosLon := math.Sincos(lon)
	prime, _ := e.curvature(sinLat)
	return prime * cosLat * cosLon, prime * cosLat * sinLon, prime * (1 - e.e2) * sinLat
}

// geodetic is the inverse of geocentric; the height is dropped. Bowring's
// formula, once repeated, is exact to the nanometre near the ground.
func (e ellipsoid) geodetic(x, y, z float64) (lon, lat float64) {
	p := math.Hypot(x, y)
	b := e.a * (1 - e.f)
	second := e.e2 / (1 - e.e2)
	tan := z * e.a / (p * b) // of the reduced latitude
	for range 2 {
		cos := 1 / math.Sqrt(1+tan*tan)
		sin := tan * cos
		lat = math.Atan2(z+second*b*sin*sin*sin, p-e.e2*e.a*cos*cos*cos)
		tan = (1 - e.f) * math.Tan(lat)
	}
	return math.Atan2(y, x), lat
}
