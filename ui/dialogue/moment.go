package dialogue

import (
	"strings"

	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/store/desk"
)

// Moment asks at which moment the archive is to be read; both days empty is
// today's knowledge.
func (a Asker) Moment(start desk.Moment, done func(desk.Moment)) {
	valid, known := newEntry(), newEntry()
	valid.SetText(dayText(start.AsAt))
	known.SetText(dayText(start.AsKnown))
	form := widget.NewForm(
		widget.NewFormItem(a.Words.Saying("ui.moment.as-at"), valid),
		widget.NewFormItem(a.Words.Saying("ui.moment.as-known"), known))
	submit := a.ask("ui.moment.title", "ui.confirm", form, func() error {
		at, err := momentOf(valid.Text, known.Text)
		if err == nil {
			done(at)
		}
		return err
	})
	valid.OnSubmitted = func(string) { submit() }
	known.OnSubmitted = func(string) { submit() }
	a.Window.Canvas().Focus(valid)
}

func momentOf(valid, known string) (at desk.Moment, err error) {
	if at.AsAt, err = dayOf(valid); err != nil {
		return at, err
	}
	at.AsKnown, err = dayOf(known)
	return at, err
}

// dayOf reads a day as people or programs write it; "" is 0.
func dayOf(text string) (gis.Date, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return 0, nil
	}
	for _, layout := range []string{"02/01/2006", "2006-01-02"} {
		if day, ok := gis.ParseDay(text, layout); ok && day != gis.OpenEnd {
			return day, nil
		}
	}
	return 0, gis.Refuse("dialogue.Moment", gis.BadUsage, "date.form", text)
}

func dayText(day gis.Date) string {
	if day == 0 {
		return ""
	}
	return day.Italian()
}
