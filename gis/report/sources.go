package report

import (
	"cmp"
	"slices"

	"segit/gis"
)

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
