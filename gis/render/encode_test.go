package render

import (
	"bytes"
	"image"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"segit/gis"
)

// tiles are n by n square parcels of the given size in metres, sharing their
// corners, with the lower left corner at origin.
func tiles(n int, size float64, origin orb.Point) *gis.Shapes {
	s := &gis.Shapes{}
	for row := range n {
		for col := range n {
			x, y := origin[0]+float64(col)*size, origin[1]+float64(row)*size
			s.Append(orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + size, y + size}})
		}
	}
	return s
}

// mixed is one row of each kind, an empty one between.
func mixed() *gis.Shapes {
	s := &gis.Shapes{}
	s.Append(orb.Point{507_214.3, 4_151_902.8})
	s.Append(orb.LineString{{507_200, 4_151_900}, {507_210, 4_151_910}, {507_260.125, 4_151_890.5}})
	s.AppendEmpty()
	s.Append(orb.Polygon{
		{{507_100, 4_151_800}, {507_200, 4_151_800}, {507_200, 4_151_900}, {507_100, 4_151_900}, {507_100, 4_151_800}},
		{{507_140, 4_151_840}, {507_140, 4_151_860}, {507_160, 4_151_860}, {507_160, 4_151_840}, {507_140, 4_151_840}},
	})
	return s
}

func encoded(t testing.TB, d *Drawing) []byte {
	t.Helper()
	b, err := d.AppendBinary(nil)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestEncodedDrawingReadsBackTheSame(t *testing.T) {
	origin := orb.Point{507_000, 4_151_000}
	whole := Simplify(mixed(), nil, 0, origin)
	whole.Label = []string{"12", "", "STRADA", "à/2"}
	whole.Class = []uint8{0, 3, 0, 255}
	whole.Row = []uint32{9, 2, math.MaxUint32, 0}
	cases := map[string]*Drawing{
		"empty":           Simplify(&gis.Shapes{}, nil, 0, origin),
		"labels, classes": whole,
		"coarse":          Simplify(tiles(9, 37.3, origin), nil, 16, origin),
		"full":            Simplify(tiles(9, 37.3, origin), nil, 0, origin),
		"far":             Simplify(tiles(2, 9e6, origin), nil, 0, origin),
	}
	for name, want := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := DecodeDrawing(encoded(t, want))
			if err != nil {
				t.Fatal(err)
			}
			same := cmp.Comparer(func(a, b []uint8) bool { return string(a) == string(b) })
			if diff := cmp.Diff(want, got, same, cmp.Comparer(sameNumbers[uint32]), cmp.Comparer(sameNumbers[float32])); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func sameNumbers[T comparable](a, b []T) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestCoarseDrawingsTakeFewBytes(t *testing.T) {
	origin := orb.Point{507_000, 4_151_000}
	shapes := tiles(40, 41.7, origin)
	full, coarse := len(encoded(t, Simplify(shapes, nil, 0, origin))), len(encoded(t, new(Drafter).Pyramid(shapes, nil, origin)[3]))
	if perRow := float64(coarse) / 1600; perRow > 16 || 3*coarse > 2*full {
		t.Errorf("level 16 m takes %d bytes (%.1f a row), the full shape %d", coarse, perRow, full)
	}
}

func TestUnsoundDrawingIsNotEncoded(t *testing.T) {
	spoil := map[string]func(*Drawing){
		"NaN":            func(d *Drawing) { d.XY[3] = float32(math.NaN()) },
		"infinite":       func(d *Drawing) { d.XY[0] = float32(math.Inf(1)) },
		"origin":         func(d *Drawing) { d.Origin[1] = math.Inf(-1) },
		"ring end":       func(d *Drawing) { d.RingEnd[0] = 1000 },
		"falling":        func(d *Drawing) { d.RowEnd[0] = d.RowEnd[3] + 1 },
		"kinds":          func(d *Drawing) { d.Kind = d.Kind[1:] },
		"labels":         func(d *Drawing) { d.Label = []string{"one"} },
		"classes":        func(d *Drawing) { d.Class = []uint8{1} },
		"odd coordinate": func(d *Drawing) { d.XY = d.XY[1:] },
	}
	for name, change := range spoil {
		t.Run(name, func(t *testing.T) {
			d := Simplify(mixed(), nil, 0, orb.Point{507_000, 4_151_000})
			change(d)
			if _, err := d.AppendBinary(nil); gis.KindOf(err) != gis.Internal || err == nil {
				t.Errorf("encoded, error %v", err)
			}
		})
	}
}

func TestAnyRowsReadBackTheSame(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		s := &gis.Shapes{}
		point := rapid.Custom(func(rt *rapid.T) orb.Point {
			return orb.Point{rapid.Float64Range(-2e5, 2e5).Draw(rt, "x"), 4e6 + rapid.Float64Range(-2e5, 2e5).Draw(rt, "y")}
		})
		for range rapid.IntRange(0, 6).Draw(rt, "rows") {
			points := rapid.SliceOfN(point, 1, 9).Draw(rt, "points")
			switch rapid.IntRange(0, 3).Draw(rt, "kind") {
			case 0:
				s.AppendEmpty()
			case 1:
				s.Append(orb.MultiPoint(points))
			case 2:
				s.Append(orb.LineString(points))
			default:
				s.Append(orb.Polygon{append(orb.Ring(points), points[0])})
			}
		}
		tolerance := rapid.SampledFrom([]float64{0, 1, 4, 16, 1000}).Draw(rt, "tolerance")
		want := Simplify(s, nil, tolerance, orb.Point{0, 4e6})
		want.Label = rapid.SliceOfN(rapid.String(), want.Len(), want.Len()).Draw(rt, "labels")
		got, err := DecodeDrawing(encoded(t, want))
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(want, got, cmp.Comparer(sameNumbers[uint32]), cmp.Comparer(sameNumbers[float32]),
			cmp.Comparer(sameNumbers[string]), cmp.Comparer(sameNumbers[gis.ShapeKind])); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// TestChangedBytesAreRefused spoils one field of the stored form at a time; the
// offsets are those of its description.
func TestChangedBytesAreRefused(t *testing.T) {
	d := Simplify(tiles(2, 40, orb.Point{}), nil, 0, orb.Point{}) // 4 rows and rings, 16 points
	good := encoded(t, d)
	const exponent, rows, kind, number, rowRings, ringPoints = 18, 19, 22, 23, 27, 31
	for _, c := range []struct {
		name  string
		at    int
		value byte
	}{
		{"version", 0, 2},
		{"a flag that nobody knows", 1, 128},
		{"labels that are not there", 1, flagLabels},
		{"an origin without end", 9, 0x7f}, // with the next byte: exponent all ones
		{"a step too wide", exponent, coarsestLog + 1},
		{"more rows than bytes", rows, 127},
		{"fewer rows", rows, 3},
		{"more rings", rows + 1, 5},
		{"fewer points", rows + 2, 15},
		{"a kind that is none", kind, 9},
		{"a row below zero", number, 1},
		{"a row with too many rings", rowRings, 9},
		{"a row with too few", rowRings, 0},
		{"a ring with too many points", ringPoints, 100},
		{"a ring with too few", ringPoints + 3, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			b := bytes.Clone(good)
			if b[c.at] == c.value {
				t.Fatal("nothing is changed")
			}
			b[c.at] = c.value
			if c.at == 9 {
				b[8] = 0xf0
			}
			if got, err := DecodeDrawing(b); gis.KindOf(err) != gis.Damaged || err == nil {
				t.Errorf("decoded %+v, error %v", got, err)
			}
		})
	}
}

func TestDamagedBytesAreRefused(t *testing.T) {
	d := Simplify(mixed(), nil, 0, orb.Point{507_000, 4_151_000})
	d.Label = []string{"1", "2", "3", "4"}
	good := encoded(t, d)
	for n := range good {
		if _, err := DecodeDrawing(good[:n]); gis.KindOf(err) != gis.Damaged || err == nil {
			t.Errorf("first %d of %d bytes: error %v", n, len(good), err)
		}
	}
	if _, err := DecodeDrawing(append(good, 0)); gis.KindOf(err) != gis.Damaged || err == nil {
		t.Errorf("with a byte more: error %v", err)
	}
}

func FuzzDecodeDrawing(f *testing.F) {
	d := Simplify(mixed(), nil, 0, orb.Point{507_000, 4_151_000})
	f.Add(encoded(f, d))
	d.Label, d.Class = []string{"1", "", "STRADA", "7/b"}, []uint8{0, 1, 2, 3}
	f.Add(encoded(f, d))
	f.Add(encoded(f, Simplify(tiles(3, 40, orb.Point{}), nil, 4, orb.Point{})))
	f.Add([]byte{1, 0})
	f.Fuzz(func(t *testing.T, b []byte) {
		d, err := DecodeDrawing(b)
		if err != nil {
			return
		}
		// What decodes can be drawn, at its own size and in part, and written again.
		style := findingStyles(Light)[3]
		style.Label, style.LabelFrom, style.LabelSize, style.Dash = true, math.Inf(1), 9, [2]float32{3, 2}
		layers := []Layer{{Styles: []Style{style}, Drawings: []*Drawing{d}}}
		view := View{Width: 40, Height: 30, MetresPerPixel: 1, PixelRatio: 1}.Fit(d.Bound)
		for _, v := range []View{view, view.ZoomAt(11, 7, 30)} {
			if !v.Usable() {
				continue
			}
			for _, quality := range []Quality{Fast, Fine} {
				if err := Draw(t.Context(), image.NewRGBA(image.Rect(0, 0, 40, 30)), v, layers, quality); err != nil {
					t.Fatal(err)
				}
			}
		}
		again, err := DecodeDrawing(encoded(t, d))
		if err != nil {
			t.Fatal(err)
		}
		if !sameNumbers(d.XY, again.XY) || !sameNumbers(d.RowEnd, again.RowEnd) || d.Bound != again.Bound {
			t.Error("a drawing changes when it is written again")
		}
	})
}
