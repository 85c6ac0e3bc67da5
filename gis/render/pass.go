package render

import (
	"context"
	"image"
	"math"
	"slices"

	"segit/gis"
)

// pass draws the rows of layers into one band of an image. It owns its scratch
// memory: nothing is allocated per feature.
type pass struct {
	ctx     context.Context
	view    View
	quality Quality
	canvas
	top, bottom float64 // rows of the band, as coordinates

	ox, oy, scale float64 // a drawing's metres to pixels
	xy            []float64
	ends          []int // points up to and with each projected ring
	box           pixelBox
	work          int // since the context was last looked at
}

// pixelBox is a box in pixel coordinates.
type pixelBox struct{ minX, minY, maxX, maxY float64 }

func (b pixelBox) width() float64  { return b.maxX - b.minX }
func (b pixelBox) height() float64 { return b.maxY - b.minY }

func newPass(ctx context.Context, img *image.RGBA, view View, quality Quality, top, bottom int) *pass {
	return &pass{
		ctx: ctx, view: view, quality: quality,
		canvas: newCanvas(img, top, bottom),
		top:    float64(top), bottom: float64(bottom),
	}
}

// layer draws insides, then lines, then symbols.
func (p *pass) layer(l *Layer, sprites []sprite) error {
	fills, lines := false, false
	pens := make([]pen, len(l.Styles))
	for i := range l.Styles {
		fills = fills || l.Styles[i].Fill.A > 0
		lines = lines || l.Styles[i].Line.A > 0
		pens[i] = p.pen(&l.Styles[i])
	}
	if fills {
		if err := p.rows(l, func(d *Drawing, row, class int) { p.fillRow(d, row, &l.Styles[class]) }); err != nil {
			return err
		}
	}
	if lines {
		if err := p.rows(l, func(d *Drawing, row, class int) { p.lineRow(d, row, &l.Styles[class], &pens[class]) }); err != nil {
			return err
		}
	}
	return p.symbols(l, sprites, p.stamp)
}

// symbols gives each place where a layer has a symbol.
func (p *pass) symbols(l *Layer, sprites []sprite, each func(x, y float64, s *sprite)) error {
	if !slices.ContainsFunc(sprites, func(s sprite) bool { return s.visible() }) {
		return nil
	}
	return p.rows(l, func(d *Drawing, row, class int) { p.symbolRow(d, row, l.Styles[class].Symbol, &sprites[class], each) })
}

// rows gives the rows of the drawings that the band may show, with their class.
func (p *pass) rows(l *Layer, each func(d *Drawing, row, class int)) error {
	margin := reach(l, p.view.PixelRatio)
	for _, d := range l.Drawings {
		if !p.enter(d, margin) {
			continue
		}
		for row := range d.Len() {
			each(d, row, l.class(d, row))
			if err := p.worked(1); err != nil {
				return err
			}
		}
	}
	return nil
}

// reach is how far a row may draw outside of its box, pixels.
func reach(l *Layer, ratio float64) float64 {
	var most float32
	for i := range l.Styles {
		most = max(most, l.Styles[i].Width, l.Styles[i].SymbolSize+2*haloWidth)
	}
	return 1 + float64(most)*ratio
}

// enter prepares for a drawing; false when nothing of it can be in the band.
func (p *pass) enter(d *Drawing, margin float64) bool {
	x0, y1 := p.view.ToPixel(d.Bound.Min)
	x1, y0 := p.view.ToPixel(d.Bound.Max)
	p.ox, p.oy = p.view.ToPixel(d.Origin)
	p.scale = 1 / p.view.MetresPerPixel
	// Put so that a box that is no number is left out too.
	return x1+margin >= 0 && x0-margin <= float64(p.width) && y1+margin >= p.top && y0-margin <= p.bottom
}

// worked counts features and what costs as much, and looks at the context.
func (p *pass) worked(n int) error {
	p.work += n
	if p.work < 256 {
		return nil
	}
	p.work = 0
	return p.ctx.Err()
}

// project brings the rings of a row to pixels, into xy, ends and box. False
// when no part of it, with a margin, can be seen in the band, or when it is no
// finite shape: a drawing made by hand may hold such.
func (p *pass) project(d *Drawing, row int, margin float64) bool {
	p.xy, p.ends = p.xy[:0], p.ends[:0]
	from, to := d.Rings(row)
	box := pixelBox{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	for ring := from; ring < to; ring++ {
		xy := d.Ring(ring)
		for i := 0; i+1 < len(xy); i += 2 {
			x, y := p.ox+float64(xy[i])*p.scale, p.oy-float64(xy[i+1])*p.scale
			box.minX, box.maxX = min(box.minX, x), max(box.maxX, x)
			box.minY, box.maxY = min(box.minY, y), max(box.maxY, y)
			p.xy = append(p.xy, x, y)
		}
		p.ends = append(p.ends, len(p.xy)/2)
	}
	p.box = box
	p.work += len(p.xy) >> 6
	const far = 1e15 // beyond this a float64 has no pixels left
	return box.minX > -far && box.maxX < far && box.minY > -far && box.maxY < far &&
		box.maxX+margin >= 0 && box.minX-margin <= float64(p.width) &&
		box.maxY+margin >= p.top && box.minY-margin <= p.bottom
}

// dot reports whether the projected row is smaller than a pixel.
func (p *pass) dot() bool { return p.box.width() <= 1 && p.box.height() <= 1 }

func (p *pass) fillRow(d *Drawing, row int, s *Style) {
	if d.Kind[row] != gis.PolygonShape || s.Fill.A == 0 || !p.project(d, row, 1) {
		return
	}
	ink := inkOf(s.Fill)
	if p.dot() {
		p.pixel(int(math.Floor(p.box.minX)), int(math.Floor(p.box.minY)), ink)
		return
	}
	visible := min(p.box.height(), p.bottom-p.top) * min(p.box.width(), float64(p.width))
	p.work += int(visible) >> 11
	if p.quality == Fine {
		p.fillFine(p.xy, p.ends, ink)
	} else {
		p.fillFast(p.xy, p.ends, ink)
	}
	start := 0
	for _, end := range p.ends { // parts that shrank to a dot have no inside
		if end-start == 1 {
			p.pixel(int(math.Floor(p.xy[2*start])), int(math.Floor(p.xy[2*start+1])), ink)
		}
		start = end
	}
}

func (p *pass) lineRow(d *Drawing, row int, s *Style, k *pen) {
	kind := d.Kind[row]
	if s.Line.A == 0 || s.Width <= 0 || kind != gis.PolygonShape && kind != gis.LineShape {
		return
	}
	if !p.project(d, row, k.width+1) {
		return
	}
	if p.dot() {
		if kind == gis.LineShape || s.Fill.A == 0 {
			p.pixel(int(math.Floor(p.box.minX)), int(math.Floor(p.box.minY)), k.ink)
		}
		return
	}
	start := 0
	for _, end := range p.ends {
		if ring := p.xy[2*start : 2*end]; end-start == 1 {
			if kind == gis.LineShape || s.Fill.A == 0 {
				p.pixel(int(math.Floor(ring[0])), int(math.Floor(ring[1])), k.ink)
			}
		} else {
			p.stroke(ring, kind == gis.PolygonShape && end-start > 2, k)
		}
		start = end
	}
}

// symbolRow gives the places of a row's symbol: each point of a point row, and
// the middle of another row when its style has a symbol.
func (p *pass) symbolRow(d *Drawing, row int, symbol Symbol, s *sprite, each func(x, y float64, s *sprite)) {
	kind := d.Kind[row]
	if !s.visible() || kind == gis.NoShape || kind != gis.PointShape && symbol == NoSymbol ||
		!p.project(d, row, s.reach()) {
		return
	}
	if kind == gis.PointShape {
		for i := 0; i < len(p.xy); i += 2 {
			each(p.xy[i], p.xy[i+1], s)
		}
		return
	}
	x, y := middle(d, row)
	each(p.ox+x*p.scale, p.oy-y*p.scale, s)
}
