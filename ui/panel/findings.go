package panel

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/gis/render"
	"segit/ui/look"
)

// Findings is the list of anomalie: a header whose cells sort, rows of which
// only the visible ones exist, and a filter by control and state. (A table
// with a header freezes on a million rows; a list does not.)
type Findings struct {
	widget.BaseWidget
	// Chosen hears which finding the user picked.
	Chosen func(id string)
	// Filtered hears that control or state was chosen, "" for all.
	Filtered func(control, state string)
	// MarkedRows hears which findings are marked, when that changed by the user:
	// with Ctrl one more, with Shift all up to a row.
	MarkedRows func(ids []string)
	// Ordered hears that a header was tapped; the answer is [Findings.SetOrder].
	Ordered func(Order)

	words look.Words
	theme render.Theme
	cols  []column

	findings []gis.Finding
	at       []int // permutation
	order    Order
	chosen   string
	setting  bool // the selection is being set by the program, not by the user
	marks    marks

	header  *fyne.Container
	list    *widget.List
	empty   *widget.Label
	total   *widget.Label
	control *choice
	state   *choice
}

// NewFindings makes an empty list.
func NewFindings(words look.Words, theme render.Theme) *Findings {
	f := &Findings{words: words, theme: theme, cols: columns(), order: Order{Off: true}}
	titles := []fyne.CanvasObject{}
	for i := range f.cols {
		titles = append(titles, newHeaderCell(f.cols[i].right, func() {
			if f.Ordered != nil {
				f.Ordered(f.order.next(i))
			}
		}))
	}
	f.header = container.New(rowLayout{f.cols}, titles...)
	f.list = widget.NewList(func() int { return len(f.at) }, f.makeRow, f.fillRow)
	f.list.HideSeparators = true
	f.list.OnSelected = f.picked
	f.empty = look.Caption(words.Saying("ui.findings.empty"))
	f.empty.Alignment = fyne.TextAlignCenter
	f.total = look.Figure("")
	changed := func() {
		if f.Filtered != nil {
			f.Filtered(f.control.chosen(), f.state.chosen())
		}
	}
	f.control = newChoice(words.Saying("ui.findings.all-controls"), changed)
	f.state = newChoice(words.Saying("ui.findings.all-states"), changed)
	f.retitle()
	f.ExtendBaseWidget(f)
	return f
}

// CreateRenderer is part of fyne.Widget.
func (f *Findings) CreateRenderer() fyne.WidgetRenderer {
	filter := container.NewHBox(
		container.NewGridWrap(fyne.NewSize(280, 32), f.control.box),
		container.NewGridWrap(fyne.NewSize(170, 32), f.state.box))
	ground := canvas.NewRectangle(f.Theme().Color(theme.ColorNameHeaderBackground, fyne.CurrentApp().Settings().ThemeVariant()))
	top := container.NewVBox(
		container.NewBorder(nil, nil, filter, f.total),
		container.NewStack(ground, f.header))
	return widget.NewSimpleRenderer(container.NewBorder(top, nil, nil, nil,
		container.NewStack(f.list, container.NewCenter(container.NewGridWrap(fyne.NewSize(420, 48), f.empty)))))
}

// SetChoices fills the two filters: ids of controls and of states.
func (f *Findings) SetChoices(controls, states []string) {
	f.control.set(controls, func(id string) string { return f.words.Or("control.", id) })
	f.state.set(states, func(id string) string { return f.words.Or("state.", id) })
}

// Filter is what the two filters say, "" for all.
func (f *Findings) Filter() (control, state string) { return f.control.chosen(), f.state.chosen() }

// SetFilter sets both filters and tells Filtered once.
func (f *Findings) SetFilter(control, state string) {
	f.control.pick(control)
	f.state.pick(state)
	if f.Filtered != nil {
		f.Filtered(control, state)
	}
}

// SetRows replaces the rows: the findings, of which the list keeps the slice, in
// the order of a permutation that [Sorted] made.
func (f *Findings) SetRows(findings []gis.Finding, at []int, order Order, total int) {
	f.findings, f.at, f.order = findings, at, order
	f.empty.Hidden = len(findings) > 0
	sum, estimated := gis.Cents(0), false
	for i := range findings {
		if findings[i].Euro != nil {
			sum, estimated = sum+*findings[i].Euro, true
		}
	}
	text := f.words.Saying("ui.findings.of", f.words.Count(int64(len(findings))), f.words.Count(int64(total)))
	if estimated {
		text += "  ·  " + f.words.Saying("ui.findings.sum", f.words.Euro(sum))
	}
	f.total.SetText(text)
	f.retitle()
	f.list.Refresh()
	f.choose(f.chosen)
	f.empty.Refresh()
}

// Select marks the row of a finding and brings it into sight without telling
// Chosen; an id that is not in the list clears the mark.
func (f *Findings) Select(id string) {
	if len(f.marks) > 0 {
		f.marks = nil
		f.list.Refresh()
	}
	f.choose(id)
}

func (f *Findings) choose(id string) {
	f.chosen = id
	f.setting = true
	defer func() { f.setting = false }()
	if row := f.row(id); row >= 0 && len(f.marks) == 0 {
		f.list.Select(row)
		return
	}
	f.list.UnselectAll()
}

// Place is the place of a finding in the list as it is sorted, from 1, and
// how many there are; 0 when it is not in the list.
func (f *Findings) Place(id string) (at, of int) { return f.row(id) + 1, len(f.at) }

// Beside is the id of the finding that many rows further, "" at the ends.
func (f *Findings) Beside(id string, by int) string {
	row := f.row(id)
	if to := row + by; row >= 0 && to >= 0 && to < len(f.at) {
		return f.findings[f.at[to]].ID
	}
	return ""
}

// Focus gives the keyboard to the rows.
func (f *Findings) Focus() {
	if c := fyne.CurrentApp().Driver().CanvasForObject(f); c != nil {
		c.Focus(f.list)
	}
}

// Order is how the list is sorted now.
func (f *Findings) Order() Order { return f.order }

func (f *Findings) row(id string) int {
	if id == "" {
		return -1
	}
	for row, i := range f.at {
		if f.findings[i].ID == id {
			return row
		}
	}
	return -1
}

func (f *Findings) picked(row widget.ListItemID) {
	if f.setting || row >= len(f.at) {
		return
	}
	if f.marking(row) {
		return
	}
	f.marks = nil
	f.list.Refresh()
	f.chosen = f.findings[f.at[row]].ID
	if f.Chosen != nil {
		f.Chosen(f.chosen)
	}
}

// retitle writes the headers with the arrow of the order.
func (f *Findings) retitle() {
	for i, cell := range f.header.Objects {
		arrow := ""
		if !f.order.Off && f.order.Column == i {
			arrow = " ▲"
			if f.order.Descend {
				arrow = " ▼"
			}
		}
		cell.(*headerCell).setText(f.words.Saying(f.cols[i].code) + arrow)
	}
}

func (f *Findings) makeRow() fyne.CanvasObject {
	cells := []fyne.CanvasObject{}
	for _, c := range f.cols {
		if c.code == "ui.findings.severity" {
			cells = append(cells, container.NewCenter(severityMark(gis.Low, f.theme)))
			continue
		}
		cell := look.Line("")
		if c.right {
			cell.Alignment = fyne.TextAlignTrailing
		}
		cells = append(cells, cell)
	}
	return container.NewStack(f.ground(), container.New(rowLayout{f.cols}, cells...))
}

func (f *Findings) fillRow(at widget.ListItemID, o fyne.CanvasObject) {
	if at >= len(f.at) {
		return
	}
	finding := &f.findings[f.at[at]]
	row := o.(*fyne.Container).Objects
	row[0].(*canvas.Rectangle).FillColor = f.groundOf(finding.ID)
	row[0].Refresh()
	for i, cell := range row[1].(*fyne.Container).Objects {
		switch cell := cell.(type) {
		case *widget.Label:
			cell.SetText(f.cols[i].text(f.words, finding))
		case *fyne.Container:
			mark := cell.Objects[0].(*canvas.Text)
			mark.Text, mark.TextSize = markText(finding.Severity), 14
			mark.Color = severityMark(finding.Severity, f.theme).(*canvas.Text).Color
			mark.Refresh()
		}
	}
}
