package panel

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/look"
)

// Supplies is the register of what entered the archive, newest first.
type Supplies struct {
	// Changes hears that the user wants to see what a supply did.
	Changes func(desk.SupplyStatus)
	// Undo hears that a supply is to be undone, or an undone one taken back; with
	// its delivery or alone.
	Undo func(s desk.SupplyStatus, delivery bool)

	chosen  desk.SupplyStatus
	changes *widget.Button
	undo    *widget.Button
	all     *widget.Button // what undo does, to the whole delivery
	words   look.Words
	rows    []desk.SupplyStatus
	list    *widget.List
	empty   *widget.Label
	page    fyne.CanvasObject
}

// NewSupplies makes an empty register.
func NewSupplies(words look.Words) *Supplies {
	s := &Supplies{words: words, empty: look.Caption(words.Saying("ui.supplies.empty"))}
	s.list = widget.NewList(func() int { return len(s.rows) }, func() fyne.CanvasObject {
		return container.NewBorder(nil, nil, container.NewGridWrap(fyne.NewSize(150, 36), look.Line("")),
			container.NewGridWrap(fyne.NewSize(420, 36), look.Figure("")), look.Line(""))
	}, s.fill)
	s.list.HideSeparators = true
	s.list.OnSelected = func(at widget.ListItemID) {
		if at < len(s.rows) {
			s.choose(s.rows[len(s.rows)-1-at])
		}
	}
	s.changes = widget.NewButton(words.Saying("ui.supplies.changes"), func() { s.Changes(s.chosen) })
	s.undo = widget.NewButton(words.Saying("ui.supplies.undo"), func() { s.Undo(s.chosen, false) })
	s.all = widget.NewButton(words.Saying("ui.supplies.undo-delivery"), func() { s.Undo(s.chosen, true) })
	s.choose(desk.SupplyStatus{})
	s.page = container.NewBorder(nil, container.NewHBox(s.changes, s.undo, s.all), nil, nil, container.NewStack(s.list, s.empty))
	return s
}

// choose offers what can be done with a supply; with none of them nothing.
func (s *Supplies) choose(row desk.SupplyStatus) {
	s.chosen = row
	s.undo.SetText(s.words.Saying("ui.supplies.undo"))
	s.all.SetText(s.words.Saying("ui.supplies.undo-delivery"))
	if row.Withdrawn() {
		s.undo.SetText(s.words.Saying("ui.supplies.restore"))
		s.all.SetText(s.words.Saying("ui.supplies.restore-delivery"))
	}
	for _, b := range []*widget.Button{s.changes, s.undo} {
		if b.Enable(); !row.Held {
			b.Disable()
		}
	}
	if s.all.Enable(); row.Beside == 0 {
		s.all.Disable()
	}
}

// Page is the register's content.
func (s *Supplies) Page() fyne.CanvasObject { return s.page }

// Set replaces the rows.
func (s *Supplies) Set(rows []desk.SupplyStatus) {
	s.rows = rows
	s.list.UnselectAll()
	s.choose(desk.SupplyStatus{})
	s.empty.Hidden = len(rows) > 0
	s.list.Refresh()
	s.page.Refresh()
}

func (s *Supplies) fill(at widget.ListItemID, o fyne.CanvasObject) {
	if at >= len(s.rows) {
		return
	}
	row := s.rows[len(s.rows)-1-at]
	cells := o.(*fyne.Container).Objects
	day := s.words.Date(row.Date)
	if day == "" {
		day = s.words.Date(gis.DayOf(row.Imported))
	}
	cells[0].(*widget.Label).SetText(row.File + "  ·  " + s.words.Source(row.Source) + s.standing(&row))
	cells[1].(*fyne.Container).Objects[0].(*widget.Label).SetText(day)
	cells[2].(*fyne.Container).Objects[0].(*widget.Label).SetText(s.words.Saying("ui.outcome.counts",
		s.words.Count(row.Read), s.words.Count(row.Accepted), s.words.Count(row.Rejected)))
}

// standing tells of a supply that today's state is not made of.
func (s *Supplies) standing(row *desk.SupplyStatus) string {
	switch {
	case row.Withdrawn():
		return "  ·  " + s.words.Saying("ui.supplies.withdrawn", row.Acts[len(row.Acts)-1].Reason)
	case row.Held && !row.InForce:
		return "  ·  " + s.words.Saying("ui.supplies.behind")
	case row.Incomplete():
		return "  ·  " + s.words.Saying("ui.supplies.incomplete")
	}
	return ""
}

// Newest is the latest day that the supplies speak of, Always when none says.
func Newest(supplies []desk.SupplyStatus) gis.Date {
	newest := gis.Always
	for _, s := range supplies {
		if s.Date != gis.OpenEnd {
			newest = max(newest, s.Date)
		}
	}
	return newest
}
