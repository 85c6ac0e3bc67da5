package panel

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/gis/render"
	"segit/sync/sharing"
	"segit/ui/look"
)

// AreaEvents are what the panel of the area hears.
type AreaEvents struct {
	Toggle      func(cell string) // a sheet is to come, or to go
	Draw        func(into bool)   // a polygon is to be drawn: its sheets are to come, or to go
	All         func()            // every sheet is to come
	Zoom        func(cell string) // the map shall go to a sheet
	Take, Leave func()            // the choice stands, or falls
}

// Area is the panel in which one chooses which sheets an archive holds.
type Area struct {
	words  look.Words
	events AreaEvents
	sheets *sharing.Sheeted
	rows   []int // sheets that the list shows

	hint, sum, change *widget.Label
	find              *widget.Entry
	list              *widget.List
	take              *widget.Button
	page              fyne.CanvasObject
}

// NewArea makes the panel of no sheets.
func NewArea(words look.Words, events AreaEvents) *Area {
	a := &Area{
		words: words, events: events, sheets: &sharing.Sheeted{},
		hint: look.Caption(""), sum: look.Strong(""), change: look.Caption(""), find: widget.NewEntry(),
	}
	a.find.SetPlaceHolder(words.Saying("ui.area.find"))
	a.find.OnChanged = func(string) { a.pick() }
	a.list = widget.NewList(func() int { return len(a.rows) }, a.row, a.fill)
	a.list.HideSeparators = true
	a.list.OnSelected = func(at widget.ListItemID) {
		if at < len(a.rows) {
			events.Zoom(a.sheets.Sheets[a.rows[at]].Cell)
		}
		a.list.UnselectAll()
	}
	draw := container.NewGridWithColumns(2,
		widget.NewButtonWithIcon(words.Saying("ui.area.draw-in"), theme.ContentAddIcon(), func() { events.Draw(true) }),
		widget.NewButtonWithIcon(words.Saying("ui.area.draw-out"), theme.ContentRemoveIcon(), func() { events.Draw(false) }))
	top := container.NewVBox(look.Heading(words.Saying("ui.area.title")), a.hint, draw, a.find)
	a.take = widget.NewButtonWithIcon(words.Saying("ui.area.take"), theme.ConfirmIcon(), func() { events.Take() })
	a.take.Importance = widget.HighImportance
	all := widget.NewButton(words.Saying("ui.area.all"), func() { events.All() })
	leave := widget.NewButton(words.Saying("ui.cancel"), func() { events.Leave() })
	bottom := container.NewVBox(widget.NewSeparator(), a.sum, a.change, container.NewGridWithColumns(2, all, leave), a.take)
	a.page = container.NewBorder(top, bottom, nil, nil, a.list)
	return a
}

// Of is the content of the side panel for a choice; drawing says that a polygon
// is being drawn.
func (a *Area) Of(s *sharing.Sheeted, drawing bool) fyne.CanvasObject {
	a.sheets = s
	hint := "ui.area.hint"
	if drawing {
		hint = "ui.area.drawing"
	}
	a.hint.SetText(a.words.Saying(hint))
	a.summed()
	a.pick()
	return a.page
}

// pick lists the sheets whose names have what was typed.
func (a *Area) pick() {
	typed := strings.ToUpper(strings.TrimSpace(a.find.Text))
	a.rows = a.rows[:0]
	for i := range a.sheets.Sheets {
		if strings.Contains(a.sheets.Sheets[i].Cell, typed) {
			a.rows = append(a.rows, i)
		}
	}
	a.list.Refresh()
}

// summed sums the choice up, and offers to take it where it changes something.
func (a *Area) summed() {
	s := a.sheets
	rows, bytes := s.Totals(s.Want)
	count := len(s.Want)
	if count == 0 {
		count = len(s.Sheets)
	}
	a.sum.SetText(a.words.Saying("ui.area.sum", a.words.Count(int64(count)), a.words.Count(rows), sharing.Size(bytes, a.words.Catalogue)))
	var coming, going []string
	for i := range s.Sheets {
		switch cell := s.Sheets[i].Cell; s.State(cell) {
		case render.SheetComing:
			coming = append(coming, cell)
		case render.SheetGoing:
			going = append(going, cell)
		}
	}
	if len(coming)+len(going) == 0 {
		a.change.SetText(a.words.Saying("ui.area.same"))
		a.take.Disable()
		return
	}
	a.change.SetText(a.words.Saying("ui.area.change", few(coming), few(going)))
	a.take.Enable()
}

// few names some sheets, and "–" none.
func few(cells []string) string {
	const most = 8
	switch {
	case len(cells) == 0:
		return "–"
	case len(cells) > most:
		return strings.Join(cells[:most], ", ") + " …"
	}
	return strings.Join(cells, ", ")
}

func (a *Area) row() fyne.CanvasObject {
	return container.NewBorder(nil, nil, widget.NewCheck("", nil), look.Figure(""), look.Line(""))
}

func (a *Area) fill(at widget.ListItemID, o fyne.CanvasObject) {
	if at >= len(a.rows) {
		return
	}
	cells := o.(*fyne.Container).Objects
	title, check, right := cells[0].(*widget.Label), cells[1].(*widget.Check), cells[2].(*widget.Label)
	sheet := &a.sheets.Sheets[a.rows[at]]
	state := a.sheets.State(sheet.Cell)
	check.OnChanged = nil
	check.SetChecked(state == render.SheetHere || state == render.SheetComing)
	check.OnChanged = func(bool) { a.events.Toggle(sheet.Cell) }
	title.SetText(join(a.words.Sheet(sheet.Cell), a.words.Saying(stateCode(state))))
	right.SetText(a.words.Count(sheet.Rows))
}

// stateCode is the text code of how a sheet stands.
func stateCode(state uint8) string {
	return []string{"ui.area.state-here", "ui.area.state-elsewhere", "ui.area.state-coming", "ui.area.state-going"}[state]
}

// AreaCard says on the map what an archive holds, how large it is and until when
// it opens.
func AreaCard(words look.Words, h *sharing.Holding, now time.Time, change func()) fyne.CanvasObject {
	body := container.New(layout.NewCustomPaddedVBoxLayout(-12))
	lines := sharing.Told(h, words.Catalogue, now)
	for i, line := range lines {
		label := small(line)
		if i == len(lines)-1 && h.Expiry(now) >= sharing.LeaseEnding {
			label.Importance = widget.WarningImportance
			label.TextStyle.Bold = true
		}
		body.Add(label)
	}
	ground := canvas.NewRectangle(look.Faded(theme.Color(theme.ColorNameOverlayBackground), 0.92))
	ground.CornerRadius = 6
	ground.StrokeColor, ground.StrokeWidth = theme.Color(theme.ColorNameSeparator), 1
	button := widget.NewButton(words.Saying("ui.area.open"), change)
	button.Importance = widget.LowImportance
	return container.NewStack(ground, container.NewBorder(nil, nil, nil, container.NewCenter(button), body))
}
