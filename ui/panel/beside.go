package panel

import (
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/look"
)

// Many is the content of the side panel for several findings: what one can do
// with all of them at once.
func (e *Evidence) Many(findings []gis.Finding) fyne.CanvasObject {
	sum, estimated := gis.Cents(0), false
	for i := range findings {
		if findings[i].Euro != nil {
			sum, estimated = sum+*findings[i].Euro, true
		}
	}
	body := container.NewVBox(look.Heading(e.words.Saying("ui.evidence.many", e.words.Count(int64(len(findings))))))
	if control, alike := common(findings, func(f *gis.Finding) string { return f.Control }); alike {
		body.Add(look.Strong(e.words.Or("control.", control)))
	}
	if estimated {
		body.Add(look.Plain(e.words.Saying("ui.findings.sum", e.words.Euro(sum))))
	}
	body.Add(e.work(findings))
	body.Add(look.Caption(e.words.Saying("ui.evidence.one-step")))
	return container.NewVScroll(body)
}

// latest is how many entries of a history show.
const latest = 30

// history tells what people did, the last first: who, when, from what to what.
func (e *Evidence) history(all []desk.Logged) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedVBoxLayout(-8), look.Strong(e.words.Saying("ui.evidence.history")))
	last := slices.Clone(all[max(0, len(all)-latest):])
	slices.Reverse(last)
	for _, l := range last {
		line := join(e.words.Moment(l.At), l.Actor, l.Purpose)
		switch {
		case l.Again:
			line = join(line, e.words.Saying("ui.evidence.redone"))
		case l.Undoes != "":
			line = join(line, e.words.Saying("ui.evidence.undone"))
		}
		box.Add(look.Caption(line))
		for _, c := range l.Changes {
			text := e.words.Saying("ui.evidence.changed", e.words.Say(desk.ColumnName(c.Column)), e.human(c.Column, c.Old), e.human(c.Column, c.New))
			if c.Reason != "" {
				text += " (" + c.Reason + ")"
			}
			box.Add(look.Plain(text))
		}
	}
	if more := len(all) - len(last); more > 0 {
		box.Add(look.Caption(e.words.Saying("ui.evidence.older", e.words.Count(int64(more)))))
	}
	return box
}

// human is a value of a human column as people read it.
func (e *Evidence) human(column, value string) string {
	if value == "" {
		return "–"
	}
	if day, ok := gis.ParseDay(value, time.DateOnly); ok && column == "due" {
		return e.words.Date(day)
	}
	if column == "state" {
		return e.words.Or("state.", value)
	}
	return value
}

// assertions are what people state beside the supplied data.
func assertions(words look.Words, all []desk.Assertion) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedVBoxLayout(-8), look.Strong(words.Saying("ui.evidence.assertions")))
	for _, a := range all {
		box.Add(look.Caption(join(words.Date(gis.DayOf(a.At.Local())), a.Author, a.About)))
		box.Add(look.Plain(a.Text))
	}
	return box
}
