package packed

import (
	"math/rand/v2"
	"testing"
)

// Every cell has its own place, and the cells of neighbouring places touch.
func TestHilbertVisitsEachCellStepByStep(t *testing.T) {
	for order := uint(1); order <= 6; order++ {
		side := uint32(1) << order
		at := make([][2]uint32, side*side)
		seen := make([]bool, side*side)
		for x := range side {
			for y := range side {
				d := Hilbert(order, x, y)
				if d >= uint64(len(at)) || seen[d] {
					t.Fatalf("order %d: cell %d, %d has place %d, which is taken or none", order, x, y, d)
				}
				at[d], seen[d] = [2]uint32{x, y}, true
			}
		}
		for d := 1; d < len(at); d++ {
			dx, dy := int(at[d][0])-int(at[d-1][0]), int(at[d][1])-int(at[d-1][1])
			if dx*dx+dy*dy != 1 {
				t.Fatalf("order %d: from place %d to %d the curve jumps by %d, %d", order, d-1, d, dx, dy)
			}
		}
	}
}

// Each order bends as the next one does that is finer by a step, and begins in its
// first quarter with the sides changed.
func TestHilbertOfEachOrder(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for order := uint(1); order < 32; order++ {
		for range 200 {
			x, y := random.Uint32N(1<<order), random.Uint32N(1<<order)
			if fine, coarse := Hilbert(order+1, x, y), Hilbert(order, y, x); fine != coarse {
				t.Fatalf("order %d: cell %d, %d has place %d, %d in the curve of order %d", order, x, y, coarse, fine, order+1)
			}
			if fine, coarse := Hilbert(order+1, 2*x+1, 2*y), Hilbert(order, x, y); fine>>2 != coarse {
				t.Fatalf("order %d: cell %d, %d has place %d, %d in the curve of order %d", order, x, y, coarse, fine>>2, order+1)
			}
		}
	}
}

// A finer curve runs through the cells of a coarser one in the same order.
func TestHilbertOfTheWholePlane(t *testing.T) {
	if Hilbert(32, 0, 0) != 0 {
		t.Error("the curve does not begin at the origin")
	}
	if got, want := Hilbert(32, 1<<32-1, 0), uint64(1<<64-1); got != want {
		t.Errorf("the curve ends at %d, want %d", got, want)
	}
	for x := range uint32(16) {
		for y := range uint32(16) {
			if fine, coarse := Hilbert(32, x<<28|12345, y<<28|54321), Hilbert(4, x, y); fine>>56 != coarse {
				t.Fatalf("cell %d, %d: place %d of the fine curve, %d of the coarse one", x, y, fine>>56, coarse)
			}
		}
	}
}
