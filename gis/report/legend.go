package report

import (
	"image/color"
	"strconv"

	"codeberg.org/go-pdf/fpdf"

	"segit/gis"
	"segit/gis/render"
)

const (
	swatch  = 3.4 // side of a sample in the legend, millimetres
	between = 5.0 // between the entries of a legend, millimetres
)

// caption says below a map what it is: scale, reference system, accuracy, and
// what its looks mean.
func (p *paper) caption(frame render.Frame, scale int, m Map, levels []gis.Level) {
	accuracy := p.say("report.accuracy-unknown")
	if d, ok := gis.DecimalOf(m.Accuracy); ok && d > 0 {
		places := 0
		if d%gis.One != 0 {
			places = 2
		}
		accuracy = p.say("report.accuracy", p.words.Number(d, places))
	}
	p.line(frame.X, p.y, p.say("report.scale", p.words.Count(int64(scale)), strconv.Itoa(m.EPSG), m.CRS, accuracy), small.plain())
	p.y += small.pitch() + 0.6
	x := frame.X
	entry := func(name string, sample func(x, y float64)) {
		if x > frame.X && x+swatch+1+p.measure(name, small.plain()) > frame.X+frame.Width {
			x = frame.X
			p.y += small.pitch() + 0.6
		}
		sample(x, p.y)
		p.line(x+swatch+1, p.y, name, small.plain())
		x += swatch + 1 + p.measure(name, small.plain()) + between
	}
	for _, level := range levels {
		entry(p.say("report.legend-finding", p.severity(level)), func(x, y float64) { p.severitySign(x, y, level) })
	}
	for i := range m.Layers {
		l := &m.Layers[i]
		name := p.dataset(l.Dataset)
		if day := p.words.Date(l.Date); day != "" {
			name = p.say("report.legend-date", name, day)
		}
		entry(name, func(x, y float64) { p.sample(x, y, l.look()) })
	}
	p.y += small.pitch()
}

// sample shows the inside and the line of a look.
func (p *paper) sample(x, y float64, look render.Style) {
	if look.Line.A == 0 {
		look.Line = look.Fill
	}
	p.pdf.SetDrawColor(opaque(look.Line))
	p.pdf.SetLineWidth(0.2)
	way := "D"
	if look.Fill.A > 0 {
		p.pdf.SetFillColor(opaque(look.Fill))
		way = "FD"
	}
	p.pdf.Rect(x, y+0.3, swatch, swatch-0.8, way)
}

// severitySign is the shape of a severity in its colour: round, triangle or
// square, for those who do not see the colour.
func (p *paper) severitySign(x, y float64, level gis.Level) {
	look := render.StylesFor("findings", render.Light)[render.FindingClass(level)]
	p.pdf.SetFillColor(opaque(look.SymbolFill))
	const r = 1.25
	cx, cy := x+swatch/2, y+small.pitch()/2
	switch look.Symbol {
	case render.Circle:
		p.pdf.Circle(cx, cy, r, "F")
	case render.Triangle:
		p.pdf.Polygon([]fpdf.PointType{{X: cx, Y: cy - r}, {X: cx + r, Y: cy + r}, {X: cx - r, Y: cy + r}}, "F")
	case render.Square:
		p.pdf.Rect(cx-r, cy-r, 2*r, 2*r, "F")
	}
}

// opaque is what a colour looks like on white paper.
func opaque(c color.RGBA) (r, g, b int) {
	white := 255 - int(c.A)
	return int(c.R) + white, int(c.G) + white, int(c.B) + white
}
