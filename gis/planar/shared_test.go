package planar_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/planar"
)

var sharedCases = []struct {
	name string
	a, b orb.Geometry
	want float64
}{
	{"apart", square(0, 0, 1), square(3, 0, 1), 0},
	{"boxes meet, shapes do not", ell(0, 0), square(1.1, 1.1, 5), 0},
	{"side by side", square(0, 0, 2), square(2, 0, 2), 0},
	{"one above the other", square(0, 0, 2), square(0, 2, 2), 0},
	{"a corner", square(0, 0, 2), square(2, 2, 2), 0},
	{"a quarter", square(0, 0, 2), square(1, 1, 2), 1},
	{"identical", ell(0, 0), ell(0, 0), 3},
	{"inside", square(0, 0, 9), ell(3, 3), 3},
	{"around", ell(3, 3), square(0, 0, 9), 3},
	{"in the hole", orb.Polygon{square(0, 0, 9), square(2, 2, 5)}, ell(3, 3), 0},
	{"fills the hole", orb.Polygon{square(0, 0, 9), square(2, 2, 5)}, square(2, 2, 5), 0},
	{"over the hole", orb.Polygon{square(0, 0, 9), square(2, 2, 5)}, square(1, 1, 7), 24},
	{"hole in hole", orb.Polygon{square(0, 0, 9), square(2, 2, 5)}, orb.Polygon{square(0, 0, 9), square(3, 3, 1)}, 56},
	{"two L", ell(0, 0), ell(0.5, 0.5), 1.25},
	{"L across", ell(0, 0), ring(-1, 0.25, 3, 0.25, 3, 0.5, -1, 0.5), 0.5},
	{"diamond", ring(0, -1, 1, 0, 0, 1, -1, 0), square(0, 0, 5), 0.5},
	{"star of two triangles", ring(0, 0, 4, 0, 2, 4), ring(0, 3, 2, -1, 4, 3), 5.25},
	{"parts", orb.MultiPolygon{{square(0, 0, 2)}, {square(4, 0, 2)}}, ring(1, 1, 5, 1, 5, 9, 1, 9), 2},
	{"line", square(0, 0, 2), orb.LineString{{0, 0}, {2, 2}}, 0},
	{"empty", square(0, 0, 2), nil, 0},
	{"sliver along a side", square(0, 0, 2), ring(0, 2, 2, 2, 1, 1.5), 0.5},
}

func TestSharedArea(t *testing.T) {
	for _, test := range sharedCases {
		a, b := at(test.a), at(test.b)
		for _, pair := range [][2]*gis.Shapes{{a, b}, {b, a}, {reversed(a), b}, {a, reversed(b)}} {
			if got := planar.SharedArea(pair[0], 0, pair[1], 0); math.Abs(got-test.want) > 1e-8 {
				t.Errorf("%s: %v, want %v", test.name, got, test.want)
			}
		}
	}
}

// A shape shares with itself all it has, and with the two halves of its box
// what these share with it.
func TestSharedAreaAddsUp(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	for range 300 {
		s := at(holed(r, 0, 0, 8+r.IntN(30)))
		whole := planar.Area(s, 0)
		if got := planar.SharedArea(s, 0, s, 0); math.Abs(got-whole) > 1e-9*whole {
			t.Fatalf("with itself %v of %v", got, whole)
		}
		box := s.Bound(0)
		cut := box.Min[0] + (box.Max[0]-box.Min[0])*r.Float64()
		var halves gis.Shapes
		halves.Append(orb.Bound{Min: box.Min, Max: orb.Point{cut, box.Max[1]}})
		halves.Append(orb.Bound{Min: orb.Point{cut, box.Min[1]}, Max: box.Max})
		left, right := planar.SharedArea(s, 0, &halves, 0), planar.SharedArea(&halves, 1, s, 0)
		if math.Abs(left+right-whole) > 1e-9*whole {
			t.Fatalf("halves %v + %v, whole %v", left, right, whole)
		}
	}
}

func TestSharedAreaNeedsNoHeap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	a, b := at(star(r, 0, 0, 10, 8)), at(star(r, 3, 2, 10, 8))
	if n := testing.AllocsPerRun(100, func() { planar.SharedArea(a, 0, b, 0) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func ExampleSharedArea() {
	var footprint, parcels gis.Shapes
	footprint.Append(orb.Polygon{{{8, 2}, {18, 2}, {18, 8}, {8, 8}, {8, 2}}})
	parcels.Append(orb.Polygon{{{0, 0}, {10, 0}, {10, 10}, {0, 10}, {0, 0}}})
	parcels.Append(orb.Polygon{{{10, 0}, {30, 0}, {30, 10}, {10, 10}, {10, 0}}})
	for i := range 2 {
		fmt.Println(planar.SharedArea(&footprint, 0, &parcels, i), "m²")
	}
	// Output:
	// 12 m²
	// 48 m²
}

func BenchmarkSharedArea(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, bench := range []struct{ n, m int }{{4, 4}, {8, 8}, {8, 300}, {40, 40}} {
		x, y := at(star(r, 0, 0, 10, bench.n)), at(star(r, 3, 2, 10, bench.m))
		b.Run(fmt.Sprintf("%dx%d", bench.n, bench.m), func(b *testing.B) {
			for b.Loop() {
				planar.SharedArea(x, 0, y, 0)
			}
		})
	}
}
