package dialogue

import (
	"bytes"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/look"
)

// newSecret is a text field that shows dots.
func newSecret() *entry {
	e := newEntry()
	e.Password = true
	return e
}

// Passphrase asks for the passphrase of an archive, or its recovery key; wrong
// is what came of the one before, nil at first.
func (a Asker) Passphrase(name string, wrong error, then func([]byte)) {
	typed := newSecret()
	typed.SetPlaceHolder(a.Words.Saying("ui.passphrase.hint"))
	body := container.NewVBox(look.Plain(a.Words.Saying("ui.passphrase.of", name)), typed)
	if wrong != nil {
		trouble := look.Plain(a.Words.Error(wrong))
		trouble.Importance = widget.DangerImportance
		body.Add(trouble)
	}
	submit := a.ask("ui.passphrase.title", "ui.open.confirm", body, func() error {
		if typed.Text == "" {
			return gis.Refuse("dialogue.Passphrase", gis.BadUsage, "ui.passphrase.empty")
		}
		then([]byte(typed.Text))
		return nil
	})
	a.ready(typed, func(string) { submit() })
}

// newPassphrase is the fields in which a passphrase is set: twice, with a hint
// how strong it is.
type newPassphrase struct {
	first, again *entry
	strength     *widget.Label
}

func (a Asker) newPassphrase() *newPassphrase {
	p := &newPassphrase{newSecret(), newSecret(), look.Caption("")}
	p.first.SetPlaceHolder(a.Words.Saying("ui.passphrase.new-hint"))
	p.again.SetPlaceHolder(a.Words.Saying("ui.passphrase.again-hint"))
	tell := func(string) {
		code := "ui.passphrase.advice"
		switch {
		case p.again.Text != "" && p.again.Text != p.first.Text:
			code = "ui.passphrase.differ"
		case p.first.Text != "":
			code = strengthOf(p.first.Text)
		}
		p.strength.SetText(a.Words.Saying(code))
	}
	p.first.OnChanged, p.again.OnChanged = tell, tell
	tell("")
	return p
}

// rows are the fields with their names, for a form.
func (p *newPassphrase) rows(words look.Words) []fyne.CanvasObject {
	return []fyne.CanvasObject{
		widget.NewLabel(words.Saying("ui.passphrase.new")), p.first,
		widget.NewLabel(words.Saying("ui.passphrase.again")), p.again,
	}
}

// read gives the passphrase, or what is wrong with it.
func (p *newPassphrase) read() ([]byte, error) {
	const op = "dialogue.NewPassphrase"
	switch {
	case p.first.Text == "":
		return nil, gis.Refuse(op, gis.BadUsage, "ui.passphrase.empty")
	case desk.FitPassphrase([]byte(p.first.Text)) != nil:
		return nil, desk.FitPassphrase([]byte(p.first.Text))
	case p.first.Text != p.again.Text:
		return nil, gis.Refuse(op, gis.BadUsage, "ui.passphrase.differ")
	}
	return bytes.Clone([]byte(p.first.Text)), nil
}

// NewPassphrase asks for a passphrase that takes the place of another.
func (a Asker) NewPassphrase(then func([]byte)) {
	a.setPassphrase("ui.passphrase.change", "ui.passphrase.change-help", then)
}

// RotateKeys asks for the passphrase under which an archive gets new keys.
func (a Asker) RotateKeys(then func([]byte)) {
	a.setPassphrase("ui.rotate.title", "ui.rotate.help", then)
}

func (a Asker) setPassphrase(title, help string, then func([]byte)) {
	p := a.newPassphrase()
	form := container.New(layout.NewFormLayout(), p.rows(a.Words)...)
	submit := a.ask(title, "ui.confirm",
		container.NewVBox(form, p.strength, look.Caption(a.Words.Saying(help))), func() error {
			passphrase, err := p.read()
			if err == nil {
				then(passphrase)
			}
			return err
		})
	p.again.OnSubmitted = func(string) { submit() }
	a.ready(p.first, func(string) { a.Window.Canvas().Focus(p.again) })
}

// Recovery shows a recovery key, the one time that it is shown; the question
// goes when somebody says that it is on paper.
func (a Asker) Recovery(key string, copyText func(string), sheet, then func()) {
	shown := widget.NewLabel(key)
	shown.TextStyle.Bold = true
	shown.SizeName = theme.SizeNameSubHeadingText
	shown.Alignment = fyne.TextAlignCenter
	shown.Wrapping = fyne.TextWrapWord
	shown.Selectable = true
	var d *dialog.CustomDialog
	done := widget.NewButton(a.Words.Saying("ui.recovery.done"), func() {
		d.Hide()
		then()
	})
	done.Importance = widget.HighImportance
	done.Disable()
	written := widget.NewCheck(a.Words.Saying("ui.recovery.written"), func(yes bool) {
		if yes {
			done.Enable()
			return
		}
		done.Disable()
	})
	tools := container.NewHBox(
		widget.NewButtonWithIcon(a.Words.Saying("ui.recovery.copy"), theme.ContentCopyIcon(), func() { copyText(key) }),
		widget.NewButtonWithIcon(a.Words.Saying("ui.recovery.sheet"), theme.DocumentPrintIcon(), sheet))
	d = dialog.NewCustomWithoutButtons(a.Words.Saying("ui.recovery.title"), container.NewVBox(
		look.Plain(a.Words.Saying("ui.recovery.what")), shown, tools, written), a.Window)
	d.SetButtons([]fyne.CanvasObject{done})
	d.Resize(fyne.NewSize(width, 320))
	d.Show()
	a.Window.Canvas().Focus(written)
}
