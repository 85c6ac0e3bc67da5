package crs

import "math"

// projection maps geodetic radians to plane metres and back.
type projection interface {
	forward(lon, lat float64) (x, y float64)
	inverse(x, y float64) (lon, lat float64)
}

// transverse is the transverse Mercator projection by Krüger's series to the
// sixth power of n (Karney, "Transverse Mercator with an accuracy of a few
// nanometers", 2011), with the latitude of origin on the equator as in every
// system of [Lookup].
type transverse struct {
	lon0, radius, falseEast float64
	toConformal             series // geodetic to conformal latitude
	toGeodetic              series
	toPlane                 series // sphere to plane
	toSphere                series
}

func newTransverse(e ellipsoid, lon0, k, falseEast float64) *transverse {
	return &transverse{
		lon0: lon0 * math.Pi / 180, radius: k * e.rectifying(), falseEast: falseEast,
		toConformal: evaluate(e.n, conformalTable()),
		toGeodetic:  evaluate(e.n, geodeticTable()),
		toPlane:     evaluate(e.n, planeTable()),
		toSphere:    evaluate(e.n, sphereTable()),
	}
}

func (t *transverse) forward(lon, lat float64) (x, y float64) {
	sin2, cos2 := math.Sincos(2 * lat)
	sin, cos := math.Sincos(lat + t.toConformal.sum(sin2, cos2))
	sinLon, cosLon := math.Sincos(lon - t.lon0)
	xi := math.Atan2(sin, cos*cosLon)
	// eta = asinh(sinλ·cosφ / hypot(sinφ, cosφ·cosλ)); the double angles of
	// the series follow from the same two numbers without another sine.
	d := math.Hypot(sin, cos*cosLon)
	tau := cos * sinLon / d
	eta := math.Asinh(tau)
	h := math.Sqrt(1 + tau*tau)
	s, c := sin/d, cos*cosLon/d
	dxi, deta := t.toPlane.complexSum(2*s*c, (c-s)*(c+s), 2*tau*h, 1+2*tau*tau)
	return t.falseEast + t.radius*(eta+deta), t.radius * (xi + dxi)
}

func (t *transverse) inverse(x, y float64) (lon, lat float64) {
	eta, xi := (x-t.falseEast)/t.radius, y/t.radius
	sin2, cos2 := math.Sincos(2 * xi)
	e := math.Exp(2 * eta)
	dxi, deta := t.toSphere.complexSum(sin2, cos2, (e-1/e)/2, (e+1/e)/2)
	sin, cos := math.Sincos(xi + dxi)
	e = math.Exp(eta + deta)
	sinh := (e - 1/e) / 2
	lon = t.lon0 + math.Atan2(sinh, cos)
	d := math.Hypot(sinh, cos)
	s, c := sin, d // tangent of the conformal latitude is sin/d
	r := math.Hypot(s, c)
	s, c = s/r, c/r
	return lon, math.Atan2(s, c) + t.toGeodetic.sum(2*s*c, (c-s)*(c+s))
}

// webMercator is the spherical Mercator of web maps (EPSG 3857): geodetic
// latitudes on a sphere.
type webMercator struct{ radius float64 }

func (w webMercator) forward(lon, lat float64) (x, y float64) {
	return w.radius * lon, w.radius * math.Asinh(math.Tan(lat))
}

func (w webMercator) inverse(x, y float64) (lon, lat float64) {
	return x / w.radius, math.Atan(math.Sinh(y / w.radius))
}

// degrees is the "projection" of a geographic system.
type degrees struct{}

func (degrees) forward(lon, lat float64) (x, y float64) {
	return lon * 180 / math.Pi, lat * 180 / math.Pi
}

func (degrees) inverse(x, y float64) (lon, lat float64) {
	return x * math.Pi / 180, y * math.Pi / 180
}
