package render

import (
	"image"
	"image/color"
	"image/draw"
	"testing"

	"pgregory.net/rapid"
)

// near reports whether two colours differ by a rounding at most.
func near(a, b color.RGBA) bool {
	return max(apart(uint32(a.R)<<8, b.R), apart(uint32(a.G)<<8, b.G), apart(uint32(a.B)<<8, b.B), apart(uint32(a.A)<<8, b.A)) <= 1
}

func anyColour(t *rapid.T, name string) color.RGBA {
	opaque := color.RGBA{
		R: rapid.Uint8().Draw(t, name+" red"), G: rapid.Uint8().Draw(t, name+" green"),
		B: rapid.Uint8().Draw(t, name+" blue"), A: 255,
	}
	return fade(opaque, rapid.Uint8().Draw(t, name+" opacity"))
}

func TestInkLiesOverPixelsAsImageDrawDoes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		below, above := anyColour(t, "below"), anyColour(t, "above")
		share := rapid.Uint8().Draw(t, "share")
		want := image.NewRGBA(image.Rect(0, 0, 4, 1))
		draw.Draw(want, want.Rect, image.NewUniform(below), image.Point{}, draw.Src)
		got := image.NewRGBA(want.Rect)
		copy(got.Pix, want.Pix)
		over := func(x0, x1 int, mask uint8) {
			draw.DrawMask(want, image.Rect(x0, 0, x1, 1), image.NewUniform(above), image.Point{},
				image.NewUniform(color.Alpha{A: mask}), image.Point{}, draw.Over)
		}
		over(0, 1, 255)
		over(1, 2, share)
		over(2, 4, 255)
		c := newCanvas(got, 0, 1)
		c.pixel(0, 0, inkOf(above))
		c.shade(1, 0, inkOf(above), uint32(share))
		c.span(0, 2, 4, inkOf(above))
		for x := range 4 {
			if !near(want.RGBAAt(x, 0), got.RGBAAt(x, 0)) {
				t.Fatalf("pixel %d is %v, want %v", x, got.RGBAAt(x, 0), want.RGBAAt(x, 0))
			}
		}
	})
}

func TestNothingIsDrawnOutsideOfTheBand(t *testing.T) {
	img := image.NewRGBA(image.Rect(0, 0, 6, 6))
	c := newCanvas(img, 2, 4)
	for y := -2; y < 9; y++ {
		for x := -2; x < 9; x++ {
			c.pixel(x, y, inkOf(red))
			c.shade(x, y, inkOf(red), 200)
		}
	}
	m := mask{left: -4, top: -4, width: 9, height: 9, share: make([]uint8, 81)}
	for i := range m.share {
		m.share[i] = 255
	}
	c.lay(&m, 3, 3, inkOf(red))
	for y := range 6 {
		for x := range 6 {
			want := color.RGBA{}
			if y >= 2 && y < 4 {
				want = red
			}
			if got := img.RGBAAt(x, y); got != want {
				t.Errorf("pixel %d, %d is %v, want %v", x, y, got, want)
			}
		}
	}
}

func TestSpansOfEveryLength(t *testing.T) {
	for length := range 70 {
		img := image.NewRGBA(image.Rect(0, 0, 80, 3))
		c := newCanvas(img, 0, 3)
		c.span(1, 5, 5+length, inkOf(red))
		for y := range 3 {
			for x := range 80 {
				want := color.RGBA{}
				if y == 1 && x >= 5 && x < 5+length {
					want = red
				}
				if got := img.RGBAAt(x, y); got != want {
					t.Fatalf("length %d: pixel %d, %d is %v, want %v", length, x, y, got, want)
				}
			}
		}
	}
}
