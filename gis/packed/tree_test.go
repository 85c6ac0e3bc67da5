package packed

import (
	"math"
	"slices"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"
)

// drawBoxes makes n boxes, some of rows without geometry, some points.
func drawBoxes(t *rapid.T, n int) []float64 {
	var boxes []float64
	for range n {
		x, y := rapid.Float64Range(-100, 100).Draw(t, "x"), rapid.Float64Range(-100, 100).Draw(t, "y")
		switch rapid.IntRange(0, 9).Draw(t, "form") {
		case 0:
			boxes = append(boxes, nowhere()...)
		case 1:
			boxes = append(boxes, x, y, x, y)
		default:
			boxes = append(boxes, x, y, x+rapid.Float64Range(0, 20).Draw(t, "w"), y+rapid.Float64Range(0, 20).Draw(t, "h"))
		}
	}
	return boxes
}

// sought finds the rows one by one.
func sought(boxes []float64, w orb.Bound) []int {
	var rows []int
	for i := 0; i < len(boxes); i += 4 {
		if boxes[i] <= w.Max[0] && boxes[i+2] >= w.Min[0] && boxes[i+1] <= w.Max[1] && boxes[i+3] >= w.Min[1] {
			rows = append(rows, i/4)
		}
	}
	return rows
}

func search(tree *Tree, w orb.Bound) []int {
	var rows []int
	tree.Search(w, func(row int) bool {
		rows = append(rows, row)
		return true
	})
	return rows
}

func TestSearchAgainstEveryRow(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.OneOf(rapid.SampledFrom([]int{0, 1, 15, 16, 17, 256, 257}), rapid.IntRange(0, 300)).Draw(t, "rows")
		boxes := drawBoxes(t, n)
		tree := New(boxes)
		read, err := Decode(tree.Append(nil))
		if err != nil {
			t.Fatal(err)
		}
		if tree.Len() != n || read.Len() != n {
			t.Fatalf("%d and %d rows, want %d", tree.Len(), read.Len(), n)
		}
		all := orb.Bound{Min: orb.Point{-1e9, -1e9}, Max: orb.Point{1e9, 1e9}}
		for _, w := range []orb.Bound{all, window(t), window(t), window(t)} {
			want := sought(boxes, w)
			if got := search(tree, w); !slices.Equal(got, want) {
				t.Fatalf("%v: rows %v, want %v", w, got, want)
			}
			if got := AppendRows[uint32](tree, nil, w); !slices.EqualFunc(got, want, func(a uint32, b int) bool { return int(a) == b }) {
				t.Fatalf("%v: appended rows %v, want %v", w, got, want)
			}
			if got := search(read, w); !slices.Equal(got, want) {
				t.Fatalf("%v: read back, rows %v, want %v", w, got, want)
			}
		}
		bound := tree.Bound()
		for _, row := range sought(boxes, all) {
			if b := tree.Box(row); !bound.Contains(b.Min) || !bound.Contains(b.Max) {
				t.Fatalf("row %d at %v is outside %v", row, b, bound)
			}
		}
	})
}

func window(t *rapid.T) orb.Bound {
	x, y := rapid.Float64Range(-120, 120).Draw(t, "x"), rapid.Float64Range(-120, 120).Draw(t, "y")
	return orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + rapid.Float64Range(0, 60).Draw(t, "w"), y + rapid.Float64Range(0, 60).Draw(t, "h")}}
}

func TestTouchingIsMeeting(t *testing.T) {
	tree := New([]float64{0, 0, 10, 10})
	for w, want := range map[orb.Bound]int{
		{Min: orb.Point{10, 10}, Max: orb.Point{20, 20}}:                     1,
		{Min: orb.Point{-5, -5}, Max: orb.Point{0, 0}}:                       1,
		{Min: orb.Point{math.Nextafter(10, 11), 0}, Max: [2]float64{20, 20}}: 0,
	} {
		if got := len(search(tree, w)); got != want {
			t.Errorf("%v: %d rows, want %d", w, got, want)
		}
	}
}

func TestRowsOnNoMapAreNotFound(t *testing.T) {
	nan := math.NaN()
	tree := New([]float64{
		5, 5, 6, 6,
		1, 1, 0, 0, // empty, and around the origin
		nan, nan, nan, nan,
		1, nan, 2, nan,
	})
	everywhere := orb.Bound{Min: orb.Point{-1e300, -1e300}, Max: orb.Point{1e300, 1e300}}
	if got := search(tree, everywhere); !slices.Equal(got, []int{0}) {
		t.Errorf("rows %v, want the first only", got)
	}
	if want := (orb.Bound{Min: orb.Point{5, 5}, Max: orb.Point{6, 6}}); tree.Bound() != want {
		t.Errorf("box %v, want %v", tree.Bound(), want)
	}
}

func TestSearchStopsWhenTold(t *testing.T) {
	boxes := make([]float64, 4*1000)
	n := 0
	New(boxes).Search(orb.Bound{}, func(int) bool { n++; return n < 3 })
	if n != 3 {
		t.Errorf("called %d times, want 3", n)
	}
}

func TestEmptyTree(t *testing.T) {
	tree := New(nil)
	if got := search(tree, orb.Bound{Max: orb.Point{1, 1}}); got != nil {
		t.Errorf("rows %v", got)
	}
	if b := tree.Bound(); b.Min[0] <= b.Max[0] {
		t.Errorf("box %v of nothing", b)
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(New(nil).Append(nil))
	f.Add(New([]float64{0, 0, 1, 1}).Append(nil))
	f.Add(New(make([]float64, 4*17)).Append(nil))
	f.Add([]byte{0xff, 0xff, 0xff, 0xff})
	f.Fuzz(func(t *testing.T, data []byte) {
		tree, err := Decode(data)
		if err != nil {
			return
		}
		for _, row := range search(tree, orb.Bound{Min: orb.Point{-1, -1}, Max: orb.Point{1, 1}}) {
			if row < 0 || row >= tree.Len() {
				t.Fatalf("row %d of %d", row, tree.Len())
			}
		}
	})
}
