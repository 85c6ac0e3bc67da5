package overlay

import (
	"context"
	"fmt"
	"testing"
)

// The cost of a pair does not grow with the layers: compare ns/pair between
// the sizes.
func BenchmarkRun(b *testing.B) {
	for _, side := range []int{50, 150, 500} {
		town := newTown(1, side)
		parcels := prepared(b, town.parcels)
		for _, other := range []struct {
			name  string
			layer *Layer
		}{{"buildings", prepared(b, town.buildings)}, {"zones", prepared(b, town.zones)}, {"parcels", parcels}} {
			for name, op := range map[string]Op{"intersection": Intersection, "union": Union} {
				b.Run(fmt.Sprintf("%d parcels, %s, %s", parcels.Len(), other.name, name), func(b *testing.B) {
					var stats Stats
					for b.Loop() {
						var err error
						stats, err = Run(context.Background(), op, parcels, other.layer, Options{}, func(*Chunk) error { return nil })
						if err != nil {
							b.Fatal(err)
						}
					}
					b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(stats.Pairs), "ns/pair")
				})
			}
		}
	}
}

func BenchmarkPrepare(b *testing.B) {
	town := newTown(1, 300)
	for b.Loop() {
		if _, err := Prepare(context.Background(), &town.parcels.Shapes, Options{}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/90_000, "ns/row")
}

// Large polygons of many vertices over each other, dissolve and buffer.
func BenchmarkLarge(b *testing.B) {
	town := newTown(1, 300)
	zones, parcels := prepared(b, town.zones), prepared(b, town.parcels)
	nothing := func(*Chunk) error { return nil }
	b.Run("zones, zones", func(b *testing.B) {
		for b.Loop() {
			if _, err := Run(context.Background(), Intersection, zones, zones, Options{}, nothing); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("dissolve to one", func(b *testing.B) {
		for b.Loop() {
			if _, err := Dissolve(context.Background(), parcels, make([]int32, parcels.Len()), Options{}, nothing); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("buffer", func(b *testing.B) {
		for b.Loop() {
			if _, err := Buffer(context.Background(), parcels, Around{Distance: 5}, Options{}, nothing); err != nil {
				b.Fatal(err)
			}
		}
	})
}
