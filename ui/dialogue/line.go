package dialogue

import (
	"strings"

	"fyne.io/fyne/v2/container"
)

// Line asks for one line of text, which may be empty.
func (a Asker) Line(title, hint, start string, done func(string)) {
	line := newEntry()
	line.SetText(start)
	line.SetPlaceHolder(a.Words.Saying(hint))
	submit := a.ask(title, "ui.confirm", container.NewVBox(line), func() error {
		done(strings.TrimSpace(line.Text))
		return nil
	})
	line.OnSubmitted = func(string) { submit() }
	a.Window.Canvas().Focus(line)
}
