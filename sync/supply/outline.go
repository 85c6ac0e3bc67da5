package supply

import (
	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/peterstace/simplefeatures/geom"

	"segit/gis"
	"segit/store"
)

// BorderDataset is the dataset whose rows are the borders of sheets.
const BorderDataset = "sheets"

// outlineStep is by how many metres an outline may differ from the border, or the
// hull, that it is drawn from.
const outlineStep = 1.0

// Outlined reports whether rows of a place say where a sheet lies: its border, or
// its parcels.
func Outlined(at *store.Place) bool {
	of := at.Schema.Dataset == BorderDataset || at.Schema.Dataset == "parcels"
	return of && at.Schema.Shape == gis.PolygonShape && at.Cell != store.UnlocatedCell && !store.IsSquare(at.Cell)
}

// Outline is where a sheet lies as rows say it, as WKB in their CRS: its border,
// or the hull of its parcels, simplified; nothing where there is no polygon.
func Outline(dataset string, shapes *gis.Shapes) ([]byte, error) {
	var all orb.MultiPolygon
	for row := range shapes.Len() {
		switch g := shapes.Geometry(row).(type) {
		case orb.Polygon:
			all = append(all, g)
		case orb.MultiPolygon:
			all = append(all, g...)
		}
	}
	if len(all) == 0 {
		return nil, nil
	}
	const op = "supply.Outline"
	raw, err := wkb.Marshal(all)
	if err != nil {
		return nil, gis.Wrap(op, gis.Internal, err, "sync.stream")
	}
	g, err := geom.UnmarshalWKB(raw, geom.NoValidate{})
	if err != nil {
		return nil, gis.Wrap(op, gis.Internal, err, "sync.stream")
	}
	if dataset != BorderDataset {
		g = g.ConvexHull()
	}
	if simple, err := g.Simplify(outlineStep); err == nil && !simple.IsEmpty() {
		return simple.AsBinary(), nil
	}
	// A border that does not stay one when it is simplified gives way to its hull.
	return g.ConvexHull().AsBinary(), nil
}
