package finding

import "github.com/paulmach/orb"

// shape is a GeoJSON geometry; coordinates are east, north.
type shape struct {
	Type        string       `json:"type"`
	Coordinates orb.Geometry `json:"coordinates,omitempty"`
	Geometries  []*shape     `json:"geometries,omitempty"`
}

// shapeOf is the GeoJSON form of a geometry, nil for none.
func shapeOf(g orb.Geometry) *shape {
	switch v := g.(type) {
	case nil:
		return nil
	case orb.Ring:
		g = orb.Polygon{v}
	case orb.Bound:
		g = v.ToPolygon()
	case orb.Collection:
		s := &shape{Type: v.GeoJSONType()}
		for _, member := range v {
			s.Geometries = append(s.Geometries, shapeOf(member))
		}
		return s
	}
	return &shape{Type: g.GeoJSONType(), Coordinates: g}
}
