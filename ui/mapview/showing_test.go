package mapview

import (
	"image"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
)

// What is ready of a layer shows over what lies below, while the rest is made.
func TestReadyDrawingsShowBeforeTheRest(t *testing.T) {
	square := func(x float64) []*render.Drawing {
		var shapes gis.Shapes
		shapes.Append(orb.Bound{Min: orb.Point{x, 1000}, Max: orb.Point{x + 100, 1100}})
		return []*render.Drawing{render.Simplify(&shapes, nil, 0, orb.Point{x, 1000})}
	}
	r := request{
		view:  render.View{Centre: orb.Point{1150, 1050}, MetresPerPixel: 2, Width: 200, Height: 100, PixelRatio: 1},
		theme: render.Light,
	}
	below := blank(r.view)
	render.Clear(below, r.theme.Ground())
	var shown []*image.RGBA
	s := &showing{partial: func(img *image.RGBA) { shown = append(shown, img) }} // nothing was ever shown
	some := s.layer(t.Context(), r, Layer{Name: "buildings"}, below)
	some(square(1000))
	if len(shown) != 1 {
		t.Fatalf("%d images of the first lot", len(shown))
	}
	s.last = time.Now().Add(time.Hour)
	some(square(1200))
	if len(shown) != 1 {
		t.Fatal("shown again at once")
	}
	s.last = time.Time{}
	some(nil)
	if len(shown) != 2 {
		t.Fatal("what was ready is not shown when its time has come")
	}
	// The left square lies about pixel 50, the right one about 150, in the middle of the height.
	drawn := func(img *image.RGBA, x int) bool { return img.RGBAAt(x, 50) != below.RGBAAt(x, 50) }
	for i, right := range []bool{false, true} {
		if !drawn(shown[i], 50) || drawn(shown[i], 150) != right {
			t.Errorf("image %d: left %v, right %v, want right %v", i, drawn(shown[i], 50), drawn(shown[i], 150), right)
		}
	}
	if drawn(below, 50) || shown[0] == shown[1] {
		t.Error("what lies below was drawn into, or an image that was given away")
	}
	if (&showing{}).layer(t.Context(), r, Layer{}, below) != nil {
		t.Error("lots for nobody")
	}
}
