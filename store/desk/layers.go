package desk

import (
	"github.com/paulmach/orb"

	"segit/gis"
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
