package render

import (
	"image"
	"image/color"
	"math"
	"runtime"
	"sync"
)

// Preview shows src, drawn for the view was, as it lies in the view now, into
// dst: what the window shows in the first milliseconds of a pan or a zoom. What
// src does not reach is painted in ground. Each pixel takes the nearest one of
// src. The images must be of the sizes of their views and not the same memory.
func Preview(dst *image.RGBA, now View, src *image.RGBA, was View, ground color.RGBA) error {
	for _, side := range []struct {
		img  *image.RGBA
		view View
	}{{dst, now}, {src, was}} {
		if err := side.view.fits("render.Preview", side.img); err != nil {
			return err
		}
	}
	scale := now.MetresPerPixel / was.MetresPerPixel
	x0, y0 := was.ToPixel(now.ToWorld(0, 0))
	if math.Abs(scale-1) < 1e-9 {
		Shift(dst, src, roundPixels(-x0), roundPixels(-y0), ground)
		return nil
	}
	columns := nearest(x0, scale, now.Width, was.Width)
	rows := nearest(y0, scale, now.Height, was.Height)
	eachBand(now.Height, func(top, bottom int) {
		for y := top; y < bottom; y++ {
			to := dst.Pix[y*dst.Stride : y*dst.Stride+4*now.Width]
			if rows[y] < 0 {
				paint(to, ground)
				continue
			}
			if y > top && rows[y] == rows[y-1] {
				copy(to, dst.Pix[(y-1)*dst.Stride:])
				continue
			}
			stretch(to, src.Pix[int(rows[y])*src.Stride:], columns, ground)
		}
	})
	return nil
}

// stretch fills a row with the pixels of another that the columns name.
func stretch(to, from []uint8, columns []int32, ground color.RGBA) {
	empty := [4]uint8{ground.R, ground.G, ground.B, ground.A}
	for x, column := range columns {
		pixel := &empty
		if column >= 0 {
			pixel = (*[4]uint8)(from[4*column:])
		}
		*(*[4]uint8)(to[4*x:]) = *pixel
	}
}

// nearest is, for each pixel of a side, the pixel of the other picture that its
// middle falls on, -1 outside of it.
func nearest(start, scale float64, n, of int) []int32 {
	places := make([]int32, n)
	for i := range places {
		places[i] = -1
		if at := math.Floor(start + (float64(i)+0.5)*scale); at >= 0 && at < float64(of) {
			places[i] = int32(at)
		}
	}
	return places
}

// roundPixels is a number of pixels, cut to what an image can be moved by.
func roundPixels(v float64) int {
	return int(math.Round(min(max(v, math.MinInt32), math.MaxInt32)))
}

// Shift copies src into dst moved by dx pixels to the right and dy down, and
// paints the rest of dst in ground. The images must not share memory.
func Shift(dst, src *image.RGBA, dx, dy int, ground color.RGBA) {
	width, height := dst.Rect.Dx(), dst.Rect.Dy()
	x0, x1 := min(max(dx, 0), width), min(max(dx+src.Rect.Dx(), 0), width) // columns that src reaches
	eachBand(height, func(top, bottom int) {
		for y := top; y < bottom; y++ {
			to := dst.Pix[y*dst.Stride : y*dst.Stride+4*width]
			if y-dy < 0 || y-dy >= src.Rect.Dy() || x0 >= x1 {
				paint(to, ground)
				continue
			}
			paint(to[:4*x0], ground)
			copy(to[4*x0:4*x1], src.Pix[(y-dy)*src.Stride+4*(x0-dx):])
			paint(to[4*x1:], ground)
		}
	})
}

// paint fills pixels with one colour.
func paint(pix []uint8, c color.RGBA) {
	for i := 0; i+4 <= len(pix); i += 4 {
		pix[i], pix[i+1], pix[i+2], pix[i+3] = c.R, c.G, c.B, c.A
	}
}

// eachBand runs a job over all rows, a share of them on each core.
func eachBand(height int, job func(top, bottom int)) {
	n := runtime.GOMAXPROCS(0)
	var bands sync.WaitGroup
	for band := range n {
		bands.Go(func() { job(band*height/n, (band+1)*height/n) })
	}
	bands.Wait()
}
