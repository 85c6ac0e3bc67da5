package panel

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/store/desk"
	"segit/ui/look"
)

// Locator is the search box. Results show below it as one types; the arrows
// and Enter choose among them, Esc leaves. (A popup of the toolkit would take
// the keyboard away from the box, so the results are a card of our own, which
// the window lays over its content: see [Locator.Card].)
type Locator struct {
	widget.Entry
	// Typed hears every change of the text.
	Typed func(text string)
	// Found hears the result that the user chose.
	Found func(desk.Feature)
	// Left hears that the user is done with the box.
	Left func()
	// Other hears the function keys, for which the box has no use.
	Other func(*fyne.KeyEvent)

	words   look.Words
	results []desk.Feature
	at      int
	card    *fyne.Container
	list    *widget.List
	trouble *widget.Label
}

// resultHeight is the height of a line of the results.
const resultHeight = 36

// NewLocator makes the box.
func NewLocator(words look.Words) *Locator {
	l := &Locator{words: words, trouble: look.Caption("")}
	l.ExtendBaseWidget(l)
	l.SetPlaceHolder(words.Saying("ui.locator.hint"))
	l.SetIcon(theme.SearchIcon())
	l.OnChanged = func(text string) {
		l.close()
		if l.Typed != nil {
			l.Typed(text)
		}
	}
	l.OnSubmitted = func(string) { l.choose(l.at) }
	l.list = widget.NewList(func() int { return len(l.results) }, func() fyne.CanvasObject {
		layer := small("")
		layer.Importance = widget.LowImportance
		return container.NewBorder(nil, nil, nil, layer, look.Line(""))
	}, l.fill)
	l.list.HideSeparators = true
	ground := canvas.NewRectangle(theme.Color(theme.ColorNameOverlayBackground))
	ground.StrokeColor, ground.StrokeWidth, ground.CornerRadius = theme.Color(theme.ColorNameInputBorder), 1, 4
	l.card = container.NewStack(ground, l.list, l.trouble)
	l.card.Hide()
	return l
}

// Card is what shows the results; it belongs above the window's content.
func (l *Locator) Card() fyne.CanvasObject { return container.New(belowBox{l}, l.card) }

// belowBox puts the card under the box, wherever that is.
type belowBox struct{ box *Locator }

func (b belowBox) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	driver := fyne.CurrentApp().Driver()
	at := driver.AbsolutePositionForObject(b.box)
	height := float32(44)
	if n := len(b.box.results); n > 0 {
		height = float32(min(8, n))*resultHeight + 4
	}
	for _, o := range objects {
		at = at.Subtract(driver.AbsolutePositionForObject(o).Subtract(o.Position()))
		o.Resize(fyne.NewSize(b.box.Size().Width, height))
		o.Move(at.AddXY(0, b.box.Size().Height+2))
	}
}

func (b belowBox) MinSize([]fyne.CanvasObject) fyne.Size { return fyne.NewSize(0, 0) }

// Results shows what was found for the text as it stands; trouble, if not "",
// says which part of it was not understood.
func (l *Locator) Results(found []desk.Feature, trouble string) {
	l.results, l.at = found, 0
	if trouble == "" {
		trouble = l.words.Saying("ui.locator.none")
	}
	l.trouble.SetText(trouble)
	l.trouble.Hidden, l.list.Hidden = len(found) > 0, len(found) == 0
	l.card.Show()
	l.mark()
}

// mark shows which result Enter would take.
func (l *Locator) mark() {
	l.list.OnSelected = nil
	l.list.UnselectAll()
	if len(l.results) > 0 {
		l.list.Select(l.at)
	}
	l.list.OnSelected = l.choose
	belowBox{l}.Layout([]fyne.CanvasObject{l.card}, fyne.Size{})
	l.list.Refresh()
	l.card.Refresh()
}

func (l *Locator) fill(at widget.ListItemID, o fyne.CanvasObject) {
	if at >= len(l.results) {
		return
	}
	f := l.results[at]
	text := f.Label
	if f.Key.Complete() {
		text = l.words.Place(f.Key)
	}
	row := o.(*fyne.Container).Objects
	row[0].(*widget.Label).SetText(text)
	row[1].(*widget.Label).SetText(l.words.Or("ui.layer.", f.Layer))
}

func (l *Locator) choose(at int) {
	if at >= len(l.results) {
		return
	}
	chosen := l.results[at]
	l.close()
	if l.Found != nil {
		l.Found(chosen)
	}
}

func (l *Locator) close() {
	l.results = nil
	l.card.Hide()
}

// FocusLost takes away a card that has nothing to choose from; with results it
// stays, for a click on one of them takes the keyboard too.
func (l *Locator) FocusLost() {
	l.Entry.FocusLost()
	if len(l.results) == 0 {
		l.close()
	}
}

// TypedKey handles what a list of results needs and hands on the keys that a
// text box would swallow.
func (l *Locator) TypedKey(e *fyne.KeyEvent) {
	switch e.Name {
	case fyne.KeyEscape:
		l.close()
		if l.Left != nil {
			l.Left()
		}
	case fyne.KeyDown, fyne.KeyUp:
		step := 1
		if e.Name == fyne.KeyUp {
			step = -1
		}
		if to := l.at + step; to >= 0 && to < len(l.results) {
			l.at = to
			l.mark()
		}
	case fyne.KeyF1, fyne.KeyF5, fyne.KeyF6, fyne.KeyF11:
		if l.Other != nil {
			l.Other(e)
		}
	default:
		l.Entry.TypedKey(e)
	}
}
