package render

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"segit/gis"
)

// chequered is an image whose every pixel is of its own colour.
func chequered(width, height int) *image.RGBA {
	img := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			img.SetRGBA(x, y, color.RGBA{R: uint8(x), G: uint8(y), B: uint8(x * y), A: 255})
		}
	}
	return img
}

func TestShift(t *testing.T) {
	src := chequered(50, 30)
	for _, c := range []struct {
		name   string
		dx, dy int
	}{
		{"not at all", 0, 0},
		{"right and down", 7, 3},
		{"left and up", -7, -3},
		{"to the edge", 49, 29},
		{"out of sight", 50, 0},
		{"far above", 3, -4000},
	} {
		t.Run(c.name, func(t *testing.T) {
			dst := image.NewRGBA(image.Rect(0, 0, 50, 30))
			Shift(dst, src, c.dx, c.dy, red)
			for y := range 30 {
				for x := range 50 {
					want := red
					if p := image.Pt(x-c.dx, y-c.dy); p.In(src.Rect) {
						want = src.RGBAAt(p.X, p.Y)
					}
					if got := dst.RGBAAt(x, y); got != want {
						t.Fatalf("pixel %d, %d is %v, want %v", x, y, got, want)
					}
				}
			}
		})
	}
}

func TestPreviewShowsTheGroundWhereItIs(t *testing.T) {
	was := View{Centre: townOrigin, MetresPerPixel: 2, Width: 100, Height: 80, PixelRatio: 1}
	src := chequered(100, 80)
	cases := map[string]View{
		"the same":      was,
		"panned":        {Centre: was.ToWorld(61, 33), MetresPerPixel: 2, Width: 100, Height: 80, PixelRatio: 1},
		"zoomed in":     was.ZoomAt(20, 30, 2.5),
		"zoomed out":    was.ZoomAt(70, 10, 0.4),
		"another size":  {Centre: was.Centre, MetresPerPixel: 2, Width: 130, Height: 40, PixelRatio: 1},
		"somewhere far": {Centre: was.ToWorld(1e7, -1e9), MetresPerPixel: 0.5, Width: 100, Height: 80, PixelRatio: 1},
	}
	for name, now := range cases {
		t.Run(name, func(t *testing.T) {
			dst := image.NewRGBA(image.Rect(0, 0, now.Width, now.Height))
			if err := Preview(dst, now, src, was, red); err != nil {
				t.Fatal(err)
			}
			for y := range now.Height {
				for x := range now.Width {
					sx, sy := was.ToPixel(now.ToWorld(float64(x)+0.5, float64(y)+0.5))
					// A middle that falls between two pixels may take either.
					if dx, dy := sx-float64(int(sx)), sy-float64(int(sy)); dx < 1e-6 || dx > 1-1e-6 || dy < 1e-6 || dy > 1-1e-6 {
						continue
					}
					want := red
					if sx >= 0 && sx < 100 && sy >= 0 && sy < 80 {
						want = src.RGBAAt(int(sx), int(sy))
					}
					if got := dst.RGBAAt(x, y); got != want {
						t.Fatalf("pixel %d, %d is %v, want %v", x, y, got, want)
					}
				}
			}
		})
	}
}

func TestPreviewRefusesAnotherSize(t *testing.T) {
	view := small()
	right, wrong := image.NewRGBA(image.Rect(0, 0, 60, 40)), image.NewRGBA(image.Rect(0, 0, 61, 40))
	if err := Preview(wrong, view, right, view, white); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("target of another size: error %v", err)
	}
	if err := Preview(right, view, wrong, view, white); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("source of another size: error %v", err)
	}
}

func TestClearPaintsEveryPixelAndNoOther(t *testing.T) {
	whole := image.NewRGBA(image.Rect(0, 0, 10, 10))
	Clear(whole.SubImage(image.Rect(3, 2, 8, 6)).(*image.RGBA), red)
	Clear(whole.SubImage(image.Rect(4, 4, 4, 9)).(*image.RGBA), black)
	for y := range 10 {
		for x := range 10 {
			want := color.RGBA{}
			if x >= 3 && x < 8 && y >= 2 && y < 6 {
				want = red
			}
			if got := whole.RGBAAt(x, y); got != want {
				t.Fatalf("pixel %d, %d is %v, want %v", x, y, got, want)
			}
		}
	}
}

func TestPNGReadsBack(t *testing.T) {
	img := chequered(64, 40)
	var b bytes.Buffer
	if err := EncodePNG(&b, img); err != nil {
		t.Fatal(err)
	}
	back, err := png.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	for y := range 40 {
		for x := range 64 {
			if got := color.RGBAModel.Convert(back.At(x, y)); got != img.RGBAAt(x, y) {
				t.Fatalf("pixel %d, %d reads back as %v", x, y, got)
			}
		}
	}
}
