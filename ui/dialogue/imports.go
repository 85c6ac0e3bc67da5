package dialogue

import (
	"slices"
	"strings"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/look"
)

// Import asks for files and folders; paths are those that were dropped
// already, sources the ids of the catalogue.
func (a Asker) Import(paths, sources []string, then func(desk.ImportRequest)) {
	list := newEntry()
	list.MultiLine = true
	list.SetMinRowsVisible(5)
	list.SetPlaceHolder(a.Words.Saying("ui.import.paths-hint"))
	list.SetText(strings.Join(paths, "\n"))
	add := func(path string) {
		lines := slices.DeleteFunc(strings.Split(list.Text, "\n"), func(s string) bool { return strings.TrimSpace(s) == "" })
		list.SetText(strings.Join(append(lines, path), "\n"))
	}
	file := widget.NewButtonWithIcon(a.Words.Saying("ui.import.file"), theme.FileIcon(), func() { a.browseFile()(add) })
	folder := widget.NewButtonWithIcon(a.Words.Saying("ui.import.folder"), theme.FolderOpenIcon(), func() { a.browseFolder(add) })

	options := []string{a.Words.Saying("ui.import.recognise")}
	for _, id := range sources {
		options = append(options, a.Words.Source(id))
	}
	source := widget.NewSelect(options, nil)
	source.SetSelectedIndex(0)
	day := newEntry()
	day.SetPlaceHolder(a.Words.Saying("ui.import.date-hint"))
	keep := widget.NewCheck(a.Words.Saying("ui.import.add"), nil)
	whole := widget.NewCheck(a.Words.Saying("ui.import.whole"), nil)

	form := container.New(layout.NewFormLayout(),
		widget.NewLabel(a.Words.Saying("ui.import.source")), source,
		widget.NewLabel(a.Words.Saying("ui.import.date")), day,
		widget.NewLabel(""), keep,
		widget.NewLabel(""), whole)
	content := container.NewVBox(look.Caption(a.Words.Saying("ui.import.help")),
		list, container.NewHBox(file, folder), form)
	submit := a.ask("ui.import.title", "ui.import.confirm", content, func() error {
		request, err := readImport(list.Text, day.Text)
		if err != nil {
			return err
		}
		if at := source.SelectedIndex(); at > 0 {
			request.Source = sources[at-1]
		}
		request.Add, request.Whole = keep.Checked, whole.Checked
		then(request)
		return nil
	})
	// In a field of many lines it is Shift+Enter that submits.
	a.ready(list, func(string) { submit() })
}

// readImport checks what was typed.
func readImport(lines, day string) (desk.ImportRequest, error) {
	const op = "dialogue.Import"
	request := desk.ImportRequest{Date: gis.Always}
	for line := range strings.Lines(lines) {
		if path := expand(line); path != "" {
			request.Paths = append(request.Paths, path)
		}
	}
	if len(request.Paths) == 0 {
		return request, gis.Refuse(op, gis.BadUsage, "ui.import.none")
	}
	if day = strings.TrimSpace(day); day == "" {
		return request, nil
	}
	for _, layout := range []string{"02/01/2006", "2/1/2006", "2006-01-02"} {
		if d, ok := gis.ParseDay(day, layout); ok && d != gis.OpenEnd {
			request.Date = d
			return request, nil
		}
	}
	return request, gis.Refuse(op, gis.BadUsage, "ui.import.date-form", day)
}
