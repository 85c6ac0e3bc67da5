package planar

import (
	"math"
	"math/rand/v2"
	"testing"
)

// Points on a line, and beside it by one unit in the last place, at the size of
// real coordinates: the quick ways and rational numbers say the same.
func TestTurnIsExact(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	zeros, tails := 0, 0
	for range 20_000 {
		scale := []float64{1, 0.5, 1e-3, 1e-9, 1e-160}[r.IntN(5)]
		near := func() float64 { return float64(r.IntN(40)) * scale }
		ax, ay := 506_000*float64(r.IntN(2))+near(), 4_178_000*float64(r.IntN(2))+near()
		dx, dy := near(), near()
		bx, by := ax+8*dx, ay+8*dy
		k := float64(r.IntN(9))
		cx, cy := ax+k*dx, ay+k*dy
		switch r.IntN(4) {
		case 0:
			cx = math.Nextafter(cx, math.Inf(1))
		case 1:
			cy = math.Nextafter(cy, math.Inf(-1))
		}
		got, want := Turn(ax, ay, bx, by, cx, cy), exactTurn(ax, ay, bx, by, cx, cy)
		if got != want {
			t.Fatalf("%v %v, %v %v, %v %v: %d, want %d", ax, ay, bx, by, cx, cy, got, want)
		}
		if want == 0 {
			zeros++
		}
		if _, e := difference(ax, cx); e != 0 {
			tails++
		}
	}
	if zeros < 1000 || zeros > 19_000 || tails == 0 {
		t.Errorf("%d on the line, %d differences with a tail: the sample says little", zeros, tails)
	}
}

func TestTurnOfNothing(t *testing.T) {
	if got := Turn(0, 0, math.NaN(), 1, 1, 1) + Turn(0, 0, 1, 1, math.Inf(1), 2); got != 0 {
		t.Errorf("%d", got)
	}
}

func TestDifferenceKeepsAll(t *testing.T) {
	if d, tail := difference(1, 0x1p-60); d != 1 || tail != -0x1p-60 {
		t.Errorf("%v and %v", d, tail)
	}
}
