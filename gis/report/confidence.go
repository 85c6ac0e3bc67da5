package report

import "segit/gis"

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
