package report

import (
	"image/color"
	"math"
	"strconv"

	"codeberg.org/go-pdf/fpdf"

	"segit/gis"
	"segit/gis/render"
)

const (
	swatch  = 3.4 // side of a sample in the legend, millimetres
	between = 5.0 // between the entries of a legend, millimetres
)

// entry is a name in the legend beside a sample of its look.
type entry struct {
	name   string
	sample func(x, y float64)
}

// legend is the entries of a map, broken into rows of a width.
func (p *paper) legend(m *Map, levels []gis.Level, width float64) [][]entry {
	var entries []entry
	for _, level := range levels {
		entries = append(entries, entry{
			p.say("report.legend-finding", p.severity(level)),
			func(x, y float64) { p.severitySign(x, y, level) },
		})
	}
	for i := range m.Layers {
		l := &m.Layers[i]
		name := p.dataset(l.Dataset)
		if day := p.words.Date(l.Date); day != "" {
			name = p.say("report.legend-date", name, day)
		}
		entries = append(entries, entry{name, func(x, y float64) { p.sample(x, y, l.look()) }})
	}
	var rows [][]entry
	used := math.Inf(1)
	for _, e := range entries {
		w := p.entryWidth(e)
		if used+w > width {
			rows, used = append(rows, nil), 0
		}
		rows[len(rows)-1] = append(rows[len(rows)-1], e)
		used += w + between
	}
	return rows
}

func (p *paper) entryWidth(e entry) float64 {
	return swatch + 1 + p.measure(e.name, small.plain())
}

// captionHeight is what caption takes below a map, millimetres.
func captionHeight(legend [][]entry) float64 { return float64(len(legend)+1) * captionPitch }

// captionPitch is from line to line below a map, millimetres.
const captionPitch = 4.4

// caption says below a map what it is: scale, reference system, accuracy, and
// what its looks mean.
func (p *paper) caption(left float64, scale int, m *Map, legend [][]entry) {
	accuracy := p.say("report.accuracy-unknown")
	if d, ok := gis.DecimalOf(m.Accuracy); ok && d > 0 {
		places := 0
		if d%gis.One != 0 {
			places = 2
		}
		accuracy = p.say("report.accuracy", p.words.Number(d, places))
	}
	p.line(left, p.y, p.say("report.scale", p.words.Count(int64(scale)), strconv.Itoa(m.EPSG), m.CRS, accuracy), small.plain())
	p.y += captionPitch
	for _, row := range legend {
		x := left
		for _, e := range row {
			e.sample(x, p.y)
			p.line(x+swatch+1, p.y, e.name, small.plain())
			x += p.entryWidth(e) + between
		}
		p.y += captionPitch
	}
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
