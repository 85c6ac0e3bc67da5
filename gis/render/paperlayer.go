package render

import (
	"image"
	"math"

	"segit/assets"
	"segit/gis"
)

const (
	hair    = 0.03 // millimetres: points nearer than this are one
	perCell = 10   // places for labels are counted in tenths of a millimetre
)

// layers draws all layers, then their labels, the top layer's first.
func (p *paper) layers(layers []Layer) error {
	steps := []func(*Layer, *Drawing, int, *Style){p.fillRow, p.lineRow, p.symbolRow}
	for i := range layers {
		for _, step := range steps {
			if err := p.rows(&layers[i], step); err != nil {
				return err
			}
		}
	}
	for i := len(layers) - 1; i >= 0; i-- {
		if err := p.rows(&layers[i], p.labelRow); err != nil {
			return err
		}
	}
	return nil
}

// rows gives the rows that touch the frame, projected.
func (p *paper) rows(l *Layer, draw func(*Layer, *Drawing, int, *Style)) error {
	for _, d := range l.Drawings {
		for row := range d.Len() {
			if row%256 == 0 {
				if err := p.ctx.Err(); err != nil {
					return err
				}
			}
			if p.project(d, row) {
				draw(l, d, row, &l.Styles[l.class(d, row)])
			}
		}
	}
	return nil
}

// project brings a row to millimetres of the page, without points that lie a
// hair from the one before. False when nothing of it can touch the frame.
func (p *paper) project(d *Drawing, row int) bool {
	const margin = 5 // symbols and thick lines reach into the frame
	p.xy, p.rowEnds = p.xy[:0], p.rowEnds[:0]
	box := pixelBox{math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)}
	from, to := d.Rings(row)
	for ring := from; ring < to; ring++ {
		xy := d.Ring(ring)
		start := len(p.xy)
		for i := 0; i+1 < len(xy); i += 2 {
			x, y := p.toPaper(d.Origin[0]+float64(xy[i]), d.Origin[1]+float64(xy[i+1]))
			box.minX, box.maxX = min(box.minX, x), max(box.maxX, x)
			box.minY, box.maxY = min(box.minY, y), max(box.maxY, y)
			if n := len(p.xy); n > start && math.Abs(p.xy[n-2]-x) < hair && math.Abs(p.xy[n-1]-y) < hair {
				continue
			}
			p.xy = append(p.xy, x, y)
		}
		p.rowEnds = append(p.rowEnds, len(p.xy)/2)
	}
	p.rowBox = box
	f := p.frame
	return box.maxX >= f.X-margin && box.minX <= f.X+f.Width+margin &&
		box.maxY >= f.Y-margin && box.minY <= f.Y+f.Height+margin &&
		!math.IsInf(box.maxX-box.minX, 0) && !math.IsInf(box.maxY-box.minY, 0)
}

// path adds the rings of the row to the page's path. A ring of one point, or of
// two where an inside is wanted, becomes a square of a hair.
func (p *paper) path(closed bool) {
	start := 0
	for _, end := range p.rowEnds {
		ring := p.xy[2*start : 2*end]
		start = end
		switch {
		case len(ring) == 0:
			continue
		case len(ring) == 2:
			x, y := ring[0], ring[1]
			ring = []float64{x - hair, y - hair, x + hair, y - hair, x + hair, y + hair, x - hair, y + hair}
		}
		p.pdf.MoveTo(p.page(ring[0]), p.page(ring[1]))
		for i := 2; i < len(ring); i += 2 {
			p.pdf.LineTo(p.page(ring[i]), p.page(ring[i+1]))
		}
		if closed {
			p.pdf.ClosePath()
		}
	}
}

func (p *paper) fillRow(_ *Layer, d *Drawing, row int, s *Style) {
	if d.Kind[row] != gis.PolygonShape || s.Fill.A == 0 {
		return
	}
	p.fillColour(s.Fill)
	p.path(true)
	p.pdf.DrawPath("F*")
}

func (p *paper) lineRow(_ *Layer, d *Drawing, row int, s *Style) {
	kind := d.Kind[row]
	if s.Line.A == 0 || s.Width <= 0 || kind != gis.PolygonShape && kind != gis.LineShape {
		return
	}
	p.lineColour(s.lineAt(float64(p.scale)))
	p.pdf.SetLineWidth(p.page(float64(s.Width) * paperPixel))
	if s.Dash[0] > 0 && s.Dash[1] > 0 {
		p.pdf.SetDashPattern([]float64{p.page(float64(s.Dash[0]) * paperPixel), p.page(float64(s.Dash[1]) * paperPixel)}, 0)
	} else {
		p.pdf.SetDashPattern(nil, 0)
	}
	p.path(kind == gis.PolygonShape)
	p.pdf.DrawPath("D")
}

func (p *paper) symbolRow(_ *Layer, d *Drawing, row int, s *Style) {
	kind := d.Kind[row]
	if s.SymbolFill.A == 0 || s.SymbolSize <= 0 || kind == gis.NoShape || kind != gis.PointShape && s.Symbol == NoSymbol {
		return
	}
	if kind == gis.PointShape {
		for i := 0; i < len(p.xy); i += 2 {
			p.symbol(p.xy[i], p.xy[i+1], s)
		}
		return
	}
	x, y := middle(d, row)
	x, y = p.toPaper(d.Origin[0]+x, d.Origin[1]+y)
	p.symbol(x, y, s)
}

// symbol draws a symbol on its halo and keeps labels off it.
func (p *paper) symbol(x, y float64, s *Style) {
	radius := float64(s.SymbolSize) * paperPixel / 2
	for _, layer := range []struct {
		margin float64
		ink    func()
	}{
		{haloWidth * paperPixel, func() { p.fillColour(s.Halo) }},
		{0, func() { p.fillColour(s.SymbolFill) }},
	} {
		layer.ink()
		outline := symbolPath(s.Symbol, radius, layer.margin)
		p.pdf.MoveTo(p.page(x+outline[0]), p.page(y+outline[1]))
		for i := 2; i < len(outline); i += 2 {
			p.pdf.LineTo(p.page(x+outline[i]), p.page(y+outline[i+1]))
		}
		p.pdf.ClosePath()
		p.pdf.DrawPath("F")
	}
	p.taken.take(p.cells(x-radius, y-radius, 2*radius, 2*radius))
}

// cells is a rectangle of the page as places of the frame are counted.
func (p *paper) cells(x, y, width, height float64) image.Rectangle {
	at := func(mm float64) int { return int(math.Floor(mm * perCell)) }
	x, y = x-p.frame.X, y-p.frame.Y
	return image.Rect(at(x), at(y), at(x+width)+1, at(y+height)+1)
}

// labelRow writes the label of a row where there is room, as on the screen.
func (p *paper) labelRow(_ *Layer, d *Drawing, row int, s *Style) {
	if d.Label == nil || d.Label[row] == "" || d.Kind[row] == gis.NoShape || !s.labelled(float64(p.scale)) {
		return
	}
	size := float64(s.LabelSize) * paperPixel
	p.font("", size)
	width := p.pdf.GetStringWidth(d.Label[row]) / p.perMM
	height := size * digitHeight
	x, y := middle(d, row)
	x, y = p.toPaper(d.Origin[0]+x, d.Origin[1]+y)
	y += height / 2
	if d.Kind[row] == gis.PointShape {
		x += float64(s.SymbolSize)*paperPixel/2 + 0.6
	} else {
		x -= width / 2
	}
	f := p.frame
	box := pixelBox{
		(p.rowBox.minX - f.X) * perCell, (p.rowBox.minY - f.Y) * perCell,
		(p.rowBox.maxX - f.X) * perCell, (p.rowBox.maxY - f.Y) * perCell,
	}
	step := int(2 * height * perCell)
	if dy, ok := p.taken.settle(p.cells(x, y-height, width, height), step, d.Kind[row], box); ok {
		p.write(d.Label[row], x, y+float64(dy)/perCell, s)
	}
}

// digitHeight is the height of a digit of the embedded font, in ems.
const digitHeight = 0.711

// font chooses the embedded font at a size in millimetres.
func (p *paper) font(style string, mm float64) {
	p.pdf.SetFont(assets.FontName, style, mm*72/25.4)
}

// write writes a text on its halo; x, y is the start of the base line.
func (p *paper) write(text string, x, y float64, s *Style) {
	p.lineColour(s.Halo)
	p.pdf.SetDashPattern(nil, 0)
	p.pdf.SetLineWidth(p.page(2 * haloWidth * paperPixel))
	p.pdf.SetTextRenderingMode(1)
	p.pdf.Text(p.page(x), p.page(y), text)
	p.pdf.SetTextRenderingMode(0)
	p.textColour(s.Text)
	p.pdf.Text(p.page(x), p.page(y), text)
}
