package pgstore

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/paulmach/orb"
)

// TestSquaresMeetWhereBoxesDo: whatever meets a window has a square that is
// looked for, at every size, also west and south of the origin.
func TestSquaresMeetWhereBoxesDo(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	random := func(size float64) [4]float64 {
		x, y := r.Float64()*1e6-3e5, r.Float64()*5e6-1e5
		return [4]float64{x, y, x + r.Float64()*size, y + r.Float64()*size}
	}
	met := 0
	for range 3000 {
		box := random([]float64{1, 50, 900, 4e4, 3e6}[r.IntN(5)])
		w := orb.Bound{Min: orb.Point{box[0] - r.Float64()*2000, box[1] - r.Float64()*2000}}
		w.Max = orb.Point{w.Min[0] + r.Float64()*3000, w.Min[1] + r.Float64()*3000}
		keys, few := near(w)
		if !few {
			t.Fatalf("%v: too many squares", w)
		}
		meets := box[0] <= w.Max[0] && box[2] >= w.Min[0] && box[1] <= w.Max[1] && box[3] >= w.Min[1]
		found := slices.ContainsFunc(squares(box), func(key []byte) bool {
			return slices.ContainsFunc(keys, func(k []byte) bool { return bytes.Equal(k, key) })
		})
		if meets && !found {
			t.Errorf("%v meets %v, and nothing tells", box, w)
		}
		if meets {
			met++
		}
	}
	if met < 300 {
		t.Errorf("only %d boxes met their window", met)
	}
	if _, few := near(orb.Bound{Max: orb.Point{1e6, 1e6}}); few {
		t.Error("a whole region is looked for square by square")
	}
	if got := squares([4]float64{1, 1, -1, -1}); got != nil {
		t.Error(got)
	}
}
