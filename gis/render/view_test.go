package render

import (
	"image"
	"math"
	"testing"

	"github.com/paulmach/orb"
	"pgregory.net/rapid"

	"segit/gis"
)

var someView = View{Centre: orb.Point{507_214.3, 4_151_902.8}, MetresPerPixel: 0.5, Width: 400, Height: 300, PixelRatio: 1}

func TestPixelsAndGround(t *testing.T) {
	for _, c := range []struct {
		name  string
		world orb.Point
		x, y  float64
	}{
		{"middle", someView.Centre, 200, 150},
		{"upper left corner", orb.Point{someView.Centre[0] - 100, someView.Centre[1] + 75}, 0, 0},
		{"north is up", orb.Point{someView.Centre[0], someView.Centre[1] + 10}, 200, 130},
	} {
		t.Run(c.name, func(t *testing.T) {
			x, y := someView.ToPixel(c.world)
			if math.Abs(x-c.x) > 1e-6 || math.Abs(y-c.y) > 1e-6 {
				t.Errorf("pixel %v, %v, want %v, %v", x, y, c.x, c.y)
			}
			if back := someView.ToWorld(x, y); math.Hypot(back[0]-c.world[0], back[1]-c.world[1]) > 1e-8 {
				t.Errorf("back at %v", back)
			}
		})
	}
	want := orb.Bound{Min: someView.ToWorld(0, 300), Max: someView.ToWorld(400, 0)}
	if got := someView.Bound(); got != want {
		t.Errorf("bound %v, want %v", got, want)
	}
}

func TestScaleTakesALogicalPixelFor028Millimetres(t *testing.T) {
	for _, c := range []struct{ metresPerPixel, ratio, scale float64 }{
		{0.28, 1, 1000}, {0.56, 1, 2000}, {0.28, 2, 2000}, // a finer screen shows the same ground larger in pixels
	} {
		v := View{MetresPerPixel: c.metresPerPixel, PixelRatio: c.ratio, Width: 1, Height: 1}
		if got := v.Scale(); math.Abs(got-c.scale) > 1e-9 {
			t.Errorf("%v m a pixel at ratio %v: 1:%v, want 1:%v", c.metresPerPixel, c.ratio, got, c.scale)
		}
		if got := v.WithScale(c.scale).MetresPerPixel; math.Abs(got-c.metresPerPixel) > 1e-12 {
			t.Errorf("1:%v at ratio %v: %v m a pixel", c.scale, c.ratio, got)
		}
	}
}

func TestFitShowsTheWholeBoxInTheMiddle(t *testing.T) {
	for name, box := range map[string]orb.Bound{
		"wide": {Min: orb.Point{0, 0}, Max: orb.Point{8000, 100}},
		"tall": {Min: orb.Point{507_000, 4_151_000}, Max: orb.Point{507_010, 4_159_000}},
	} {
		t.Run(name, func(t *testing.T) {
			v := someView.Fit(box)
			if got := v.Bound(); !got.Contains(box.Min) || !got.Contains(box.Max) || v.Centre != box.Center() {
				t.Errorf("%v does not show %v", got, box)
			}
			tight := math.Max((box.Max[0]-box.Min[0])/400, (box.Max[1]-box.Min[1])/300)
			if v.MetresPerPixel > tight*1.2 {
				t.Errorf("%v m a pixel where %v would do", v.MetresPerPixel, tight)
			}
		})
	}
	point := orb.Bound{Min: orb.Point{5, 6}, Max: orb.Point{5, 6}}
	if v := someView.Fit(point); v.Centre != point.Min || v.MetresPerPixel != someView.MetresPerPixel {
		t.Errorf("a point: %+v", v)
	}
	if v := someView.Fit(nowhere()); v != someView {
		t.Errorf("an empty box: %+v", v)
	}
}

func TestZoomHoldsTheGroundUnderTheCursor(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := rapid.Float64Range(0, 400).Draw(t, "x")
		y := rapid.Float64Range(0, 300).Draw(t, "y")
		factor := rapid.Float64Range(0.1, 10).Draw(t, "factor")
		before := someView.ToWorld(x, y)
		v := someView.ZoomAt(x, y, factor)
		nx, ny := v.ToPixel(before)
		if math.Hypot(nx-x, ny-y) > 1e-3 {
			t.Fatalf("the ground under %v, %v went to %v, %v", x, y, nx, ny)
		}
	})
	if v := someView.ZoomAt(0, 0, 1e12); !v.Usable() {
		t.Errorf("zoomed in without end: %+v", v)
	}
	if v := someView.ZoomAt(0, 0, 1e-12); !v.Usable() {
		t.Errorf("zoomed out without end: %+v", v)
	}
}

func TestUnusableViewIsRefused(t *testing.T) {
	spoil := map[string]func(*View){
		"no width":      func(v *View) { v.Width = 0 },
		"no height":     func(v *View) { v.Height = -3 },
		"no scale":      func(v *View) { v.MetresPerPixel = 0 },
		"scale NaN":     func(v *View) { v.MetresPerPixel = math.NaN() },
		"centre NaN":    func(v *View) { v.Centre[1] = math.NaN() },
		"centre beyond": func(v *View) { v.Centre[0] = math.Inf(1) },
		"ratio":         func(v *View) { v.PixelRatio = 0 },
	}
	for name, change := range spoil {
		t.Run(name, func(t *testing.T) {
			v := someView
			change(&v)
			img := image.NewRGBA(image.Rect(0, 0, max(v.Width, 0), max(v.Height, 0)))
			if err := Draw(t.Context(), img, v, nil, Fast); gis.KindOf(err) != gis.BadUsage {
				t.Errorf("error %v", err)
			}
		})
	}
	if err := Draw(t.Context(), image.NewRGBA(image.Rect(0, 0, 9, 9)), someView, nil, Fast); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("an image of another size: error %v", err)
	}
}
