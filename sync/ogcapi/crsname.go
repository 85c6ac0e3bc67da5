package ogcapi

import (
	"math"
	"strconv"
	"strings"

	"github.com/paulmach/orb"

	"segit/gis/crs"
)

// crs84 stands for WGS 84 with longitude first, which is no code of EPSG.
const crs84 = 84

// The addresses of systems.
const (
	crs84URI   = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
	epsgPrefix = "http://www.opengis.net/def/crs/EPSG/0/"
)

// crsURI is the address of a system.
func crsURI(code int) string {
	if code == crs84 {
		return crs84URI
	}
	return epsgPrefix + strconv.Itoa(code)
}

// codeOf reads the address of a system; also EPSG:n and urn forms, which some
// programs send.
func codeOf(uri string) (int, bool) {
	uri = strings.Trim(uri, "<>[]")
	if uri == crs84URI || strings.EqualFold(uri, "OGC:CRS84") || strings.EqualFold(uri, "urn:ogc:def:crs:OGC:1.3:CRS84") || strings.EqualFold(uri, "urn:ogc:def:crs:OGC::CRS84") {
		return crs84, true
	}
	for _, prefix := range []string{epsgPrefix, "https://www.opengis.net/def/crs/EPSG/0/", "EPSG:", "urn:ogc:def:crs:EPSG::"} {
		if rest, ok := strings.CutPrefix(uri, prefix); ok {
			code, err := strconv.Atoi(rest)
			return code, err == nil
		}
	}
	return 0, false
}

// served are the systems in which a collection is given: that of its rows, both
// zones of the country, geographic ones and that of web maps.
func (c *collection) served() []int {
	all := []int{crs84, c.epsg()}
	for _, code := range []int{7791, 7792, 6706, 4326, 3857} {
		if code != c.epsg() {
			all = append(all, code)
		}
	}
	return all
}

// swapped reports whether a system writes north or latitude first.
func swapped(code int) bool { return code != crs84 && crs.AxisSwapped(code) }

// epsgOf is the code by which package crs knows a system.
func epsgOf(code int) int {
	if code == crs84 {
		return 4326
	}
	return code
}

// transform moves coordinates, east first, between two systems.
func transform(from, to int) (crs.Transform, error) {
	return crs.Between(epsgOf(from), epsgOf(to), crs.NoRegion)
}

// moved is a geometry in another system.
func moved(g orb.Geometry, t crs.Transform) orb.Geometry {
	if t.Identity() || g == nil {
		return g
	}
	return mapped(g, func(p orb.Point) orb.Point {
		x, y := t.Point(p[0], p[1])
		return orb.Point{x, y}
	})
}

// turned is a geometry with its axes the other way round.
func turned(g orb.Geometry) orb.Geometry {
	return mapped(g, func(p orb.Point) orb.Point { return orb.Point{p[1], p[0]} })
}

// mapped is a new geometry whose points are f of the old ones.
func mapped(g orb.Geometry, f func(orb.Point) orb.Point) orb.Geometry {
	points := func(in []orb.Point) []orb.Point {
		out := make([]orb.Point, len(in))
		for i := range in {
			out[i] = f(in[i])
		}
		return out
	}
	rings := func(p orb.Polygon) orb.Polygon {
		out := make(orb.Polygon, len(p))
		for i := range p {
			out[i] = points(p[i])
		}
		return out
	}
	switch g := g.(type) {
	case orb.Point:
		return f(g)
	case orb.MultiPoint:
		return orb.MultiPoint(points(g))
	case orb.LineString:
		return orb.LineString(points(g))
	case orb.MultiLineString:
		out := make(orb.MultiLineString, len(g))
		for i := range g {
			out[i] = points(g[i])
		}
		return out
	case orb.Polygon:
		return rings(g)
	case orb.MultiPolygon:
		out := make(orb.MultiPolygon, len(g))
		for i := range g {
			out[i] = rings(g[i])
		}
		return out
	case orb.Collection:
		out := make(orb.Collection, len(g))
		for i := range g {
			out[i] = mapped(g[i], f)
		}
		return out
	}
	return g
}

// boxSteps is in how many parts the sides of a box are cut when it is moved:
// they become curves.
const boxSteps = 16

// movedBound is a box that holds a box after it was moved.
func movedBound(b orb.Bound, from, to int) orb.Bound {
	outer, _ := movedBounds(b, from, to)
	return outer
}

// movedBounds are a box that holds a moved box, and one that lies in it.
func movedBounds(b orb.Bound, from, to int) (outer, inner orb.Bound) {
	t, err := transform(from, to)
	if err != nil || t.Identity() {
		return b, b
	}
	inf := math.Inf(1)
	outer = orb.Bound{Min: orb.Point{inf, inf}, Max: orb.Point{-inf, -inf}}
	inner = orb.Bound{Min: orb.Point{-inf, -inf}, Max: orb.Point{inf, inf}}
	for i := range boxSteps + 1 {
		f := float64(i) / boxSteps
		x, y := b.Min[0]+f*(b.Max[0]-b.Min[0]), b.Min[1]+f*(b.Max[1]-b.Min[1])
		for side, p := range []orb.Point{{b.Min[0], y}, {b.Max[0], y}, {x, b.Min[1]}, {x, b.Max[1]}} {
			px, py := t.Point(p[0], p[1])
			if math.IsNaN(px) || math.IsNaN(py) {
				continue // far outside of what the system can tell
			}
			outer = outer.Extend(orb.Point{px, py})
			switch side {
			case 0:
				inner.Min[0] = max(inner.Min[0], px)
			case 1:
				inner.Max[0] = min(inner.Max[0], px)
			case 2:
				inner.Min[1] = max(inner.Min[1], py)
			case 3:
				inner.Max[1] = min(inner.Max[1], py)
			}
		}
	}
	// Between the points of a side the curve bends a little.
	bend := func(axis int) float64 { return (outer.Max[axis] - outer.Min[axis]) / (boxSteps * boxSteps) }
	outer.Min[0], outer.Max[0] = outer.Min[0]-bend(0), outer.Max[0]+bend(0)
	outer.Min[1], outer.Max[1] = outer.Min[1]-bend(1), outer.Max[1]+bend(1)
	inner.Min[0], inner.Max[0] = inner.Min[0]+bend(0), inner.Max[0]-bend(0)
	inner.Min[1], inner.Max[1] = inner.Min[1]+bend(1), inner.Max[1]-bend(1)
	return outer, inner
}
