package ogcapi

import (
	"strconv"

	"github.com/paulmach/orb"
)

// pixel is the size of a pixel of 0.28 mm at scale 1 on the ground, by which the
// standard gives scales.
const pixel = 0.00028

// matrixSets lists the tile matrix sets: one.
func (a *API) matrixSets(r *request) error {
	return r.reply(jsonType, map[string]any{"tileMatrixSets": []map[string]any{{
		"id": quad, "title": "Google Maps Compatible for the World", "uri": quadURI, "crs": crsURI(webMercator),
		"links": []link{{r.root + "/tileMatrixSets/" + quad, "self", jsonType, quad, false}},
	}}})
}

// matrixSet describes WebMercatorQuad (OGC 17-083r4, annex D.1).
func (a *API) matrixSet(r *request) error {
	if r.PathValue("matrixSet") != quad {
		return notFound()
	}
	var matrices []map[string]any
	for z := leastZoom; z <= mostZoom; z++ {
		size := 2 * halfWorld / float64(int(1)<<z) / 256
		matrices = append(matrices, map[string]any{
			"id": strconv.Itoa(z), "scaleDenominator": size / pixel, "cellSize": size, "cornerOfOrigin": "topLeft",
			"pointOfOrigin": []float64{-halfWorld, halfWorld}, "tileWidth": 256, "tileHeight": 256, "matrixWidth": 1 << z, "matrixHeight": 1 << z,
		})
	}
	return r.reply(jsonType, map[string]any{
		"id": quad, "title": "Google Maps Compatible for the World", "uri": quadURI, "crs": crsURI(webMercator), "orderedAxes": []string{"X", "Y"},
		"wellKnownScaleSet": "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible", "tileMatrices": matrices,
	})
}

// limitsOf are the tiles of each zoom on which something can be.
func limitsOf(box orb.Bound, somewhere bool) []map[string]any {
	limits := []map[string]any{}
	if !somewhere {
		return limits
	}
	for z := leastZoom; z <= mostZoom; z++ {
		n := int(1) << z
		side := 2 * halfWorld / float64(n)
		at := func(v float64) int { return max(0, min(n-1, int(v/side))) }
		limits = append(limits, map[string]any{
			"tileMatrix": strconv.Itoa(z), "minTileRow": at(halfWorld - box.Max[1]), "maxTileRow": at(halfWorld - box.Min[1]),
			"minTileCol": at(halfWorld + box.Min[0]), "maxTileCol": at(halfWorld + box.Max[0]),
		})
	}
	return limits
}
