package render

import (
	"context"
	"image"
	"image/color"
	"runtime"

	"golang.org/x/sync/errgroup"
)

// Quality is how much care a picture takes.
type Quality uint8

// The qualities: Fast while the map moves, pixels wholly on or off; Fine for
// the settled map and for export, edges by the share of the pixel they cover.
const (
	Fast Quality = iota
	Fine
)

// Draw draws the layers over what img holds, first layer lowest, labels last.
// img must be of the view's size. In a layer all insides come before all lines
// and these before all symbols, so that a neighbour does not cover a border.
//
// The image is cut into bands that are drawn on all cores; the result does not
// depend on their number. The context is looked at every 256 features, or after
// as many points and pixels as these usually have; when it ends, img is left
// half drawn and the error is the context's. Draw only reads the drawings, so
// several calls may share them.
func Draw(ctx context.Context, img *image.RGBA, view View, layers []Layer, quality Quality) error {
	return drawBands(ctx, img, view, layers, quality, 2*runtime.GOMAXPROCS(0))
}

// leastBand is the height below which a band is not worth its own pass over
// the features, pixels.
const leastBand = 48

func drawBands(ctx context.Context, img *image.RGBA, view View, layers []Layer, quality Quality, bands int) error {
	if err := checkDraw(img, view, layers); err != nil {
		return err
	}
	sprites, err := makeSprites(layers, view.PixelRatio)
	if err != nil {
		return err
	}
	bands = max(1, min(bands, view.Height/leastBand))
	group, bandCtx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for band := range bands {
		group.Go(func() error {
			p := newPass(bandCtx, img, view, quality, band*view.Height/bands, (band+1)*view.Height/bands)
			for i := range layers {
				if err := p.layer(&layers[i], sprites[i]); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	return writeLabels(ctx, img, view, layers, sprites)
}

// checkDraw refuses what would index out of an array.
func checkDraw(img *image.RGBA, view View, layers []Layer) error {
	const op = "render.Draw"
	if err := view.fits(op, img); err != nil {
		return err
	}
	for i := range layers {
		if err := layers[i].check(op); err != nil {
			return err
		}
	}
	return nil
}

// Clear paints the whole image, usually in [Theme.Ground].
func Clear(img *image.RGBA, ground color.RGBA) {
	if img.Rect.Empty() {
		return
	}
	first := img.Pix[:4*img.Rect.Dx()]
	paint(first, ground)
	for y := 1; y < img.Rect.Dy(); y++ {
		copy(img.Pix[y*img.Stride:], first)
	}
}
