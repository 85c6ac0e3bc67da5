package report

import "segit/gis"

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
