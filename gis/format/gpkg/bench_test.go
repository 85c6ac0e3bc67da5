package gpkg_test

import (
	"path/filepath"
	"testing"

	"segit/gis"
	"segit/gis/format/feature"
	"segit/gis/format/featuretest"
	"segit/gis/format/gpkg"
)

const benchFeatures = 250_000

func writeParcels(b *testing.B, path string) {
	b.Helper()
	w, err := gpkg.Create(b.Context(), path)
	if err != nil {
		b.Fatal(err)
	}
	if err := w.Layer(b.Context(), featuretest.ParcelSchema(), 7792); err != nil {
		b.Fatal(err)
	}
	if err := featuretest.Parcels(benchFeatures, func(rows *gis.Batch) error { return w.Rows(b.Context(), rows) }); err != nil {
		b.Fatal(err)
	}
	if err := w.Close(b.Context()); err != nil {
		b.Fatal(err)
	}
}

func BenchmarkWrite250k(b *testing.B) {
	path := filepath.Join(b.TempDir(), "parcels.gpkg")
	for b.Loop() {
		writeParcels(b, path)
	}
	b.ReportMetric(benchFeatures*float64(b.N)/b.Elapsed().Seconds(), "features/s")
}

func BenchmarkRead250k(b *testing.B) {
	path := filepath.Join(b.TempDir(), "parcels.gpkg")
	writeParcels(b, path)
	featuretest.BenchmarkRead(b, benchFeatures, func() (feature.File, error) { return gpkg.Open(b.Context(), path) })
}
