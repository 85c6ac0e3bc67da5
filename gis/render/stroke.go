package render

import "math"

// pen is a style's line in pixels.
type pen struct {
	ink
	width   float64    // pixels
	dash    [2]float64 // on and off, pixels; zero for a whole line
	dashed  bool
	quality Quality
}

func (p *pass) pen(s *Style) pen {
	ratio := p.view.PixelRatio
	on, off := float64(s.Dash[0])*ratio, float64(s.Dash[1])*ratio
	return pen{
		ink:     inkOf(s.lineAt(p.view.Scale())),
		width:   float64(s.Width) * ratio,
		dash:    [2]float64{on, off},
		dashed:  on > 0 && off > 0 && on+off >= 2, // finer than two pixels nobody sees
		quality: p.quality,
	}
}

// stroke draws a line through points, and back to the first when closed.
func (p *pass) stroke(xy []float64, closed bool, k *pen) {
	n := len(xy) / 2
	window := &pixelBox{-k.width, p.top - k.width, float64(p.width) + k.width, p.bottom + k.width}
	if p.box.within(window) {
		window = nil
	}
	run := 0.0 // length so far, for the dashes
	last := n - 1
	if closed {
		last = n
	}
	for i := range last {
		j := i + 1
		if j == n {
			j = 0
		}
		ax, ay, bx, by := xy[2*i], xy[2*i+1], xy[2*j], xy[2*j+1]
		if k.dashed {
			run = p.dashes(ax, ay, bx, by, run, window, k)
			continue
		}
		p.segment(ax, ay, bx, by, window, k)
		// Thick lines leave a notch on the outer side of a corner.
		if k.width > 2 && k.quality == Fine && (closed || i > 0) {
			p.joint(ax, ay, k)
		}
	}
}

// within reports whether the box lies wholly in another.
func (b *pixelBox) within(o *pixelBox) bool {
	return o.minX <= b.minX && b.maxX <= o.maxX && o.minY <= b.minY && b.maxY <= o.maxY
}

// segment draws from a to b as far as the window shows it.
func (p *pass) segment(ax, ay, bx, by float64, window *pixelBox, k *pen) {
	t0, t1, ok := clip(ax, ay, bx, by, window)
	if !ok {
		return
	}
	if k.quality == Fine {
		p.lineFine(ax, ay, bx, by, t0, t1, k)
	} else {
		p.lineFast(ax, ay, bx, by, t0, t1, k)
	}
}

// dashes draws a segment in dashes, run pixels into the pattern, and returns
// the length with the segment added. Only the dashes in the window are walked.
func (p *pass) dashes(ax, ay, bx, by, run float64, window *pixelBox, k *pen) float64 {
	dx, dy := bx-ax, by-ay
	length := math.Hypot(dx, dy)
	t0, t1, ok := clip(ax, ay, bx, by, window)
	if !ok || length == 0 {
		return run + length
	}
	period := k.dash[0] + k.dash[1]
	start := math.Floor((run+t0*length)/period)*period - run // of the pattern, from a
	for ; start < t1*length; start += period {
		s0, s1 := max(start, 0)/length, min(start+k.dash[0], length)/length
		if s0 < s1 {
			p.segment(ax+s0*dx, ay+s0*dy, ax+s1*dx, ay+s1*dy, window, k)
		}
	}
	return run + length
}

// clip is the part of a segment inside a box, as shares of its length
// (Liang-Barsky); all of it when there is no box.
func clip(ax, ay, bx, by float64, box *pixelBox) (t0, t1 float64, ok bool) {
	t0, t1 = 0, 1
	if box == nil {
		return t0, t1, true
	}
	for _, side := range [4][2]float64{
		{ax - bx, ax - box.minX},
		{bx - ax, box.maxX - ax},
		{ay - by, ay - box.minY},
		{by - ay, box.maxY - ay},
	} {
		step, room := side[0], side[1]
		switch {
		case step == 0:
			if room < 0 {
				return 0, 0, false
			}
		case step < 0:
			t0 = max(t0, room/step)
		default:
			t1 = min(t1, room/step)
		}
	}
	return t0, t1, t0 <= t1
}

// lineFast draws pixels wholly on: in each column (or row, of a steep line) the
// pixels about the line. The place in a column depends on a and b alone, so
// bands and clipping leave no seam. The pixel of b is left to what follows.
func (p *pass) lineFast(ax, ay, bx, by, t0, t1 float64, k *pen) {
	dx, dy := bx-ax, by-ay
	if math.Abs(dx) >= math.Abs(dy) {
		if dx == 0 {
			return
		}
		slope := dy / dx
		thick, half := thickness(k.width, slope)
		for x, end, step := columns(ax, bx, t0, t1); x != end; x += step {
			y := ay + (float64(x)+0.5-ax)*slope
			for i, first := 0, int(math.Floor(y-half)); i < thick; i++ {
				p.pixel(x, first+i, k.ink)
			}
		}
		return
	}
	slope := dx / dy
	thick, half := thickness(k.width, slope)
	for y, end, step := columns(ay, by, t0, t1); y != end; y += step {
		x := ax + (float64(y)+0.5-ay)*slope
		for i, first := 0, int(math.Floor(x-half)); i < thick; i++ {
			p.pixel(first+i, y, k.ink)
		}
	}
}

// thickness is how many pixels of a column a line of a width takes, and how far
// before its middle the first begins.
func thickness(width, slope float64) (pixels int, half float64) {
	pixels = max(1, int(math.Round(width*math.Sqrt(1+slope*slope))))
	return pixels, float64(pixels-1) / 2
}

// columns are the pixel columns from a to b, b's own left out, cut to the
// shares t0 to t1 with one to spare.
func columns(a, b, t0, t1 float64) (from, to, step int) {
	first, last := int(math.Floor(a)), int(math.Floor(b))
	low, high := int(math.Floor(a+t0*(b-a))), int(math.Floor(a+t1*(b-a)))
	if first <= last {
		from, to = max(first, low-1), min(last, high+2)
		return from, max(from, to), 1
	}
	from, to = min(first, low+1), max(last, high-2)
	return from, min(from, to), -1
}

// lineFine draws a line by the share of each pixel that it covers: the exact
// height in a column of the line's middle in that column.
func (p *pass) lineFine(ax, ay, bx, by, t0, t1 float64, k *pen) {
	steep := math.Abs(by-ay) > math.Abs(bx-ax)
	if steep {
		ax, ay, bx, by = ay, ax, by, bx
	}
	if ax > bx {
		ax, ay, bx, by = bx, by, ax, ay
		t0, t1 = 1-t1, 1-t0
	}
	if ax == bx {
		return
	}
	slope := (by - ay) / (bx - ax)
	half := k.width / 2 * math.Sqrt(1+slope*slope)
	from := int(math.Floor(ax + t0*(bx-ax)))
	to := int(math.Ceil(ax + t1*(bx-ax)))
	for column := from - 1; column <= to; column++ {
		left, right := max(ax, float64(column)), min(bx, float64(column+1))
		if left >= right {
			continue
		}
		middle := ay + ((left+right)/2-ax)*slope
		low, high := middle-half, middle+half
		for row := int(math.Floor(low)); float64(row) < high; row++ {
			inside := (min(high, float64(row+1)) - max(low, float64(row))) * (right - left)
			share := uint32(inside*255 + 0.5)
			if steep {
				p.shade(row, column, k.ink, share)
			} else {
				p.shade(column, row, k.ink, share)
			}
		}
	}
}

// joint fills the corner of a thick line with a disc.
func (p *pass) joint(x, y float64, k *pen) {
	r := k.width / 2
	for row := int(math.Floor(y - r)); float64(row) < y+r; row++ {
		for column := int(math.Floor(x - r)); float64(column) < x+r; column++ {
			away := math.Hypot(float64(column)+0.5-x, float64(row)+0.5-y)
			share := min(max(r+0.5-away, 0), 1)
			p.shade(column, row, k.ink, uint32(share*255+0.5))
		}
	}
}
