// Package panel holds the furniture around the map: each panel shows what it
// is given and tells by callbacks what the user wants. None fetches anything.
package panel

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/gis/render"
	"segit/store/desk"
	"segit/ui/look"
)

// LayerRow is a layer in the list.
type LayerRow struct {
	desk.Layer
	Visible bool
}

// Layers is the list of layers, top of the map first, with a check to show or
// hide, a swatch and the count of rows; datasets without geometry follow as
// archives.
type Layers struct {
	widget.BaseWidget
	// Toggled hears that the user shows or hides a layer.
	Toggled func(name, source string, visible bool)

	words  look.Words
	theme  render.Theme
	rows   []LayerRow
	list   *fyne.Container
	checks map[[2]string]*widget.Check
}

// NewLayers makes an empty list.
func NewLayers(words look.Words, theme render.Theme) *Layers {
	l := &Layers{words: words, theme: theme, list: container.New(layout.NewCustomPaddedVBoxLayout(0))}
	l.ExtendBaseWidget(l)
	l.SetRows([]LayerRow{})
	return l
}

// CreateRenderer is part of fyne.Widget.
func (l *Layers) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewBorder(
		look.Heading(l.words.Saying("ui.layers.title")), nil, nil, nil, container.NewVScroll(l.list)))
}

// SetRows replaces the list.
func (l *Layers) SetRows(rows []LayerRow) {
	l.rows = rows
	l.checks = map[[2]string]*widget.Check{}
	l.list.RemoveAll()
	defer l.list.Refresh()
	if len(rows) == 0 {
		l.list.Add(look.Caption(l.words.Saying("ui.layers.empty")))
		return
	}
	flat := []LayerRow{}
	for _, row := range rows {
		if row.Geometry == gis.NoShape {
			flat = append(flat, row)
			continue
		}
		l.list.Add(l.mapped(row))
		if row.Name == "findings" {
			l.list.Add(l.severities())
		}
	}
	if len(flat) > 0 {
		l.list.Add(look.Caption(l.words.Saying("ui.layers.archives")))
	}
	for _, row := range flat {
		l.list.Add(container.NewBorder(nil, nil, gap(24), l.count(row), look.Line(l.title(row))))
	}
}

// Toggle presses the check of a layer.
func (l *Layers) Toggle(name, source string, visible bool) {
	if check := l.checks[[2]string{name, source}]; check != nil {
		check.SetChecked(visible)
	}
}

func (l *Layers) mapped(row LayerRow) fyne.CanvasObject {
	check := widget.NewCheck("", nil)
	check.SetChecked(row.Visible)
	check.OnChanged = func(visible bool) {
		if l.Toggled != nil {
			l.Toggled(row.Name, row.Source, visible)
		}
	}
	l.checks[[2]string{row.Name, row.Source}] = check
	left := container.NewHBox(check, container.NewCenter(l.swatch(row.Name)))
	return container.NewBorder(nil, nil, left, l.count(row), look.Line(l.title(row)))
}

// title names the source too where two sources give the same dataset.
func (l *Layers) title(row LayerRow) string {
	name := l.words.Or("ui.layer.", row.Name)
	for _, other := range l.rows {
		if other.Name == row.Name && other.Source != row.Source {
			return name + " (" + l.words.Source(row.Source) + ")"
		}
	}
	return name
}

// count is how many rows there are, marked as in the register where a supply that is
// not whole is in force.
func (l *Layers) count(row LayerRow) fyne.CanvasObject {
	count := l.words.Count(row.Count)
	if len(row.Incomplete) > 0 {
		count = l.words.Saying("ui.layers.incomplete", count)
	}
	return look.Figure(count)
}

func (l *Layers) swatch(layer string) fyne.CanvasObject {
	s := render.StyleFor(layer, l.theme)
	r := canvas.NewRectangle(s.Fill)
	r.StrokeColor, r.StrokeWidth = s.Line, max(1, min(s.Width, 2))
	r.CornerRadius = 2
	if layer == "findings" {
		return severityMark(gis.High, l.theme)
	}
	r.SetMinSize(fyne.NewSize(16, 12))
	return r
}

// severities is the legend of the findings: colour and shape.
func (l *Layers) severities() fyne.CanvasObject {
	row := container.NewHBox(gap(32))
	for _, level := range []gis.Level{gis.High, gis.Medium, gis.Low} {
		row.Add(container.NewCenter(severityMark(level, l.theme)))
		row.Add(one(look.Caption(l.words.Saying("ui.level." + level.String()))))
	}
	return row
}

// severityMark is the symbol of a severity as the map draws it.
func severityMark(level gis.Level, theme render.Theme) fyne.CanvasObject {
	styles := render.StylesFor("findings", theme)
	colour := styles[min(int(render.FindingClass(level)), len(styles)-1)].SymbolFill
	text := canvas.NewText(markText(level), colour)
	text.TextSize = 14
	return text
}

// markText is ● ▲ ■ for high, medium and low severity.
func markText(level gis.Level) string {
	switch level {
	case gis.High:
		return "●"
	case gis.Medium:
		return "▲"
	}
	return "■"
}

// gap is an empty space of a width.
func gap(width float32) fyne.CanvasObject {
	r := canvas.NewRectangle(color.Transparent)
	r.SetMinSize(fyne.NewSize(width, 0))
	return r
}
