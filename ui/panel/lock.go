package panel

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/ui/look"
)

// LockEvents is what the page of a locked archive tells; all must be set.
type LockEvents struct {
	Unlock func(passphrase []byte)
	Leave  func() // the archive is not wanted any more
}

// Lock is what the window shows of a locked archive: its name, and where its
// passphrase goes.
type Lock struct {
	words   look.Words
	typed   *widget.Entry
	open    *widget.Button
	trouble *widget.Label
	page    fyne.CanvasObject
	// Leave is what the button does that lets the archive be.
	Leave func()
}

// NewLock makes the page of an archive; it takes no passphrase before Ready.
func NewLock(words look.Words, name string, events LockEvents) *Lock {
	l := &Lock{words: words, typed: widget.NewPasswordEntry(), trouble: look.Plain(words.Saying("ui.lock.working")), Leave: events.Leave}
	l.typed.SetPlaceHolder(words.Saying("ui.passphrase.hint"))
	give := func() {
		passphrase := []byte(l.typed.Text)
		if len(passphrase) == 0 {
			return
		}
		l.typed.SetText("")
		l.wait(words.Saying("ui.lock.opening"))
		events.Unlock(passphrase)
	}
	l.typed.OnSubmitted = func(string) { give() }
	l.open = widget.NewButtonWithIcon(words.Saying("ui.lock.open"), theme.LoginIcon(), give)
	l.open.Importance = widget.HighImportance
	leave := widget.NewButton(words.Saying("ui.lock.leave"), events.Leave)
	leave.Importance = widget.LowImportance
	title := canvas.NewText(name, theme.Color(theme.ColorNameForeground))
	title.TextSize, title.TextStyle.Bold = 24, true
	form := container.NewVBox(title, look.Plain(words.Saying("ui.lock.what")), l.typed, l.trouble,
		container.NewGridWithColumns(2, leave, l.open))
	l.page = container.NewStack(canvas.NewRectangle(theme.Color(theme.ColorNameBackground)),
		container.NewCenter(container.New(fixedWidth(480), form)))
	l.typed.Disable()
	l.open.Disable()
	return l
}

// Page is what to show.
func (l *Lock) Page() fyne.CanvasObject { return l.page }

// Field is where the passphrase goes, for the focus.
func (l *Lock) Field() fyne.Focusable { return l.typed }

// wait takes no passphrase and says why.
func (l *Lock) wait(why string) {
	l.typed.Disable()
	l.open.Disable()
	l.trouble.Importance = widget.LowImportance
	l.trouble.SetText(why)
}

// Ready takes a passphrase; trouble says what was wrong with the one before,
// "" for nothing.
func (l *Lock) Ready(trouble string) {
	l.typed.Enable()
	l.open.Enable()
	l.trouble.Importance = widget.DangerImportance
	l.trouble.SetText(trouble)
}
