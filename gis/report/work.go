package report

import (
	"strings"

	"segit/gis"
)

// work is what people did with the finding.
func (p *paper) work(f *gis.Finding) {
	p.heading("report.work")
	p.field("report.state", p.state(f))
	p.field("report.assignee", f.Assignee)
	if len(f.Notes) == 0 {
		p.field("report.notes", "")
		return
	}
	for _, n := range f.Notes {
		p.space(gap / 2)
		p.need(small.pitch() + body.pitch())
		p.line(p.left, p.y, p.say("report.note-by", p.written(n.At), n.Author), small.plain().in(quiet))
		p.y += small.pitch()
		p.paragraph(p.left, n.Text, body.plain())
	}
}

// again says how the finding can be derived once more by anybody who has the
// files.
func (p *paper) again(in *FindingSheet) {
	p.heading("report.again")
	if in.Control.derives() {
		p.derivation(in.Control, in.Finding.TaxYear)
		p.fieldIn("report.proof", in.Finding.Proof, small.plain())
	}
	p.field("report.finding-id", in.Finding.ID)
}

// derivation is the control with its parameters as they were used.
func (p *paper) derivation(c Control, year int) {
	p.field("report.control", p.say("report.control-version", c.Number, c.ID, c.Version))
	p.field("report.year", yearText(year))
	values := make([]string, len(c.Params))
	for i, param := range c.Params {
		values[i] = p.param(param)
	}
	p.field("report.params", strings.Join(values, "\n"))
}

// param is "min_area = 16 m² (superficie minima dell'impronta)".
func (p *paper) param(param Param) string {
	value := p.written(param.Value)
	switch {
	case value == "":
		value = p.say("report.unset")
	case param.Unit != "":
		value += " " + param.Unit
	}
	if param.Label.Code == "" {
		return p.say("report.param", param.Name, value)
	}
	return p.say("report.param-label", param.Name, value, p.words.Say(param.Label))
}
