package desk

import (
	"context"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/planar"
	"segit/store"
)

// Identify gives every feature of the layers at a point, layer by layer in the
// order given and the nearest first: polygons that hold the point, and lines and
// points within the tolerance in metres. It reads geometry, never pixels.
func (d *Desk) Identify(ctx context.Context, at orb.Point, tolerance float64, layers []Layer) ([]Feature, error) {
	supplies, err := d.register()
	if err != nil {
		return nil, err
	}
	var hits []Feature
	err = d.withFindings(ctx, func(s *store.Snapshot) error {
		for _, l := range layers {
			err := s.Nearest(ctx, store.Ask{Dataset: l.Name, Source: l.Source}, at, max(tolerance, touching), func(r *store.Row, _ float64) bool {
				if r.Shapes.Kind[r.At] != gis.PolygonShape || planar.Contains(&r.Shapes, r.At, at) {
					hits = append(hits, d.featureOf(r, supplies))
				}
				return true
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = d.beside(hits)
	}
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

// touching is the tolerance, in metres, of whoever allows none.
const touching = 1e-6
