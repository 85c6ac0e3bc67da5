package desk

import (
	"context"
	"os"
	"strings"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkt"

	"segit/gis"
)

// ReadPolygons reads an area as a person gives it: WKT with coordinates in a CRS,
// east first, or the polygons of a vector file, which are moved into that CRS. A
// file that does not say its CRS is taken to be in it.
func ReadPolygons(ctx context.Context, given string, epsg int) (orb.MultiPolygon, error) {
	const op = "desk.ReadPolygons"
	text := strings.ToUpper(strings.TrimSpace(given))
	if _, err := os.Stat(given); err != nil && (strings.HasPrefix(text, "POLYGON") || strings.HasPrefix(text, "MULTIPOLYGON")) {
		g, err := wkt.Unmarshal(text)
		if err != nil {
			return nil, gis.Wrap(op, gis.BadUsage, err, "desk.polygon-text")
		}
		return polygonsOf(nil, g), nil
	}
	file, err := loadVector(ctx, given)
	if err != nil {
		return nil, err
	}
	if err := file.move(epsg); err != nil {
		return nil, err
	}
	var all orb.MultiPolygon
	for _, s := range file.shapes {
		for row := range s.Len() {
			all = polygonsOf(all, s.Geometry(row))
		}
	}
	if len(all) == 0 {
		return nil, gis.Refuse(op, gis.BadInput, "desk.polygon-none", given)
	}
	return all, nil
}

func polygonsOf(all orb.MultiPolygon, g orb.Geometry) orb.MultiPolygon {
	switch g := g.(type) {
	case orb.Polygon:
		return append(all, g)
	case orb.MultiPolygon:
		return append(all, g...)
	}
	return all
}
