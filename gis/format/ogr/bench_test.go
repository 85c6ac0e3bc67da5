//go:build cgo

package ogr_test

import (
	"testing"

	"segit/gis/format/feature"
	"segit/gis/format/featuretest"
	"segit/gis/format/ogr"
)

// BenchmarkRead is what a feature costs through GDAL; the readers of our own
// have the same benchmark.
func BenchmarkRead(b *testing.B) {
	const aggregates, features = "../shapefile/testdata/dpc/Gravina-di-Catania.shp", 2252
	featuretest.BenchmarkRead(b, features, func() (feature.File, error) { return ogr.Open(b.Context(), aggregates) })
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/features, "µs/feature")
}
