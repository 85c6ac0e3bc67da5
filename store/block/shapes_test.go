package block

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"segit/gis"
)

// anyCoordinate is of one of the ways in which maps write them, or no number.
func anyCoordinate(way int) *rapid.Generator[float64] {
	step := [...]float64{1, 1e2, 1e3, 1e7, 1e9, 0, 0, 0}[way]
	switch {
	case step > 0:
		return rapid.Custom(func(t *rapid.T) float64 {
			return float64(rapid.Int64Range(-5_000_000_000, 5_000_000_000).Draw(t, "steps")) / step
		})
	case way == 5:
		return rapid.Float64()
	case way == 7: // millimetres, from point to point as far as one to four bytes say
		return rapid.Custom(func(t *rapid.T) float64 {
			most := int64(1) << rapid.IntRange(3, 24).Draw(t, "bits")
			return float64(500_000_000+rapid.Int64Range(-most, most).Draw(t, "steps")) / 1e3
		})
	}
	// Not one but many a number is no number, and each must come back itself.
	quiet, signalling, negative := math.Float64frombits(0x7ff8_0000_dead_beef), math.Float64frombits(0x7ff0_0000_0000_0001), math.Float64frombits(0xfff8_0000_0000_0007)
	return rapid.SampledFrom([]float64{
		math.NaN(), quiet, signalling, negative, math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1),
		math.MaxFloat64, math.SmallestNonzeroFloat64, -math.SmallestNonzeroFloat64, 0x1p-1030, 1.5,
	})
}

func drawShapes(t *rapid.T) *gis.Shapes {
	s := &gis.Shapes{}
	coordinate := anyCoordinate(rapid.IntRange(0, 7).Draw(t, "way"))
	for range rapid.IntRange(0, 12).Draw(t, "rows") {
		parts := rapid.IntRange(0, 3).Draw(t, "parts")
		for range parts {
			for range rapid.IntRange(0, 3).Draw(t, "rings") {
				for range rapid.IntRange(0, 5).Draw(t, "points") {
					s.AppendPoint(coordinate.Draw(t, "x"), coordinate.Draw(t, "y"))
				}
				s.EndRing()
			}
			s.EndPart()
		}
		kind := gis.NoShape
		if parts > 0 {
			kind = gis.ShapeKind(rapid.IntRange(1, 3).Draw(t, "kind"))
		}
		s.EndRow(kind)
	}
	return s
}

func TestShapesReadBackBitForBit(t *testing.T) {
	var used Decoder // what it read before leaves no trace
	rapid.Check(t, func(t *rapid.T) {
		s := drawShapes(t)
		data := EncodeShapes(s)
		got, err := used.Shapes(data)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got.Kind, s.Kind) || !slices.Equal(got.RowEnd, s.RowEnd) || !slices.Equal(got.PartEnd, s.PartEnd) || !slices.Equal(got.RingEnd, s.RingEnd) {
			t.Fatal("rows, parts or rings differ")
		}
		if !slices.EqualFunc(got.XY, s.XY, func(p, q float64) bool { return math.Float64bits(p) == math.Float64bits(q) }) {
			t.Fatalf("%v, want %v", got.XY, s.XY)
		}
		if !bytes.Equal(EncodeShapes(got), data) {
			t.Error("the shapes read back are written otherwise")
		}
	})
}

func TestStepOfCoordinates(t *testing.T) {
	for _, c := range []struct {
		name string
		xy   []float64
		step byte
	}{
		{"none", nil, 0},
		{"metres", []float64{507000, 4151000}, 0},
		{"millimetres of a CXF sheet", []float64{2311234.567, 4634567.891}, 2},
		{"ten-millionths of a degree", []float64{15.0912345, 37.6712345}, 5},
		{"doubles of a reprojection", []float64{math.Pi * 1e5, math.E * 1e6}, rawCoordinates},
		{"no number", []float64{1, math.NaN()}, rawCoordinates},
		{"infinite", []float64{1, math.Inf(-1)}, rawCoordinates},
		{"minus zero, which is not zero bit for bit", []float64{math.Copysign(0, -1), 0}, rawCoordinates},
		{"one bit beside a millimetre", []float64{math.Nextafter(2311234.567, 0), 1}, rawCoordinates},
	} {
		if got := new(Encoder).stepOf(c.xy); got != c.step {
			t.Errorf("%s: step %d, want %d", c.name, got, c.step)
		}
	}
}

func TestRefusedShapes(t *testing.T) {
	s := &gis.Shapes{}
	s.AppendPoint(1, 2)
	s.EndRing()
	s.EndPart()
	s.EndRow(gis.PointShape)
	good := EncodeShapes(s)
	kind := slices.Clone(good)
	kind[2] = byte(gis.AnyShape)
	for name, data := range map[string][]byte{
		"empty":               {},
		"newer":               append([]byte{version + 1}, good[1:]...),
		"cut":                 good[:len(good)-1],
		"longer":              append(slices.Clone(good), 0),
		"a kind of no row":    kind,
		"more rows than it":   {version, 200, 1},
		"an unknown step":     {version, 0, 0, 0, 9},
		"rings without parts": {version, 0, 0, 1, 0, 0},
		// One ring of 5 points and one that would take 4 back.
		"an end that falls": {version, 1, 1, 1, 2, 1, 2, 5, 0xfc, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 0, 2, 4},
	} {
		if got, err := DecodeShapes(data); err == nil || got != nil {
			t.Errorf("%s: read without an error", name)
		}
	}
}

func FuzzDecodeShapes(f *testing.F) {
	s := &gis.Shapes{}
	f.Add(EncodeShapes(s))
	for row := range 9 {
		for range row % 3 {
			for point := range 4 {
				s.AppendPoint(float64(row)*1.001, float64(point))
			}
			s.EndRing()
			s.EndPart()
		}
		s.EndRow([]gis.ShapeKind{gis.NoShape, gis.LineShape, gis.PolygonShape}[row%3])
	}
	f.Add(EncodeShapes(s))
	s.XY[0] = math.NaN()
	f.Add(EncodeShapes(s))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := DecodeShapes(data)
		if err != nil {
			return
		}
		if 8*len(got.XY) > 16*len(data) {
			t.Fatalf("%d coordinates out of %d bytes", len(got.XY), len(data))
		}
		for row := range got.Len() {
			got.RowXY(row) // no end leaves the arrays
		}
		if _, err := DecodeShapes(EncodeShapes(got)); err != nil {
			t.Fatal(err)
		}
	})
}
