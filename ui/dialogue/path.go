package dialogue

import (
	"path/filepath"

	"fyne.io/fyne/v2/container"

	"segit/gis"
	"segit/ui/look"
)

// Ending is the ending of archives.
const Ending = ".segit"

// Open asks which archive to open.
func (a Asker) Open(then func(path string)) {
	path, row := a.field("", a.browseFile(Ending))
	submit := a.ask("ui.open.title", "ui.open.confirm",
		container.NewVBox(look.Caption(a.Words.Saying("ui.open.help")), row), func() error {
			chosen := expand(path.Text)
			if chosen == "" {
				return gis.Refuse("dialogue.Open", gis.BadUsage, "ui.path.empty")
			}
			then(chosen)
			return nil
		})
	a.ready(path, func(string) { submit() })
}

// File asks for a file that is there; help says what for.
func (a Asker) File(title, help string, then func(path string)) {
	path, row := a.field("", a.browseFile())
	submit := a.ask(title, "ui.confirm", container.NewVBox(look.Caption(a.Words.Saying(help)), row), func() error {
		chosen := expand(path.Text)
		if chosen == "" {
			return gis.Refuse("dialogue.File", gis.BadUsage, "ui.path.empty")
		}
		if !exists(chosen) {
			return gis.Refuse("dialogue.File", gis.BadUsage, "edit.attach", chosen)
		}
		then(chosen)
		return nil
	})
	a.ready(path, func(string) { submit() })
}

// Save asks where to write a file; name is what to call it and ending what it
// must end in. A file that exists is replaced only after a second yes.
func (a Asker) Save(title, name, ending string, then func(path string)) {
	warned := ""
	path, row := a.field(filepath.Join(Home(), name), func(set func(string)) {
		a.browseFolder(func(folder string) { set(filepath.Join(folder, name)) })
	})
	submit := a.ask(title, "ui.save.confirm", row, func() error {
		chosen := expand(path.Text)
		if chosen == "" {
			return gis.Refuse("dialogue.Save", gis.BadUsage, "ui.path.empty")
		}
		if filepath.Ext(chosen) != ending {
			chosen += ending
		}
		if exists(chosen) && warned != chosen {
			warned = chosen
			return gis.Refuse("dialogue.Save", gis.BadUsage, "ui.save.exists", filepath.Base(chosen))
		}
		then(chosen)
		return nil
	})
	a.ready(path, func(string) { submit() })
}

// ready puts the cursor into the first field; Enter there answers.
func (a Asker) ready(first *entry, submit func(string)) {
	first.OnSubmitted = submit
	a.Window.Canvas().Focus(first)
}
