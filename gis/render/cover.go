package render

import "math"

// A fine fill scans each pixel row several times and sums, per pixel, the share
// of each line that is inside: exact from left to right, in steps of 1/4 from
// top to bottom. The sum of a pixel row is kept as differences, so a long span
// costs its two ends.
const (
	linesPerRow = 4
	fullCover   = 1 << 12 // of one line over one pixel
)

// fillFine fills rings even-odd by the share of each pixel that is inside.
func (c *canvas) fillFine(xy []float64, ends []int, k ink) {
	c.collect(xy, ends, linesPerRow)
	if len(c.cover) < c.width+2 {
		c.cover = make([]int32, c.width+2)
	}
	row, left, right := -1, c.width, 0
	width := float64(c.width)
	c.scan(func(line int, crossings []crossing) {
		if line/linesPerRow != row {
			c.layCover(row, left, right, k)
			row, left, right = line/linesPerRow, c.width, 0
		}
		for i := 0; i+1 < len(crossings); i += 2 {
			x0, x1 := min(max(crossings[i].x, 0), width), min(max(crossings[i+1].x, 0), width)
			if x0 < x1 {
				c.addCover(x0, x1)
				left, right = min(left, int(x0)), max(right, int(math.Ceil(x1)))
			}
		}
	})
	c.layCover(row, left, right, k)
}

// addCover adds one line's inside from x0 to x1 to the differences.
func (c *canvas) addCover(x0, x1 float64) {
	a, b := int(x0), int(x1)
	in := int32((float64(a+1)-x0)*fullCover + 0.5) // of pixel a, to the right of x0
	out := int32((x1-float64(b))*fullCover + 0.5)  // of pixel b, to the left of x1
	c.cover[a] += in
	c.cover[a+1] += fullCover - in
	c.cover[b] += out - fullCover
	c.cover[b+1] -= out
}

// layCover lays ink by the sums of a pixel row and clears them.
func (c *canvas) layCover(y, left, right int, k ink) {
	if left >= right {
		return
	}
	sum := int32(0)
	pix := c.pix[y*c.stride:]
	for x := left; x < right; x++ {
		sum += c.cover[x]
		c.cover[x] = 0
		share := uint32(max(sum, 0)*255+linesPerRow*fullCover/2) / (linesPerRow * fullCover)
		switch {
		case share == 0:
		case share >= 255:
			blend(pix[4*x:4*x+4:4*x+4], k.RGBA)
		default:
			blend(pix[4*x:4*x+4:4*x+4], k.part(share))
		}
	}
	// The last differences fall on the pixels after a span that ends at right.
	c.cover[right], c.cover[right+1] = 0, 0
}
