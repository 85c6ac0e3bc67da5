package packed_test

import (
	"cmp"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis/packed"
)

// The rows of three trees come as sorting all boxes by distance has them.
func TestNearAgainstSortingAll(t *testing.T) {
	type row struct {
		tree, row int
		distance  float64
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 30 {
		p := orb.Point{float64(r.IntN(100)), float64(r.IntN(100))}
		var trees []*packed.Tree
		var want []row
		for tree := range 3 {
			var boxes []float64
			for i := range r.IntN(600) {
				x, y := float64(r.IntN(100)), float64(r.IntN(100)) // many at one distance
				box := []float64{x, y, x + float64(r.IntN(5)), y + float64(r.IntN(5))}
				if r.IntN(20) == 0 {
					box = []float64{1, 1, 0, 0} // without geometry
				} else {
					dx, dy := max(box[0]-p[0], p[0]-box[2], 0), max(box[1]-p[1], p[1]-box[3], 0)
					want = append(want, row{tree, i, math.Hypot(dx, dy)})
				}
				boxes = append(boxes, box...)
			}
			trees = append(trees, packed.New(boxes))
		}
		slices.SortStableFunc(want, func(a, b row) int { return cmp.Compare(a.distance, b.distance) })
		want = want[:min(len(want), 1+r.IntN(400))]
		var got []row
		packed.Near(append(trees, nil), p, func(tree, i int, distance float64) bool {
			got = append(got, row{tree, i, distance})
			return len(got) < len(want)
		})
		if !slices.Equal(got, want) {
			t.Fatalf("from %v: %v, want %v", p, got, want)
		}
	}
}
