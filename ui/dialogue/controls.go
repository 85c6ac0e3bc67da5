package dialogue

import (
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/gis/control"
	"segit/store/desk"
	"segit/ui/look"
)

// Controls asks which controls to run and for which tax year; year is the one
// offered. Parameters that were left as they are keep their defaults.
func (a Asker) Controls(infos []control.Info, year int, then func(desk.ControlRequest)) {
	checks := []*widget.Check{}
	set := map[string]*entry{}
	body := container.NewVBox()
	for _, info := range infos {
		check := widget.NewCheck(strconv.Itoa(info.Number)+"  "+a.Words.Or("control.", info.ID), nil)
		check.SetChecked(true)
		checks = append(checks, check)
		body.Add(check)
		row := container.NewGridWithColumns(2)
		for _, p := range info.Params {
			if set[p.Name] != nil || p.List {
				continue
			}
			value := newEntry()
			value.SetPlaceHolder(strings.TrimSpace(p.Default + " " + p.Unit))
			set[p.Name] = value
			row.Add(container.NewBorder(nil, nil, widget.NewLabel(a.Words.Or("ui.parameter.", p.Name)), nil, value))
		}
		if len(row.Objects) > 0 {
			body.Add(container.NewBorder(nil, nil, widget.NewLabel("    "), nil, row))
		}
	}
	all := widget.NewCheck(a.Words.Saying("ui.controls.all"), func(on bool) {
		for _, c := range checks {
			c.SetChecked(on)
		}
	})
	all.Checked = true
	when := newEntry()
	when.SetText(strconv.Itoa(year))
	scroll := container.NewVScroll(body)
	scroll.SetMinSize(fyne.NewSize(0, 320))
	content := container.NewVBox(look.Caption(a.Words.Saying("ui.controls.help")),
		container.NewBorder(nil, nil, all, container.NewHBox(widget.NewLabel(a.Words.Saying("ui.controls.year")),
			container.NewGridWrap(fyne.NewSize(90, 36), when))), widget.NewSeparator(), scroll)
	submit := a.ask("ui.controls.title", "ui.controls.confirm", content, func() error {
		request := desk.ControlRequest{Set: map[string]string{}}
		for i, c := range checks {
			if c.Checked {
				request.IDs = append(request.IDs, infos[i].ID)
			}
		}
		for name, value := range set {
			if text := strings.TrimSpace(value.Text); text != "" {
				request.Set[name] = text
			}
		}
		if err := readYear(when.Text, &request); err != nil {
			return err
		}
		then(request)
		return nil
	})
	a.ready(when, func(string) { submit() })
}

// readYear checks the year and that something is to run.
func readYear(year string, request *desk.ControlRequest) error {
	const op = "dialogue.Controls"
	if len(request.IDs) == 0 {
		return gis.Refuse(op, gis.BadUsage, "ui.controls.none")
	}
	n, err := strconv.Atoi(strings.TrimSpace(year))
	if err != nil || n < 1990 || n > 2100 {
		return gis.Refuse(op, gis.BadUsage, "ui.controls.year-form", year)
	}
	request.Year = n
	return nil
}
