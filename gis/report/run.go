package report

import (
	"context"
	"io"

	"segit/gis"
)

// Run writes the report of a control's run as PDF, A4 across: what the control
// is and with which parameters it ran, counts, the estimate, an overview map
// with numbered findings, the table of all findings, what the reader must know,
// and the files it rests on.
//
// Findings are read once, as they come, and only their place is kept: memory
// grows with the pages written, about 4 kB for a finding.
func Run(ctx context.Context, w io.Writer, in ControlReport, progress gis.Progress) error {
	title := in.Words.Say(gis.Say("report.run-title", in.Words.Say(in.Control.Title), in.TaxYear))
	p, err := newPaper(landscape, in.Heading, title,
		in.Words.Say(gis.Say("report.run-banner")),
		in.Words.Say(gis.Say("report.run-foot", in.Control.ID, in.TaxYear, printed(in.Heading))))
	if err != nil {
		return err
	}
	p.title(&in.Control)
	cover := p.y // counts and map come here when the findings have passed
	p.turnPage()

	progress.Stage(gis.Say("report.stage-table"), 0)
	sum, at, err := p.findings(ctx, &in, progress)
	if err != nil {
		return err
	}
	p.remarks(&in)
	p.sources(in.Supplies)
	p.heading("report.again")
	p.derivation(in.Control, in.TaxYear)

	progress.Stage(gis.Say("report.stage-map"), 0)
	p.goTo(1)
	p.y = cover
	if err := p.cover(ctx, &in, &sum, at); err != nil {
		return err
	}
	p.goTo(p.pdf.PageCount())
	if err := ctx.Err(); err != nil {
		return err
	}
	return p.finish(w)
}

// findings writes the table of all findings, in the order in which they come.
func (p *paper) findings(ctx context.Context, in *ControlReport, progress gis.Progress) (summary, *places, error) {
	var sum summary
	at := &places{}
	p.heading("report.findings")
	var t *table
	for f, err := range in.Findings {
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			return sum, nil, err
		}
		if t == nil {
			t = p.findingsTable(in.Holders)
		}
		sum.add(&f)
		at.add(&f, sum.total, p.words)
		t.row(p.findingRow(sum.total, &f, in.Holders)...)
		progress.Add(1)
	}
	if t == nil {
		p.paragraph(p.left, p.say("report.no-findings"), body.plain())
	}
	return sum, at, nil
}

func (p *paper) findingsTable(holders bool) *table {
	where := p.say("report.address")
	if holders {
		where = p.say("report.where-who")
	}
	return p.table(
		column{head: p.say("report.number"), width: 11, right: true},
		column{head: p.say("report.key"), width: 41},
		column{head: where, width: 72},
		column{head: p.say("report.expected"), width: 22, right: true},
		column{head: p.say("report.found"), width: 22, right: true},
		column{head: p.say("report.delta"), width: 22, right: true},
		column{head: p.say("report.estimate"), width: 20, right: true},
		column{head: p.say("report.severity"), width: 15},
		column{head: p.say("report.confidence"), width: 19},
		column{head: p.say("report.state")},
	)
}

func (p *paper) findingRow(number int, f *gis.Finding, holders bool) []cell {
	where := cell{{f.Address, small.plain()}}
	if holders {
		where = append(where, passage{p.holder(f), small.plain().in(quiet)})
	}
	return []cell{
		plain(p.words.Count(int64(number))),
		{{f.Key.String(), small.strong()}, {f.ID, small.plain().in(quiet)}},
		where,
		plain(p.words.Measure(f.Expected)),
		plain(p.words.Measure(f.Found)),
		plain(p.words.Measure(f.Delta)),
		plain(p.euro(f.Euro, "–")),
		plain(p.severity(f.Severity)),
		plain(p.sureness(f.Confidence)),
		plain(p.state(f)),
	}
}

// remarks are what the control declines to say, and why.
func (p *paper) remarks(in *ControlReport) {
	p.heading("report.remarks")
	p.paragraph(p.left, p.say("report.undecided", p.words.Count(int64(in.Undecided))), body.plain())
	for _, m := range in.Remarks {
		p.bullet(p.words.Say(m))
	}
	p.law(&in.Control)
}
