package ogcapi

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/paulmach/orb/planar"
	"github.com/peterstace/simplefeatures/geom"

	"segit/gis"
)

// meetsBox reports whether a geometry shares a point with a box.
func meetsBox(g orb.Geometry, b orb.Bound) bool {
	if g == nil || !g.Bound().Intersects(b) {
		return false
	}
	switch g := g.(type) {
	case orb.Point:
		return true
	case orb.MultiPoint:
		for _, p := range g {
			if b.Contains(p) {
				return true
			}
		}
	case orb.LineString:
		return lineMeetsBox(g, b)
	case orb.MultiLineString:
		for _, l := range g {
			if lineMeetsBox(l, b) {
				return true
			}
		}
	case orb.Polygon:
		return polygonMeetsBox(g, b)
	case orb.MultiPolygon:
		for _, p := range g {
			if polygonMeetsBox(p, b) {
				return true
			}
		}
	case orb.Collection:
		for _, m := range g {
			if meetsBox(m, b) {
				return true
			}
		}
	}
	return false
}

// polygonMeetsBox: an edge meets the box, or all of it lies inside.
func polygonMeetsBox(p orb.Polygon, b orb.Bound) bool {
	for _, ring := range p {
		if lineMeetsBox(orb.LineString(ring), b) {
			return true
		}
	}
	return planar.PolygonContains(p, b.Min)
}

func lineMeetsBox(l orb.LineString, b orb.Bound) bool {
	for i := range l {
		if b.Contains(l[i]) || i > 0 && edgeMeetsBox(l[i-1], l[i], b) {
			return true
		}
	}
	return false
}

// edgeMeetsBox cuts an edge by the sides of a box one after the other (Liang and
// Barsky) and reports whether something is left.
func edgeMeetsBox(p, q orb.Point, b orb.Bound) bool {
	t0, t1 := 0.0, 1.0
	for axis := range 2 {
		d := q[axis] - p[axis]
		near, far := b.Min[axis]-p[axis], b.Max[axis]-p[axis]
		if d == 0 {
			if near > 0 || far < 0 {
				return false
			}
			continue
		}
		if d < 0 {
			near, far = far, near
		}
		t0, t1 = max(t0, near/d), min(t1, far/d)
	}
	return t0 <= t1
}

// meets reports whether two geometries share a point.
func meets(a, b orb.Geometry) (bool, error) {
	if !a.Bound().Intersects(b.Bound()) {
		return false, nil
	}
	first, err := simple(a)
	if err != nil {
		return false, err
	}
	second, err := simple(b)
	if err != nil {
		return false, err
	}
	return geom.Intersects(first, second), nil
}

// simple is a geometry of the library that knows how geometries lie.
func simple(g orb.Geometry) (geom.Geometry, error) {
	raw, err := wkb.Marshal(g)
	if err == nil {
		var s geom.Geometry
		if s, err = geom.UnmarshalWKB(raw, geom.NoValidate{}); err == nil {
			return s, nil
		}
	}
	return geom.Geometry{}, gis.Wrap("ogcapi.meets", gis.BadInput, err, "ogc.cql.geometry", g.GeoJSONType())
}
