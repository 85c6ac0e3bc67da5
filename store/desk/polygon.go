package desk

import (
	"context"
	"os"
	"path/filepath"
	"slices"
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
	if text, is := wellKnown(given); is {
		g, err := wkt.Unmarshal(text)
		if err != nil {
			return nil, gis.Wrap(op, gis.BadUsage, err, "desk.polygon-text")
		}
		all := polygonsOf(nil, g)
		if len(all) == 0 {
			return nil, gis.Refuse(op, gis.BadUsage, "desk.polygon-other", strings.ToUpper(g.GeoJSONType()))
		}
		return all, nil
	}
	missed := &undrawn{file: filepath.Base(given)}
	file, err := loadVector(ctx, given, missed)
	if err != nil {
		return nil, err
	}
	if missed.part {
		return nil, gis.Refuse(op, gis.BadInput, "desk.polygon-part", given)
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

// wellKnown reports a text that begins as WKT does and names no file.
func wellKnown(given string) (text string, is bool) {
	text = strings.ToUpper(strings.TrimSpace(given))
	end := strings.IndexFunc(text, func(r rune) bool { return r < 'A' || r > 'Z' })
	if end < 0 {
		return text, false
	}
	kinds := []string{"POINT", "LINESTRING", "POLYGON", "MULTIPOINT", "MULTILINESTRING", "MULTIPOLYGON", "GEOMETRYCOLLECTION"}
	if rest := strings.TrimLeft(text[end:], " "); !slices.Contains(kinds, text[:end]) || !strings.HasPrefix(rest, "(") && !strings.HasPrefix(rest, "EMPTY") {
		return text, false
	}
	_, err := os.Stat(given)
	return text, err != nil
}

func polygonsOf(all orb.MultiPolygon, g orb.Geometry) orb.MultiPolygon {
	switch g := g.(type) {
	case orb.Polygon:
		if len(g) == 0 {
			return all
		}
		return append(all, g)
	case orb.MultiPolygon:
		return append(all, g...)
	case orb.Collection:
		for _, part := range g {
			all = polygonsOf(all, part)
		}
	}
	return all
}
