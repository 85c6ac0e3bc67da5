package demo_test

import (
	"context"
	"testing"

	"segit/gis"
	"segit/gis/demo"
)

func benchmarkWrite(b *testing.B, units int) {
	for b.Loop() {
		dir := b.TempDir()
		if _, err := demo.Write(context.Background(), dir, demo.Options{Seed: 1, Units: units}, gis.Quiet{}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrite200(b *testing.B)   { benchmarkWrite(b, 200) }
func BenchmarkWrite50000(b *testing.B) { benchmarkWrite(b, 50_000) }
