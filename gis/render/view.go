package render

import (
	"image"
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
)

// View is the window onto the ground: what is in the middle, how large a pixel
// is, and how many there are.
type View struct {
	Centre         orb.Point // metres, east then north
	MetresPerPixel float64   // of a physical pixel
	Width, Height  int       // physical pixels
	PixelRatio     float64   // physical pixels in a logical one; line widths and text grow with it
}

// standardPixel is the size of a logical pixel on the ground of the screen,
// metres: 0.28 mm, as OGC takes it (Symbology Encoding 1.1, 10.2).
const standardPixel = 0.00028

// Usable reports whether the view can be drawn: finite, a pixel between a tenth
// of a millimetre and a thousand kilometres, and at least one of them.
func (v View) Usable() bool {
	return finite(v.Centre[0]) && finite(v.Centre[1]) &&
		v.MetresPerPixel >= 1e-4 && v.MetresPerPixel <= 1e6 &&
		v.PixelRatio >= 0.1 && v.PixelRatio <= 16 &&
		v.Width > 0 && v.Height > 0
}

// ToPixel is the place of a world point in the image, whole numbers at the
// corners of pixels.
func (v View) ToPixel(p orb.Point) (x, y float64) {
	return (p[0]-v.Centre[0])/v.MetresPerPixel + float64(v.Width)/2,
		(v.Centre[1]-p[1])/v.MetresPerPixel + float64(v.Height)/2
}

// ToWorld is the world point at a place of the image.
func (v View) ToWorld(x, y float64) orb.Point {
	return orb.Point{
		v.Centre[0] + (x-float64(v.Width)/2)*v.MetresPerPixel,
		v.Centre[1] - (y-float64(v.Height)/2)*v.MetresPerPixel,
	}
}

// Bound is the box of the ground that the view shows, metres.
func (v View) Bound() orb.Bound {
	half := orb.Point{float64(v.Width) / 2 * v.MetresPerPixel, float64(v.Height) / 2 * v.MetresPerPixel}
	return orb.Bound{
		Min: orb.Point{v.Centre[0] - half[0], v.Centre[1] - half[1]},
		Max: orb.Point{v.Centre[0] + half[0], v.Centre[1] + half[1]},
	}
}

// Scale is the denominator of the nominal scale 1:n, taking a logical pixel for
// 0.28 mm as OGC does; the true size of the screen is not known.
func (v View) Scale() float64 { return v.MetresPerPixel * v.PixelRatio / standardPixel }

// WithScale is the view at the nominal scale 1:n about the same centre.
func (v View) WithScale(denominator float64) View {
	v.MetresPerPixel = denominator * standardPixel / v.PixelRatio
	return v
}

// Fit is the view of the same size that shows the whole box with a margin of a
// twentieth on each side. A box without extent keeps the scale.
func (v View) Fit(box orb.Bound) View {
	if box.Min[0] > box.Max[0] || box.Min[1] > box.Max[1] {
		return v
	}
	v.Centre = box.Center()
	const filled = 0.9
	mpp := max((box.Max[0]-box.Min[0])/(filled*float64(v.Width)), (box.Max[1]-box.Min[1])/(filled*float64(v.Height)))
	if mpp > 0 {
		v.MetresPerPixel = mpp
	}
	return v
}

// ZoomAt is the view magnified by factor (2 shows half the ground) with the
// ground under the pixel x, y kept in its place.
func (v View) ZoomAt(x, y, factor float64) View {
	held := v.ToWorld(x, y)
	v.MetresPerPixel = math.Min(math.Max(v.MetresPerPixel/factor, 1e-4), 1e6)
	moved := v.ToWorld(x, y)
	v.Centre[0] += held[0] - moved[0]
	v.Centre[1] += held[1] - moved[1]
	return v
}

// fits refuses a view that cannot be drawn, or an image that is not of its size.
func (v View) fits(op string, img *image.RGBA) error {
	if !v.Usable() {
		return gis.Refuse(op, gis.BadUsage, "render.view")
	}
	if size := img.Rect.Size(); size.X != v.Width || size.Y != v.Height {
		return gis.Refuse(op, gis.BadUsage, "render.image", size.X, size.Y, v.Width, v.Height)
	}
	return nil
}
