package report

import (
	"context"
	"io"

	"segit/gis"
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
	p.title(&in.Control)
	p.place(f)
	p.measures(f)
	p.confidence(f)
	p.law(&in.Control)
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

// title is the head of the first page: which control, and what it looks for.
func (p *paper) title(c *Control) {
	if c.derives() {
		p.paragraph(p.left, p.say("report.sheet-kind", c.Number, c.ID, c.Version), small.plain().in(quiet))
	}
	p.paragraph(p.left, p.words.Say(c.Title), large.strong())
	p.y += gap
}

// law is the legal basis, where it is stated.
func (p *paper) law(c *Control) {
	if c.Law.Code == "" {
		return
	}
	p.heading("report.law")
	p.paragraph(p.left, p.words.Say(c.Law), body.plain())
}
