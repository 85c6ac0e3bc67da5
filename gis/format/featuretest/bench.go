package featuretest

import (
	"testing"

	"segit/gis/format/feature"
)

// BenchmarkRead measures reading the first layer of a file, opened anew each
// time, and reports features per second.
func BenchmarkRead(b *testing.B, features int, open func() (feature.File, error)) {
	b.Helper()
	b.ReportAllocs()
	for b.Loop() {
		f, err := open()
		if err != nil {
			b.Fatal(err)
		}
		layer := f.Layers()[0]
		var sink Counted
		if _, err := f.Read(b.Context(), layer.Name, layer.Schema, &sink); err != nil {
			b.Fatal(err)
		}
		if sink.Accepted != features {
			b.Fatalf("%d of %d features", sink.Accepted, features)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(features)*float64(b.N)/b.Elapsed().Seconds(), "features/s")
}
