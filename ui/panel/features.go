package panel

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/look"
)

// Features shows what identify found, grouped by layer: one feature opened,
// the others a tap away.
type Features struct {
	// Chosen hears which feature is looked at.
	Chosen func(at int)
	// Zoom hears that the map shall go to it.
	Zoom func(at int)

	words look.Words
}

// NewFeatures makes the panel's builder.
func NewFeatures(words look.Words, chosen, zoom func(at int)) *Features {
	return &Features{words: words, Chosen: chosen, Zoom: zoom}
}

// Of is the content of the side panel for features, of which one is opened.
func (p *Features) Of(features []desk.Feature, opened int) fyne.CanvasObject {
	title := look.Heading(p.words.Saying("ui.features.title", p.words.Count(int64(len(features)))))
	body := container.New(layout.NewCustomPaddedVBoxLayout(-8))
	layer := ""
	for i, f := range features {
		if f.Layer != layer {
			layer = f.Layer
			body.Add(look.Caption(p.words.Or("ui.layer.", f.Layer)))
		}
		if i == opened {
			body.Add(p.opened(f))
			continue
		}
		button := widget.NewButton(p.name(f), func() { p.Chosen(i) })
		button.Alignment = widget.ButtonAlignLeading
		button.Importance = widget.LowImportance
		body.Add(button)
	}
	zoom := quiet(theme.ZoomFitIcon(), func() { p.Zoom(opened) })
	return container.NewBorder(container.NewBorder(nil, nil, nil, zoom, title), nil, nil, nil, container.NewVScroll(body))
}

// name is the best that one can call a feature.
func (p *Features) name(f desk.Feature) string {
	if f.Key.Complete() {
		key := f.Key
		key.Comune = ""
		return p.words.Place(key)
	}
	if f.Label != "" {
		return f.Label
	}
	return p.words.Saying("ui.features.line", p.words.Count(int64(f.Line)))
}

func (p *Features) opened(f desk.Feature) fyne.CanvasObject {
	grid := container.New(pairs{})
	for _, field := range f.Fields {
		if field.Value == "" {
			continue
		}
		grid.Add(one(look.Caption(p.words.Or("column.", field.Name))))
		value := look.Plain(p.value(field))
		if field.Type != gis.Text && field.Type != gis.DayType && field.Type != gis.Flag {
			value.Alignment = fyne.TextAlignTrailing
		}
		grid.Add(value)
	}
	from := p.words.Saying("ui.features.from", f.Supply.File, p.words.Count(int64(f.Line)))
	if day := p.words.Date(f.Supply.Date); day != "" {
		from += " · " + day
	}
	box := container.New(layout.NewCustomPaddedVBoxLayout(-8), look.Strong(p.name(f)), grid)
	if len(f.Assertions) > 0 {
		box.Add(assertions(p.words, f.Assertions))
	}
	box.Add(container.NewVBox(look.Caption(from), widget.NewSeparator()))
	return box
}

// value puts a field into the user's form.
func (p *Features) value(f desk.Field) string {
	switch f.Type {
	case gis.Number:
		if d, ok := gis.ParseDecimal(f.Value, '.'); ok {
			return p.words.Number(d, places(f.Value))
		}
	case gis.Money:
		if c, ok := gis.ParseCents(f.Value, '.'); ok {
			return p.words.Euro(c)
		}
	case gis.DayType:
		if d, ok := gis.ParseDay(f.Value, "2006-01-02"); ok {
			return p.words.Date(d)
		}
	case gis.Flag:
		return p.words.Saying("ui.flag." + f.Value)
	case gis.Real:
		return figures(p.words, f.Value)
	}
	return f.Value
}

// figures puts a decimal number into the user's form and leaves every other
// text, years and codes too, as it is.
func figures(w look.Words, value string) string {
	if d, ok := gis.ParseDecimal(value, '.'); ok && places(value) > 0 {
		return w.Number(d, places(value))
	}
	return value
}

// places is how many decimals a value has, two at most when it has more.
func places(value string) int {
	for i := range value {
		if value[i] == '.' {
			return min(2, len(value)-i-1)
		}
	}
	return 0
}
