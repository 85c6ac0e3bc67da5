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
	words look.Words
	rows  []desk.SupplyStatus
	list  *widget.List
	empty *widget.Label
	page  fyne.CanvasObject
}

// NewSupplies makes an empty register.
func NewSupplies(words look.Words) *Supplies {
	s := &Supplies{words: words, empty: look.Caption(words.Saying("ui.supplies.empty"))}
	s.list = widget.NewList(func() int { return len(s.rows) }, func() fyne.CanvasObject {
		return container.NewBorder(nil, nil, container.NewGridWrap(fyne.NewSize(150, 36), look.Line("")),
			container.NewGridWrap(fyne.NewSize(420, 36), look.Figure("")), look.Line(""))
	}, s.fill)
	s.list.HideSeparators = true
	s.page = container.NewStack(s.list, s.empty)
	return s
}

// Page is the register's content.
func (s *Supplies) Page() fyne.CanvasObject { return s.page }

// Set replaces the rows.
func (s *Supplies) Set(rows []desk.SupplyStatus) {
	s.rows = rows
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
	cells[0].(*widget.Label).SetText(row.File + "  ·  " + s.words.Source(row.Source))
	cells[1].(*fyne.Container).Objects[0].(*widget.Label).SetText(day)
	cells[2].(*fyne.Container).Objects[0].(*widget.Label).SetText(s.words.Saying("ui.outcome.counts",
		s.words.Count(row.Read), s.words.Count(row.Accepted), s.words.Count(row.Rejected)))
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
