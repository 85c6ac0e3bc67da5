package demo_test

import (
	"context"
	"testing"

	"segit/gis"
	"segit/gis/demo"
)

func TestWriteSmall(t *testing.T) {
	for seed := range int64(20) {
		sum, err := demo.Write(context.Background(), t.TempDir(), demo.Options{Seed: seed, Units: 200}, gis.Quiet{})
		if err != nil {
			t.Fatal(err)
		}
		if seed == 0 {
			t.Logf("%+v", sum)
		}
		if sum.Units != 200 {
			t.Errorf("seed %d: %d units", seed, sum.Units)
		}
	}
}
