package desk

import (
	"context"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/planar"

	"segit/gis"
	"segit/store"

	ours "segit/gis/planar"
)

// Identify gives every feature of the layers at a point, layer by layer in the
// order given, polygons that hold the point and lines and points within the
// tolerance in metres. It reads geometry, never pixels.
func (d *Desk) Identify(ctx context.Context, at orb.Point, tolerance float64, layers []Layer) ([]Feature, error) {
	supplies, err := d.register()
	if err != nil {
		return nil, err
	}
	var hits []Feature
	w := orb.Bound{Min: at, Max: at}.Pad(tolerance)
	err = d.with(func(s *store.Snapshot) error {
		for _, l := range layers {
			err := s.Window(ctx, store.Ask{Dataset: l.Name, Source: l.Source, Shapes: true}, w, func(r *store.Row) error {
				if touches(&r.Shapes, r.At, at, tolerance) {
					hits = append(hits, d.featureOf(r, supplies))
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = d.looked("identify", hits)
	}
	if err != nil {
		return nil, err
	}
	return hits, nil
}

// looked writes features into the access log; when it fails they may not be
// shown.
func (d *Desk) looked(deed string, features []Feature) error {
	s := d.sight()
	for i := range features {
		s.feature(&features[i])
	}
	return s.log(store.Access{Deed: deed})
}

// touches reports whether a row is at a point.
func touches(s *gis.Shapes, row int, at orb.Point, tolerance float64) bool {
	if s.Kind[row] == gis.PolygonShape {
		return ours.Contains(s, row, at)
	}
	g := s.Geometry(row)
	return g != nil && planar.DistanceFrom(g, at) <= tolerance
}
