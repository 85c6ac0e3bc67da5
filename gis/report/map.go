package report

import (
	"context"
	"image/color"
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
)

const (
	mapHeight = 88.0 // of the map of a sheet, millimetres
	around    = 30.0 // least ground shown on each side of a finding, metres
	smallest  = 5e-5 // smallest detail on paper, metres: a twentieth of a millimetre
)

// findingMap draws the finding among its neighbours, or says that it is not on
// the map.
func (p *paper) findingMap(ctx context.Context, in *FindingSheet) error {
	f := &in.Finding
	legend := p.legend(&in.Map, []gis.Level{f.Severity}, p.width())
	p.need(mapHeight + captionHeight(legend) + 4*body.pitch())
	p.heading("report.map")
	ground := in.Map.bound()
	if f.Geometry != nil {
		ground = f.Geometry.Bound()
		side := math.Max(around, 0.75*math.Max(ground.Max[0]-ground.Min[0], ground.Max[1]-ground.Min[1]))
		ground = ground.Pad(side)
	}
	if ground.IsEmpty() {
		p.paragraph(p.left, p.say("report.no-map"), body.plain())
		return nil
	}
	if f.Geometry == nil {
		p.paragraph(p.left, p.say("report.not-on-map"), body.plain())
	}
	shape := &gis.Shapes{}
	shape.Append(f.Geometry)
	look := render.StylesFor("findings", render.Light)[render.FindingClass(f.Severity)]
	if shape.Kind[0] != gis.PointShape {
		look.SymbolFill = color.RGBA{} // the outline shows where it is
	}
	return p.drawMap(ctx, render.Frame{X: p.left, Y: p.y + gap/2, Width: p.width(), Height: mapHeight}, ground, &in.Map,
		drawn{[]render.Style{look}, shape, []uint8{0}, nil}, legend)
}

// overview draws where the findings of a run are, with their numbers; frame is
// the place of the map with all that stands below it.
func (p *paper) overview(ctx context.Context, frame render.Frame, in *ControlReport, at *places) error {
	ground := at.bound()
	if ground.IsEmpty() {
		p.y = frame.Y
		left := p.left
		p.left = frame.X
		p.paragraph(p.left, p.say("report.no-overview"), body.plain())
		p.left = left
		return nil
	}
	looks := at.looks()
	legend := p.legend(&in.Map, []gis.Level{gis.High, gis.Medium, gis.Low}, frame.Width)
	frame.Height -= captionHeight(legend) + captionPitch
	err := p.drawMap(ctx, frame, ground.Pad(around), &in.Map, drawn{looks, &at.points, at.class, at.number}, legend)
	if looks[0].Label {
		p.line(frame.X, p.y, p.say("report.numbers"), small.plain().in(quiet))
	}
	return err
}

// drawn is a layer on its way to the map.
type drawn struct {
	looks  []render.Style
	shapes *gis.Shapes
	class  []uint8
	labels []string
}

// drawMap draws the ground and above it the findings, and below the frame what
// a map must say: scale, reference system, accuracy and legend.
func (p *paper) drawMap(ctx context.Context, frame render.Frame, ground orb.Bound, m *Map, findings drawn, legend [][]entry) error {
	scale := render.RoundScale(ground, frame)
	layers := make([]render.Layer, 0, len(m.Layers)+1)
	for i := range m.Layers {
		l := &m.Layers[i]
		layers = append(layers, drawn{[]render.Style{l.look()}, l.Shapes, nil, l.Labels}.layer(ground, scale, frame))
	}
	layers = append(layers, findings.layer(ground, scale, frame))
	_, err := render.DrawMap(ctx, p.pdf, frame, ground, layers,
		render.PaperOptions{Scale: scale, ScaleBar: true, North: true, Ticks: true})
	if err != nil {
		return err
	}
	p.set = face{} // the map has used the font
	p.y = frame.Y + frame.Height + gap/2
	p.caption(frame.X, scale, m, legend)
	return nil
}

// layer takes the rows that the frame shows, without details that paper cannot.
func (s drawn) layer(ground orb.Bound, scale int, frame render.Frame) render.Layer {
	middle := ground.Center()
	half := orb.Point{frame.Width * float64(scale) / 2000, frame.Height * float64(scale) / 2000}
	seen := orb.Bound{Min: orb.Point{middle[0] - half[0], middle[1] - half[1]}, Max: orb.Point{middle[0] + half[0], middle[1] + half[1]}}
	rows := []int{} // nil would mean all
	for row := range s.shapes.Len() {
		if s.shapes.Bound(row).Intersects(seen) {
			rows = append(rows, row)
		}
	}
	d := render.Simplify(s.shapes, rows, smallest*float64(scale), middle)
	for _, row := range rows {
		if s.class != nil {
			d.Class = append(d.Class, s.class[row])
		}
		if s.labels != nil {
			d.Label = append(d.Label, s.labels[row])
		}
	}
	return render.Layer{Styles: s.looks, Drawings: []*render.Drawing{d}}
}

// look of a layer; neighbours lose their colour.
func (l *Layer) look() render.Style {
	s := render.StyleFor(l.Dataset, render.Light)
	if l.Grey {
		s.Fill, s.Line, s.Text = grey(s.Fill), grey(s.Line), grey(s.Text)
	}
	return s
}

// grey is a colour of the same brightness (ITU-R BT.601) and opacity.
func grey(c color.RGBA) color.RGBA {
	v := uint8((299*int(c.R) + 587*int(c.G) + 114*int(c.B) + 500) / 1000)
	return color.RGBA{R: v, G: v, B: v, A: c.A}
}

// bound is the box of all layers, empty when there is nothing.
func (m *Map) bound() orb.Bound {
	b := nowhere()
	for i := range m.Layers {
		b = grown(b, m.Layers[i].Shapes)
	}
	return b
}

func grown(b orb.Bound, s *gis.Shapes) orb.Bound {
	for row := range s.Len() {
		if s.Kind[row] != gis.NoShape {
			b = b.Union(s.Bound(row))
		}
	}
	return b
}

// nowhere is the box that every union replaces.
func nowhere() orb.Bound {
	return orb.Bound{Min: orb.Point{math.Inf(1), math.Inf(1)}, Max: orb.Point{math.Inf(-1), math.Inf(-1)}}
}
