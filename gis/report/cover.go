package report

import (
	"context"

	"segit/gis"
	"segit/gis/render"
)

// coverColumn is the width of the column of figures on the first page of a
// run's report; the overview map takes the rest. Millimetres.
const coverColumn = 98

// cover fills the first page below its title: figures on the left, map on the
// right. It never turns the page: what has no room there stands at the end of
// the report, too.
func (p *paper) cover(ctx context.Context, in *ControlReport, sum *summary, places *places) error {
	top, right := p.y, p.right
	p.right = p.left + coverColumn
	p.figures(in, sum)
	p.estimate(sum)
	p.parameters(in.Control)
	p.right = right
	x := p.left + coverColumn + 3*gap
	return p.overview(ctx, render.Frame{X: x, Y: top, Width: right - x, Height: p.bottom - top}, in, places)
}

func (p *paper) figures(in *ControlReport, sum *summary) {
	p.field("report.year", yearText(in.TaxYear))
	p.field("report.count", p.words.Count(int64(sum.total)))
	p.field("report.undecided-count", p.words.Count(int64(in.Undecided)))
	p.space(gap)
	lists := [3][]figure{}
	for l := gis.High; l >= gis.Low; l-- {
		lists[0] = append(lists[0], figure{p.severity(l), sum.severity[l], l})
		lists[1] = append(lists[1], figure{p.sureness(l), sum.confidence[l], 0})
	}
	for _, s := range sum.states {
		lists[2] = append(lists[2], figure{p.stateName(s.state), s.count, 0})
	}
	heads := [3]string{p.say("report.severity"), p.say("report.confidence"), p.say("report.state")}
	width := (p.width() - 2*2*gap) / 3
	high := 0.0
	for i, list := range lists {
		high = max(high, p.figureList(p.left+float64(i)*(width+2*gap), width, heads[i], list))
	}
	p.y += high + gap
}

// figure is a name with a count; sign is the severity whose sign stands before
// it, 0 for none.
type figure struct {
	name  string
	count int
	sign  gis.Level
}

// figureList writes names with their counts at the right edge, and gives the
// height that it took.
func (p *paper) figureList(x, width float64, head string, list []figure) float64 {
	y := p.y
	p.line(x, y, head, small.strong())
	y += small.pitch() + 1
	for _, f := range list {
		indent := 0.0
		if f.sign > 0 {
			p.severitySign(x, y, f.sign)
			indent = swatch + 1
		}
		p.line(x+indent, y, f.name, small.plain())
		p.lineRight(x+width, y, p.words.Count(int64(f.count)), small.plain())
		y += small.pitch()
	}
	return y - p.y
}

// estimate is the sum of the estimates, with how many findings have none.
func (p *paper) estimate(sum *summary) {
	p.heading("report.estimate")
	if sum.estimated == 0 {
		p.paragraph(p.left, p.say("report.no-estimates"), body.plain())
		return
	}
	p.paragraph(p.left, p.words.Euro(sum.euro), large.strong())
	p.paragraph(p.left, p.say("report.estimate-sum", p.words.Count(int64(sum.estimated)), p.words.Count(int64(sum.total-sum.estimated))), small.plain())
	p.paragraph(p.left, p.say("report.estimate-note"), small.plain().in(quiet))
}

// parameters are as many as there is room for; all of them stand at the end.
func (p *paper) parameters(c Control) {
	p.heading("report.params")
	if len(c.Params) == 0 {
		p.paragraph(p.left, p.say("report.no-params"), body.plain())
		return
	}
	for i, param := range c.Params {
		lines := len(p.wrap(p.param(param), p.width(), small.plain()))
		if p.y+float64(lines+1)*small.pitch() > p.bottom {
			p.line(p.left, p.y, p.say("report.params-more", len(c.Params)-i), small.plain().in(quiet))
			return
		}
		p.paragraph(p.left, p.param(param), small.plain())
	}
}
