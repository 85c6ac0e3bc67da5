package render

import (
	"image/color"
	"testing"

	"github.com/paulmach/orb"
)

func TestLinesPaleFarAway(t *testing.T) {
	s := Style{Line: color.RGBA{R: 200, A: 255}, Pale: 10_000}
	for _, c := range []struct{ scale, opacity float64 }{{500, 1}, {10_000, 1}, {20_000, 0.5}, {40_000, 0.25}, {1e9, palest}} {
		got := s.lineAt(c.scale)
		if want := uint8(255 * c.opacity); apart(uint32(want)<<8, got.A) > 1 || apart(uint32(float64(200)*c.opacity)<<8, got.R) > 1 {
			t.Errorf("1:%v: %v, want an opacity of %v", c.scale, got, c.opacity)
		}
	}
	s.Pale = 0
	if got := s.lineAt(1e9); got != s.Line {
		t.Errorf("a line that never pales is %v", got)
	}
}

func TestClassBeyondTheStylesTakesTheLast(t *testing.T) {
	d := drawn(orb.Point{1, 1})
	l := Layer{Styles: make([]Style, 3), Drawings: []*Drawing{d}}
	if got := l.class(d, 0); got != 0 {
		t.Errorf("without classes: %d", got)
	}
	for class, want := range map[uint8]int{0: 0, 2: 2, 3: 2, 255: 2} {
		d.Class = []uint8{class}
		if got := l.class(d, 0); got != want {
			t.Errorf("class %d takes style %d, want %d", class, got, want)
		}
	}
}
