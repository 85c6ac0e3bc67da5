package report

import (
	"cmp"
	"slices"
	"strings"

	"segit/gis"
)

// evidence lists the rows that the finding rests on, with what was read there.
func (p *paper) evidence(f *gis.Finding) {
	p.heading("report.evidence")
	if len(f.Evidence) == 0 {
		p.paragraph(p.left, p.say("report.no-evidence"), body.plain())
		return
	}
	t := p.table(
		column{head: p.say("report.dataset"), width: 30},
		column{head: p.say("report.file"), width: 46},
		column{head: p.say("report.row"), width: 18, right: true},
		column{head: p.say("report.facts")},
	)
	for i := range f.Evidence {
		e := &f.Evidence[i]
		var facts cell
		for _, fact := range e.Facts {
			facts = append(facts, passage{p.say("report.fact", p.words.Say(gis.Message{Code: fact.Label}), p.written(fact.Value)), small.plain()})
		}
		t.row(plain(p.dataset(e.Dataset)), cell{{e.File, small.plain()}, {shortHash(e.SHA256), small.plain().in(quiet)}}, plain(p.words.Count(int64(e.Row))), facts)
	}
}

// shortHash tells two supplies of one file name apart; the sources say it whole.
func shortHash(sha256 string) string {
	const digits = 12
	if len(sha256) <= digits {
		return sha256
	}
	return sha256[:digits] + "…"
}

// dataset is the name of a layer as the window shows it; one without a name
// keeps its own.
func (p *paper) dataset(name string) string {
	if code := "ui.layer." + name; p.words.Has(code) {
		return p.words.Say(gis.Message{Code: code})
	}
	return name
}

// sourcesOf are the supplies with those that only the evidence names: their
// file and hash are all that is known of them.
func sourcesOf(supplies []gis.Supply, evidence []gis.Evidence) []gis.Supply {
	out := slices.Clone(supplies)
	for i := range evidence {
		e := &evidence[i]
		known := slices.ContainsFunc(out, func(s gis.Supply) bool { return s.SHA256 == e.SHA256 && s.File == e.File })
		if !known {
			out = append(out, gis.Supply{File: e.File, SHA256: e.SHA256, Date: gis.Always})
		}
	}
	return out
}

// sources lists files with the day that they speak of and their SHA-256, whole
// and on one line.
func (p *paper) sources(supplies []gis.Supply) {
	p.heading("report.sources")
	if len(supplies) == 0 {
		p.paragraph(p.left, p.say("report.no-sources"), body.plain())
		return
	}
	t := p.table(
		column{head: p.say("report.file-hash"), width: hashWidth},
		column{head: p.say("report.source"), width: 26},
		column{head: p.say("report.date"), width: 20},
		column{head: p.say("report.operator")},
	)
	for _, s := range supplies {
		t.row(
			cell{{s.File, small.strong()}, {s.SHA256, small.plain()}},
			cell{{cmp.Or(p.head.Titles[s.Source], s.Source), small.plain()}, {p.rows(s), small.plain().in(quiet)}},
			plain(p.words.Date(s.Date)),
			plain(s.Operator),
		)
	}
}

// hashWidth takes the 64 hex digits of a SHA-256 in small type, even when all
// of them are the widest digit.
const hashWidth = 106

// rows is how many rows of a supply went in.
func (p *paper) rows(s gis.Supply) string {
	if s.Read == 0 {
		return ""
	}
	return p.say("report.rows", p.words.Count(s.Accepted))
}

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
	p.derivation(in.Control, in.Finding.TaxYear)
	p.fieldIn("report.proof", in.Finding.Proof, small.plain())
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
	if param.Unit != "" {
		value += " " + param.Unit
	}
	if param.Label.Code == "" {
		return p.say("report.param", param.Name, value)
	}
	return p.say("report.param-label", param.Name, value, p.words.Say(param.Label))
}
