package cxf_test

import (
	"bytes"
	"math"
	"os"
	"testing"

	"segit/gis"
	"segit/gis/format/cxf"
	"segit/gis/planar"
)

const rome = "H501D076700"

// romeSheet is the real sheet of Rome, see testdata/README.md.
func romeSheet(t testing.TB) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + rome + ".CTF")
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// The figures of the real sheet, counted and measured apart from this code.
func TestRomeSheet(t *testing.T) {
	k := newKept()
	counts, err := cxf.Read(t.Context(), bytes.NewReader(romeSheet(t)), cxf.Options{Comune: "H501"}, k)
	if err != nil {
		t.Fatal(err)
	}
	if want := (gis.Counts{Read: 516}); counts != want {
		t.Errorf("counts %+v, want %+v", counts, want)
	}
	if k.accepted() != 516 || len(k.warned) != 0 {
		t.Errorf("%d rows, warnings %v", k.accepted(), k.warned)
	}
	for dataset, n := range map[string]int{"parcels": 381, "map-buildings": 131, "roads": 1, "waters": 2, "sheets": 1} {
		if got := k.rows[dataset].Len(); got != n {
			t.Errorf("%s: %d rows, want %d", dataset, got, n)
		}
	}
	for column, want := range map[string]float64{
		"scale": 4000e-6, "parcels": 381e-6, "parcel_area": 3706200.55, "buildings": 131e-6, "building_area": 38036.77,
		"roads": 1e-6, "road_area": 82640.14, "waters": 2e-6, "water_area": 17662.71, "border_area": 3806503.39,
		"imbalance": 0, "lines": 645e-6, "symbols": 307e-6, "texts": 88e-6, "fiducials": 27e-6,
	} {
		got, ok := k.num(t, "sheets", column, 0)
		if !ok || math.Abs(gis.Decimal(got).Float()-want) > 0.01 { // the figures were summed from rounded areas
			t.Errorf("%s = %v, want %v", column, gis.Decimal(got), want)
		}
	}
	if _, ok := k.num(t, "sheets", "sup_agrees", 0); ok {
		t.Error("there was no quality file to agree with")
	}
}

func TestRomeShapes(t *testing.T) {
	k := read(t, string(romeSheet(t)), cxf.Options{})
	withIslands := 0
	for dataset, b := range k.rows {
		var sum float64
		for row := range b.Len() {
			r0, r1 := b.Shapes.RowRings(row)
			if r1-r0 > 1 {
				withIslands++
			}
			for r := r0; r < r1; r++ {
				ring := b.Shapes.Ring(r)
				if n := len(ring); ring[0] != ring[n-2] || ring[1] != ring[n-1] {
					t.Errorf("%s row %d has an open ring", dataset, row)
				}
			}
			if p, ok := planar.Crossing(&b.Shapes, row); ok {
				t.Errorf("%s row %d crosses itself at %v", dataset, row, p)
			}
			sum += planar.Area(&b.Shapes, row)
		}
		if dataset == "parcels" && math.Abs(sum-3706200.55) > 0.005 {
			t.Errorf("the shapes of the parcels measure %.2f m²", sum)
		}
	}
	if withIslands != 34 {
		t.Errorf("%d borders with islands, want 34", withIslands)
	}
	first := k.rows["sheets"]
	if first.Line[0] != 4 {
		t.Errorf("the sheet's border stands at line %d, want 4", first.Line[0])
	}
	b := k.rows["parcels"]
	if key := b.Key(0, ""); key.Comune != "H501" || key.Section != "D" || key.Sheet != "767" || !key.Complete() {
		t.Errorf("key %v", key)
	}
}

func BenchmarkRead(b *testing.B) {
	sheet := romeSheet(b)
	b.SetBytes(int64(len(sheet)))
	for b.Loop() {
		if _, err := cxf.Read(b.Context(), bytes.NewReader(sheet), cxf.Options{}, newKept()); err != nil {
			b.Fatal(err)
		}
	}
}
