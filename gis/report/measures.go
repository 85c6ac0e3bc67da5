package report

import "segit/gis"

// The boxes of the measures, millimetres.
const (
	boxGap = 2.0 // between them
	boxPad = 2.4 // inside
)

// measures are four boxes in a row: expected, found, difference, estimate.
func (p *paper) measures(f *gis.Finding) {
	boxes := [4]struct{ code, value string }{
		{"report.expected", p.words.Measure(f.Expected)},
		{"report.found", p.words.Measure(f.Found)},
		{"report.delta", p.words.Measure(f.Delta)},
		{"report.estimate", p.euro(f.Euro, p.say("report.no-estimate"))},
	}
	width := (p.width() - 3*boxGap) / 4
	inner := width - 2*boxPad
	var lines [4][]passage
	high := 0.0
	for i, b := range boxes {
		lines[i] = p.fitted(b.value, inner)
		h := 0.0
		for _, line := range lines[i] {
			h += line.face.size.pitch()
		}
		high = max(high, h)
	}
	high += small.pitch() + 2*boxPad
	p.space(gap)
	p.need(high)
	for i, b := range boxes {
		x := p.left + float64(i)*(width+boxGap)
		p.pdf.SetFillColor(wash.rgb())
		p.pdf.Rect(x, p.y, width, high, "F")
		y := p.y + boxPad
		p.line(x+boxPad, y, p.say(b.code), small.plain().in(quiet))
		y += small.pitch()
		for _, line := range lines[i] {
			p.line(x+boxPad, y, line.text, line.face)
			y += line.face.size.pitch()
		}
	}
	p.y += high
	p.paragraph(p.left, p.say("report.estimate-note"), small.plain().in(quiet))
}

// fitted is a value in large type when it fits on one line, else wrapped.
func (p *paper) fitted(value string, width float64) []passage {
	if value == "" {
		value = "–"
	}
	if p.measure(value, large.strong()) <= width {
		return []passage{{value, large.strong()}}
	}
	var out []passage
	for _, line := range p.wrap(value, width, body.strong()) {
		out = append(out, passage{line, body.strong()})
	}
	return out
}

// euro is an estimate, or what stands for none.
func (p *paper) euro(c *gis.Cents, none string) string {
	if c == nil {
		return none
	}
	return p.words.Euro(*c)
}
