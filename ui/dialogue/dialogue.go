// Package dialogue asks what a deed needs to know: a path, a municipality,
// files to import, controls to run. It asks and hands on; it does nothing else.
package dialogue

import (
	"errors"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/ui/look"
)

// Asker shows the questions over a window.
type Asker struct {
	Window fyne.Window
	Words  look.Words
}

// width of every question, logical pixels.
const width = 600

// ask shows a question with its fields; ok reads them and says what is wrong,
// nil when the question is answered. Enter in a field that submits answers too.
func (a Asker) ask(title, confirm string, content fyne.CanvasObject, ok func() error) (submit func()) {
	trouble := look.Caption("")
	trouble.Importance = widget.DangerImportance
	trouble.Hide()
	var d *dialog.CustomDialog
	submit = func() {
		if err := ok(); err != nil {
			trouble.SetText(a.Words.Error(err))
			trouble.Show()
			return
		}
		d.Hide()
	}
	yes := widget.NewButton(a.Words.Saying(confirm), submit)
	yes.Importance = widget.HighImportance
	no := widget.NewButton(a.Words.Saying("ui.cancel"), func() { d.Hide() })
	for _, e := range entries(content) {
		e.escape = no.OnTapped
	}
	d = dialog.NewCustomWithoutButtons(a.Words.Saying(title), container.NewVBox(content, trouble), a.Window)
	d.SetButtons([]fyne.CanvasObject{no, yes})
	d.Resize(fyne.NewSize(width, content.MinSize().Height))
	d.Show()
	return submit
}

// Error shows a failure as a sentence; nil shows nothing.
func (a Asker) Error(err error) {
	if err == nil {
		return
	}
	a.Tell("ui.error.title", a.Words.Error(err))
}

// Tell shows a text under a title.
func (a Asker) Tell(title, body string) {
	text := look.Plain(body)
	d := dialog.NewCustom(a.Words.Saying(title), a.Words.Saying("ui.close"), text, a.Window)
	d.Resize(fyne.NewSize(520, 200))
	d.Show()
}

// Confirm shows a text and does something only where somebody says so.
func (a Asker) Confirm(title, body, yes string, then func()) {
	a.ask(title, yes, look.Plain(a.Words.Saying(body)), func() error {
		then()
		return nil
	})
}

// Show shows something large to look at under a title.
func (a Asker) Show(title string, content fyne.CanvasObject) {
	d := dialog.NewCustom(a.Words.Saying(title), a.Words.Saying("ui.close"), content, a.Window)
	size := a.Window.Canvas().Size()
	d.Resize(fyne.NewSize(size.Width*0.85, size.Height*0.75))
	d.Show()
}

// entry is a text field that Esc leaves together with its question: the
// toolkit's own swallows the key.
type entry struct {
	widget.Entry
	escape func()
}

func newEntry() *entry {
	e := &entry{}
	e.ExtendBaseWidget(e)
	return e
}

// TypedKey is part of fyne.Focusable.
func (e *entry) TypedKey(key *fyne.KeyEvent) {
	if key.Name == fyne.KeyEscape && e.escape != nil {
		e.escape()
		return
	}
	e.Entry.TypedKey(key)
}

// entries are the text fields of a question.
func entries(o fyne.CanvasObject) []*entry {
	switch o := o.(type) {
	case *entry:
		return []*entry{o}
	case *container.Scroll:
		return entries(o.Content)
	case *fyne.Container:
		all := []*entry{}
		for _, part := range o.Objects {
			all = append(all, entries(part)...)
		}
		return all
	}
	return nil
}

// field is an entry for a path with a button that looks for it.
func (a Asker) field(start string, browse func(set func(string))) (*entry, fyne.CanvasObject) {
	path := newEntry()
	path.SetText(start)
	path.SetPlaceHolder(a.Words.Saying("ui.path.hint"))
	button := widget.NewButtonWithIcon(a.Words.Saying("ui.path.browse"), theme.FolderOpenIcon(), func() { browse(path.SetText) })
	return path, container.NewBorder(nil, nil, nil, button, path)
}

// browseFile looks for a file with one of the endings, any file without.
func (a Asker) browseFile(endings ...string) func(set func(string)) {
	return func(set func(string)) {
		d := dialog.NewFileOpen(func(file fyne.URIReadCloser, err error) {
			switch {
			case err != nil:
				a.Error(err)
			case file != nil:
				set(file.URI().Path())
				a.Error(file.Close())
			}
		}, a.Window)
		if len(endings) > 0 {
			d.SetFilter(storage.NewExtensionFileFilter(endings))
		}
		d.Resize(fyne.NewSize(860, 560))
		d.Show()
	}
}

// browseFolder looks for a folder.
func (a Asker) browseFolder(set func(string)) {
	d := dialog.NewFolderOpen(func(folder fyne.ListableURI, err error) {
		switch {
		case err != nil:
			a.Error(err)
		case folder != nil:
			set(folder.Path())
		}
	}, a.Window)
	d.Resize(fyne.NewSize(860, 560))
	d.Show()
}

// Home is a folder to begin in: the user's own, or the one we are in.
func Home() string {
	home, err := os.UserHomeDir()
	if err != nil {
		return "."
	}
	return home
}

// expand reads a typed path: blanks at the ends off, "~" for the home folder.
func expand(typed string) string {
	typed = strings.TrimSpace(typed)
	if rest, ok := strings.CutPrefix(typed, "~"); ok && (rest == "" || rest[0] == '/' || rest[0] == filepath.Separator) {
		return filepath.Join(Home(), rest)
	}
	return typed
}

// exists reports whether something stands at path.
func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, os.ErrNotExist)
}
