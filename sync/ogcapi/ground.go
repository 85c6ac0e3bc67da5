package ogcapi

import (
	"context"
	"fmt"
	"math"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/geo"

	"segit/gis/crs"
	"segit/gis/planar"
	"segit/store"
)

// groundMargin is how far, in kilometres, from the layers of a municipality a
// finding of it may lie: generous, since not all of its layers need be here.
const groundMargin = 50

// ground is where a municipality is, in CRS84, with its margin; false when
// nothing of it on a map was published. Findings do not count: a wrong one would
// let in others.
func (a *API) ground(ctx context.Context, comune string) (box orb.Bound, found bool, err error) {
	all, err := a.known(ctx)
	if err != nil {
		return box, false, err
	}
	for i := range all {
		l := &all[i]
		if l.Comune != comune || l.Name == store.DatasetFindings || !(l.Box[0] <= l.Box[2]) {
			continue
		}
		b := movedBound(l.Bound(), l.EPSG, crs84)
		if found {
			b = b.Union(box)
		}
		box, found = b, true
	}
	if found {
		box = geo.BoundPad(box, groundMargin*1000)
	}
	return box, found, nil
}

// settle keeps with a feature where its municipality is, and in which sheet it
// lies.
func (a *API) settle(ctx context.Context, in *incoming, comune string) (err error) {
	in.comune = comune
	if in.ground, in.grounded, err = a.ground(ctx, comune); err != nil || in.sited() != nil {
		return err // who writes the geometry is told what is wrong with it
	}
	in.cell, err = a.placed(ctx, comune, in.geometry, in.crs)
	return err
}

// sited refuses a geometry that is nowhere in its system, far from its
// municipality, or whose border crosses itself; and a collection, which tiles
// leave out and files have no kind for.
func (in *incoming) sited() error {
	if in.geometry == nil {
		return nil
	}
	if _, mixed := in.geometry.(orb.Collection); mixed {
		return badRequest("ogc.geometry-collection")
	}
	to, err := transform(in.crs, crs84)
	if err != nil {
		return err
	}
	back, err := transform(crs84, in.crs)
	if err != nil {
		return err
	}
	var fault error
	mapped(in.geometry, func(p orb.Point) orb.Point {
		if fault != nil {
			return p
		}
		lon, lat := to.Point(p[0], p[1])
		x, y := back.Point(lon, lat)
		// Far outside of its zone a projection gives what does not come back.
		off := math.Hypot(x-p[0], y-p[1])
		switch {
		case !(math.Abs(lon) <= 180 && math.Abs(lat) <= 90 && off < 1):
			fault = badRequest("ogc.geometry-range", spotOf(p), crsLabel(in.crs))
		case in.grounded && !in.ground.Contains(orb.Point{lon, lat}):
			fault = badRequest("ogc.geometry-far", spotOf(p), groundMargin, in.comune)
		case !in.grounded && crs.RegionAt(lon, lat) == crs.NoRegion:
			fault = badRequest("ogc.geometry-abroad", spotOf(p))
		}
		return p
	})
	if fault != nil {
		return fault
	}
	return uncrossed(in.geometry)
}

// spotOf writes a place for a person, east or longitude first.
func spotOf(p orb.Point) string { return fmt.Sprintf("%.9g, %.9g", p[0], p[1]) }

// uncrossed refuses polygons whose border crosses itself.
func uncrossed(g orb.Geometry) error {
	var polygons []orb.Polygon
	switch g := g.(type) {
	case orb.Polygon:
		polygons = orb.MultiPolygon{g}
	case orb.MultiPolygon:
		polygons = g
	}
	var rings [][]float64
	for _, polygon := range polygons {
		for _, ring := range polygon {
			xy := make([]float64, 0, 2*len(ring))
			for _, p := range ring {
				xy = append(xy, p[0], p[1])
			}
			rings = append(rings, xy)
		}
	}
	if at, crosses := planar.RingsCross(rings); crosses {
		return badRequest("ogc.geometry-crossing", spotOf(at))
	}
	return nil
}
