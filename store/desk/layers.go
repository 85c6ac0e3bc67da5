package desk

import (
	"context"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// Layer is a dataset of a source as `segitctl layers` lists it.
type Layer struct {
	Name       string // parcels, units, tari …
	Source     string
	Count      int64
	Geometry   gis.ShapeKind
	EPSG       int   // of Bound and of every coordinate served: the archive's
	SourceEPSG []int // of the coordinates as they came, ascending
	Bound      orb.Bound
}

// Layers lists every dataset, spatial or not, by name and source.
func (d *Desk) Layers(ctx context.Context) ([]Layer, error) {
	var all []Layer
	err := d.withFindings(ctx, func(s *store.Snapshot) error {
		for _, set := range s.Datasets() {
			if set.Schema.Dataset == runDataset || set.Schema.Dataset == overlayDataset {
				continue // the records of runs are nobody's layer
			}
			all = append(all, Layer{
				Name: set.Schema.Dataset, Source: set.Schema.Source, Count: set.Rows, Geometry: set.Schema.Shape,
				EPSG: s.EPSG(), SourceEPSG: set.EPSG, Bound: set.Bound,
			})
		}
		return ctx.Err()
	})
	return all, err
}
