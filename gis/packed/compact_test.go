package packed

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

// Rows along a curve are compact, the same rows shuffled are not; nor are rows
// that together have no area, of which nothing is known.
func TestCompact(t *testing.T) {
	const side = 40
	var cells [][2]uint32
	for i := range uint32(side * side) {
		cells = append(cells, [2]uint32{i % side, i / side})
	}
	tree := func() *Tree {
		var boxes []float64
		for _, c := range cells {
			boxes = append(boxes, float64(c[0]), float64(c[1]), float64(c[0])+1, float64(c[1])+1)
		}
		return New(boxes)
	}
	slices.SortFunc(cells, func(p, q [2]uint32) int { return cmp.Compare(Hilbert(16, p[0], p[1]), Hilbert(16, q[0], q[1])) })
	if !tree().Compact() {
		t.Error("rows along the curve are taken for scattered")
	}
	rand.New(rand.NewPCG(1, 2)).Shuffle(len(cells), func(i, j int) { cells[i], cells[j] = cells[j], cells[i] })
	if tree().Compact() {
		t.Error("scattered rows are taken for compact")
	}
	var line []float64
	for i := range 1000 {
		x := float64(i * 7919 % 1000)
		line = append(line, x, 5, x, 5)
	}
	if New(line).Compact() {
		t.Error("points on a line, shuffled, are taken for compact")
	}
}
