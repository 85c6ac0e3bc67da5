package report

import (
	"context"
	"io"

	"strconv"

	"segit/gis"
	"segit/gis/finding"
)

// Finding writes the sheet of one finding ("scheda istruttoria, non è atto
// impositivo") as PDF, A4 upright: what was expected, found and missing, how
// sure that is and why, the map, the evidence row by row, the files with their
// SHA-256, what people did with it, and how it can be derived again.
func Finding(ctx context.Context, w io.Writer, in FindingSheet) error {
	f := &in.Finding
	// The title is metadata and shown by every viewer: no person, no place.
	title := in.Words.Say(gis.Say("report.sheet-title", in.Words.Say(in.Control.Title), f.ID))
	p, err := newPaper(portrait, in.Heading, title,
		in.Words.Say(gis.Say("report.sheet-banner")),
		in.Words.Say(gis.Say("report.sheet-foot", f.ID, printed(in.Heading))))
	if err != nil {
		return err
	}
	p.titleBlock(p.say("report.sheet-kind", in.Control.Number, in.Control.ID, in.Control.Version), p.words.Say(in.Control.Title))
	p.place(f)
	p.measures(f)
	p.confidence(f)
	if in.Control.Law.Code != "" {
		p.heading("report.law")
		p.paragraph(p.left, p.words.Say(in.Control.Law), body.plain())
	}
	if err := p.findingMap(ctx, &in); err != nil {
		return err
	}
	p.evidence(f)
	p.sources(sourcesOf(in.Supplies, f.Evidence))
	p.work(f)
	p.again(&in)
	if err := ctx.Err(); err != nil {
		return err
	}
	return p.finish(w)
}

// titleBlock is the head of the first page.
func (p *paper) titleBlock(kind, title string) {
	p.paragraph(p.left, kind, small.plain().in(quiet))
	p.paragraph(p.left, title, large.strong())
	p.y += gap
}

// labelWidth is the column of the labels of fields, millimetres.
const labelWidth = 38

// field writes a label and its value; values that are absent are a dash, so
// that nobody takes a gap for an oversight of the paper.
func (p *paper) field(code, value string) { p.fieldIn(code, value, body.plain()) }

func (p *paper) fieldIn(code, value string, f face) {
	p.need(f.size.pitch())
	// The label shares its baseline with the value.
	p.line(p.left, p.y+f.size.ascent()-small.ascent(), p.say(code), small.plain().in(quiet))
	if value == "" {
		value = "–"
	}
	p.paragraph(p.left+labelWidth, value, f)
}

// place is what the finding speaks of.
func (p *paper) place(f *gis.Finding) {
	p.field("report.key", p.keyWithCadastre(f))
	p.field("report.place", p.keyInWords(f.Key))
	p.field("report.address", f.Address)
	p.field("report.holder", p.holder(f))
	p.field("report.year", yearText(f.TaxYear))
	p.field("report.severity", p.severity(f.Severity))
}

func (p *paper) keyWithCadastre(f *gis.Finding) string {
	switch f.Cadastre {
	case gis.Land:
		return p.say("report.key-land", f.Key)
	case gis.Urban:
		return p.say("report.key-urban", f.Key)
	}
	return f.Key.String()
}

// keyInWords spells the key out: "sezione A · foglio 12 · particella 345".
func (p *paper) keyInWords(k gis.Key) string {
	out := ""
	for _, part := range []struct{ code, value string }{
		{"report.section", k.Section}, {"report.sheet", k.Sheet}, {"report.parcel", k.Parcel}, {"report.sub", k.Sub},
	} {
		if part.value == "" {
			continue
		}
		if out != "" {
			out += " · "
		}
		out += p.say(part.code, part.value)
	}
	return out
}

// holder is the name with fiscal code and quota, as far as they are known.
func (p *paper) holder(f *gis.Finding) string {
	out := f.Name
	if f.FiscalCode != "" {
		out = joined(out, " ", p.say("report.fiscal-code", f.FiscalCode))
	}
	if f.Quota != "" {
		out = joined(out, ", ", p.say("report.quota", f.Quota))
	}
	return out
}

func joined(a, between, b string) string {
	if a == "" {
		return b
	}
	return a + between + b
}

// state in words; a finding that the last run no longer found says so.
func (p *paper) state(f *gis.Finding) string {
	if f.Stale {
		return p.say("report.stale", p.stateName(f.State))
	}
	return p.stateName(f.State)
}

func (p *paper) stateName(id string) string {
	if id == "" {
		return ""
	}
	return p.words.Say(finding.State{ID: id}.Name())
}

// severity and sureness name a level; they differ in Italian.
func (p *paper) severity(l gis.Level) string {
	switch l {
	case gis.Low:
		return p.say("report.severity-low")
	case gis.Medium:
		return p.say("report.severity-medium")
	case gis.High:
		return p.say("report.severity-high")
	}
	return ""
}

func (p *paper) sureness(l gis.Level) string {
	switch l {
	case gis.Low:
		return p.say("report.sure-low")
	case gis.Medium:
		return p.say("report.sure-medium")
	case gis.High:
		return p.say("report.sure-high")
	}
	return ""
}

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

// confidence says how sure the finding is and why.
func (p *paper) confidence(f *gis.Finding) {
	p.heading("report.confidence")
	p.paragraph(p.left, p.sureness(f.Confidence), body.strong())
	for _, reason := range f.Reasons {
		p.bullet(p.words.Say(reason))
	}
}

// bullet writes a paragraph behind a dash.
func (p *paper) bullet(s string) {
	p.need(body.pitch())
	p.line(p.left, p.y, "–", body.plain())
	p.paragraph(p.left+2*gap, s, body.plain())
}

func yearText(year int) string {
	if year == 0 {
		return ""
	}
	return strconv.Itoa(year)
}
