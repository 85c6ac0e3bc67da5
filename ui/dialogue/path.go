package dialogue

import (
	"path/filepath"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/ui/look"
)

// Ending is the ending of archives.
const Ending = ".segit"

// Open asks which archive to open.
func (a Asker) Open(then func(path string)) {
	entry, row := a.field("", a.browseFile(Ending))
	submit := a.ask("ui.open.title", "ui.open.confirm",
		container.NewVBox(look.Caption(a.Words.Saying("ui.open.help")), row), func() error {
			path := expand(entry.Text)
			if path == "" {
				return gis.Refuse("dialogue.Open", gis.BadUsage, "ui.path.empty")
			}
			then(path)
			return nil
		})
	a.ready(entry, func(string) { submit() })
}

// Save asks where to write a file; name is what to call it and ending what it
// must end in. A file that exists is replaced only after a second yes.
func (a Asker) Save(title, name, ending string, then func(path string)) {
	warned := ""
	entry, row := a.field(filepath.Join(Home(), name), func(set func(string)) {
		a.browseFolder(func(folder string) { set(filepath.Join(folder, name)) })
	})
	submit := a.ask(title, "ui.save.confirm", row, func() error {
		path := expand(entry.Text)
		if path == "" {
			return gis.Refuse("dialogue.Save", gis.BadUsage, "ui.path.empty")
		}
		if filepath.Ext(path) != ending {
			path += ending
		}
		if exists(path) && warned != path {
			warned = path
			return gis.Refuse("dialogue.Save", gis.BadUsage, "ui.save.exists", filepath.Base(path))
		}
		then(path)
		return nil
	})
	a.ready(entry, func(string) { submit() })
}

// ready puts the cursor into the first field; Enter there answers.
func (a Asker) ready(entry *widget.Entry, submit func(string)) {
	entry.OnSubmitted = submit
	a.Window.Canvas().Focus(entry)
}
