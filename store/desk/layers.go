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
	// Incomplete says of a layer in which a supply that is not whole is in force.
	Incomplete []gis.Message
}

// Layers lists every dataset, spatial or not, by name and source.
func (d *Desk) Layers(ctx context.Context) ([]Layer, error) {
	var all []Layer
	err := d.withFindings(ctx, func(s *store.Snapshot) error {
		t, err := d.territory(s)
		if err != nil {
			return err
		}
		for _, set := range s.Datasets() {
			if set.Schema.Dataset == runDataset || set.Schema.Dataset == overlayDataset {
				continue // the records of runs are nobody's layer
			}
			all = append(all, Layer{
				Name: set.Schema.Dataset, Source: set.Schema.Source, Count: set.Rows, Geometry: set.Schema.Shape,
				EPSG: s.EPSG(), SourceEPSG: set.EPSG, Bound: set.Bound, Incomplete: t.halved(set.Schema.Dataset),
			})
		}
		return ctx.Err()
	})
	return all, err
}
