package overlay

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"segit/gis"
)

// What rows find in a group is what each finds by itself: rows side by side and
// scattered, some wide, some points, some without geometry, asked in any order.
func TestNearbyFindsWhatEachRowFinds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 1))
		layer := func(n int, apart float64) *Layer {
			s := &sheet{}
			for i := range n {
				x, y := float64(i%8)*10+apart*r.Float64(), float64(i/8)*10+apart*r.Float64()
				switch r.IntN(12) {
				case 0:
					s.AppendEmpty()
				case 1:
					s.polygon(corner{x, y}, corner{x + 300, y}, corner{x + 300, y + 200}, corner{x, y + 200})
				case 2:
					s.AppendPoint(x, y)
					s.EndRing()
					s.EndPart()
					s.EndRow(gis.PointShape)
				default:
					w, h := 1+14*r.Float64(), 1+14*r.Float64()
					s.polygon(corner{x, y}, corner{x + w, y}, corner{x + w, y + h}, corner{x, y + h})
				}
			}
			l, err := Prepare(context.Background(), &s.Shapes, Options{})
			if err != nil {
				t.Fatal(err)
			}
			return l
		}
		apart := rapid.SampledFrom([]float64{0, 3, 2000}).Draw(t, "apart")
		a, b := layer(rapid.IntRange(0, 70).Draw(t, "a"), apart), layer(rapid.IntRange(0, 300).Draw(t, "b"), apart/2)
		pad := rapid.SampledFrom([]float64{0, 0.5, 30}).Draw(t, "pad")
		var n nearby
		rows := make([]int, a.Len())
		for row := range rows {
			rows[row] = row
		}
		if rapid.Bool().Draw(t, "shuffled") {
			r.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		}
		for _, row := range rows {
			if !a.Used(row) {
				continue
			}
			found := n.near(nil, a, b, uint32(row), pad)
			if alone := b.meet(nil, a.Bound(row).Pad(pad)); !slices.Equal(found, alone) {
				t.Fatalf("row %d finds %v among its group, %v alone", row, found, alone)
			}
		}
	})
}
