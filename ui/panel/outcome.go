package panel

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/look"
)

// Outcome is the page that tells what came of the last import or run: one
// block per file or control, what went wrong in words.
type Outcome struct {
	words look.Words
	body  *fyne.Container
	page  fyne.CanvasObject
}

// NewOutcome makes the page.
func NewOutcome(words look.Words) *Outcome {
	o := &Outcome{words: words, body: container.New(layout.NewCustomPaddedVBoxLayout(0))}
	o.page = container.NewVScroll(o.body)
	o.Clear()
	return o
}

// Page is the page's content.
func (o *Outcome) Page() fyne.CanvasObject { return o.page }

// Clear empties the page.
func (o *Outcome) Clear() {
	o.body.RemoveAll()
	o.body.Add(look.Caption(o.words.Saying("ui.outcome.empty")))
}

// begin takes the "nothing yet" away with the first block.
func (o *Outcome) begin() {
	if len(o.body.Objects) == 1 {
		if _, hint := o.body.Objects[0].(*widget.Label); hint {
			o.body.RemoveAll()
		}
	}
}

// File adds what became of an imported file.
func (o *Outcome) File(f desk.ImportedFile, name string) {
	o.begin()
	lines := []string{}
	icon := theme.ConfirmIcon()
	s := f.Supply
	switch {
	case f.Refused != nil:
		icon = theme.ErrorIcon()
		lines = append(lines, o.words.Error(f.Refused))
	case f.Past:
		icon = theme.WarningIcon()
		lines = append(lines, o.words.Saying("ui.outcome.past", f.Instead.File, o.words.Date(f.Instead.Date)))
	case f.Same:
		icon = theme.InfoIcon()
		lines = append(lines, o.words.Saying("ui.outcome.same"))
	default:
		if s.Rejected > 0 {
			icon = theme.WarningIcon()
		}
		lines = append(lines, o.words.Saying("ui.outcome.counts",
			o.words.Count(s.Read), o.words.Count(s.Accepted), o.words.Count(s.Rejected)))
	}
	if len(s.Broken) > 0 {
		icon = theme.WarningIcon()
		lines = append(lines, o.broken(&f)...)
	}
	for _, why := range append(f.Why, s.Warnings...) {
		lines = append(lines, o.words.Say(why))
	}
	if s.Source != "" {
		name += "  ·  " + o.words.Source(s.Source)
	}
	o.add(icon, name, lines)
}

// broken tells of a file that is not whole what it did, and what shows it.
func (o *Outcome) broken(f *desk.ImportedFile) []string {
	lines := []string{o.words.Saying("import.accepted")}
	switch {
	case f.Incomplete() && f.Behind:
		lines[0] = o.words.Saying("ui.outcome.incomplete-behind")
	case f.Incomplete():
		lines[0] = o.words.Saying("ui.outcome.incomplete")
	}
	for _, sign := range f.Supply.Broken {
		if !slices.ContainsFunc(f.Supply.Warnings, func(w gis.Message) bool { return w.Code == sign.Code }) {
			lines = append(lines, o.words.Say(sign))
		}
	}
	return lines
}

// Control adds what became of a control.
func (o *Outcome) Control(c desk.ControlOutcome) {
	o.begin()
	icon := theme.ConfirmIcon()
	lines := []string{}
	if len(c.Skipped) > 0 {
		icon = theme.InfoIcon()
	} else {
		lines = append(lines, o.words.Saying("ui.outcome.control", o.words.Count(int64(c.Findings)),
			o.words.Count(int64(c.New)), o.words.Count(int64(c.Gone)), o.words.Count(int64(c.Undecided))))
	}
	for _, m := range append(append([]gis.Message{}, c.Skipped...), c.Remarks...) {
		lines = append(lines, o.words.Say(m))
	}
	o.add(icon, o.words.Or("control.", c.Control), lines)
}

// Overlay adds what became of an overlay.
func (o *Outcome) Overlay(layer string, r *desk.OverlayResult) {
	o.begin()
	icon := theme.ConfirmIcon()
	if r.SetAside > 0 {
		icon = theme.WarningIcon()
	}
	lines := []string{o.words.Saying("ui.overlay.done", layer, o.words.Count(r.Pieces), o.words.Metres(r.Area, 2),
		o.words.Count(int64(len(r.Aside)-r.SetAside)), o.words.Count(int64(r.SetAside)))}
	if r.Slivers > 0 {
		lines = append(lines, o.words.Saying("overlay.slivers", r.Slivers))
	}
	for _, m := range r.Remarks {
		lines = append(lines, o.words.Say(m))
	}
	seconds := (r.Load + r.Index + r.Compute + r.Write).Seconds()
	o.add(icon, layer, append(lines, o.words.Saying("ui.overlay.seconds", o.words.Metres(seconds, 2))))
}

func (o *Outcome) add(icon fyne.Resource, title string, lines []string) {
	block := container.New(layout.NewCustomPaddedVBoxLayout(-8), look.Strong(title))
	for _, line := range lines {
		block.Add(look.Caption(line))
	}
	o.body.Add(container.NewBorder(nil, nil, container.NewVBox(container.NewPadded(widget.NewIcon(icon))), nil, block))
	o.body.Refresh()
}
