package panel

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/gis/finding"
	"segit/gis/render"
	"segit/store/desk"
	"segit/ui/look"
)

// EvidenceEvents is what the panel of a finding tells; all must be set.
type EvidenceEvents struct {
	Edit   func(ids []string, edit desk.Edit)
	Beside func(by int) // the finding before or after in the list
	Zoom   func()
	Sheet  func(id string) // the PDF of the finding is wanted
	Copy   func(text string)

	Attachments AttachmentEvents
}

// Evidence shows one finding: place, what was expected, what was found, the
// difference, how sure, from where, in the order that every view keeps; below
// that what people do with it.
type Evidence struct {
	events EvidenceEvents
	words  look.Words
	theme  render.Theme
	states finding.States
}

// NewEvidence makes the panel's builder.
func NewEvidence(words look.Words, theme render.Theme, states finding.States, events EvidenceEvents) *Evidence {
	return &Evidence{events: events, words: words, theme: theme, states: states}
}

// Beside is what people left beside a finding.
type Beside struct {
	History    []desk.Logged // oldest first
	Assertions []desk.Assertion

	Attachments []desk.Attachment // oldest first
	Joined      bool              // they are shared with others
}

// Of is the content of the side panel for a finding; at and of are its place
// in the list, 0 when it is not in it.
func (e *Evidence) Of(f gis.Finding, at, of int, beside Beside) fyne.CanvasObject {
	body := container.New(layout.NewCustomPaddedVBoxLayout(-6))
	body.Add(e.title(f))
	for _, part := range e.place(f) {
		body.Add(part)
	}
	body.Add(e.measures(f))
	for _, part := range e.certainty(f) {
		body.Add(part)
	}
	body.Add(e.sources(f))
	if len(f.Notes) > 0 {
		body.Add(e.notes(f))
	}
	if len(beside.Assertions) > 0 {
		body.Add(assertions(e.words, beside.Assertions))
	}
	body.Add(container.New(layout.NewCustomPaddedLayout(12, 0, 0, 0), container.NewVBox(widget.NewSeparator(), e.work([]gis.Finding{f}))))
	body.Add(container.New(layout.NewCustomPaddedLayout(12, 0, 0, 0),
		container.NewVBox(widget.NewSeparator(), attachments(e.words, f.ID, beside.Attachments, beside.Joined, e.events.Attachments))))
	if len(beside.History) > 0 {
		body.Add(e.history(beside.History))
	}

	sheet := widget.NewButtonWithIcon(e.words.Saying("ui.evidence.sheet"), theme.DocumentPrintIcon(), func() { e.events.Sheet(f.ID) })
	sheet.Importance = widget.HighImportance
	return container.NewBorder(e.walk(at, of), container.NewPadded(sheet), nil, nil, container.NewVScroll(body))
}

// walk is "Anomalia 14 di 212 ◀ ▶".
func (e *Evidence) walk(at, of int) fyne.CanvasObject {
	title := e.words.Saying("ui.evidence.title")
	if at > 0 {
		title = e.words.Saying("ui.evidence.walk", e.words.Count(int64(at)), e.words.Count(int64(of)))
	}
	back := quiet(theme.NavigateBackIcon(), func() { e.events.Beside(-1) })
	forth := quiet(theme.NavigateNextIcon(), func() { e.events.Beside(1) })
	if at <= 1 {
		back.Disable()
	}
	if at == 0 || at == of {
		forth.Disable()
	}
	zoom := quiet(theme.ZoomFitIcon(), e.events.Zoom)
	return container.NewBorder(nil, nil, nil, container.NewHBox(zoom, back, forth), look.Heading(title))
}

func (e *Evidence) title(f gis.Finding) fyne.CanvasObject {
	mark := container.NewCenter(severityMark(f.Severity, e.theme))
	return container.NewBorder(nil, nil, container.NewHBox(gap(4), mark), nil, look.Strong(e.words.Or("control.", f.Control)))
}

func (e *Evidence) place(f gis.Finding) []fyne.CanvasObject {
	out := []fyne.CanvasObject{}
	place := e.words.Place(f.Key)
	if f.Cadastre != gis.AnyCadastre {
		place += "  (" + e.words.Saying("ui.cadastre."+strings.ToLower(f.Cadastre.String())) + ")"
	}
	if place != "" {
		out = append(out, look.Strong(place))
	}
	for _, line := range []string{f.Address, join(f.Name, f.FiscalCode, f.Quota)} {
		if line != "" {
			out = append(out, look.Plain(line))
		}
	}
	if f.Stale {
		out = append(out, look.Caption(e.words.Saying("ui.evidence.stale")))
	}
	return out
}

func (e *Evidence) measures(f gis.Finding) fyne.CanvasObject {
	grid := container.New(pairs{})
	add := func(code, value string, strong bool) {
		if value == "" {
			return
		}
		figure := look.Plain(value)
		figure.Alignment = fyne.TextAlignTrailing
		figure.TextStyle.Bold = strong
		grid.Add(one(look.Caption(e.words.Saying(code))))
		grid.Add(figure)
	}
	add("ui.findings.expected", e.words.Measure(f.Expected), false)
	add("ui.findings.found", e.words.Measure(f.Found), false)
	add("ui.findings.delta", e.words.Measure(f.Delta), true)
	if f.Euro != nil {
		add("ui.evidence.euro", e.words.Euro(*f.Euro), true)
	}
	add("ui.evidence.year", year(f.TaxYear), false)
	return grid
}

func (e *Evidence) certainty(f gis.Finding) []fyne.CanvasObject {
	out := []fyne.CanvasObject{}
	if level := levelText(e.words, f.Confidence); level != "" {
		out = append(out, look.Plain(e.words.Saying("ui.evidence.confidence", level)))
	}
	for _, reason := range f.Reasons {
		out = append(out, look.Caption("– "+e.words.Say(reason)))
	}
	return out
}

// sources lists every input row: file, row, the hash to check it by, and what
// was read there.
func (e *Evidence) sources(f gis.Finding) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedVBoxLayout(-8), look.Strong(e.words.Saying("ui.evidence.sources")))
	if len(f.Evidence) == 0 {
		box.Add(look.Caption(e.words.Saying("ui.evidence.no-sources")))
	}
	for _, row := range f.Evidence {
		box.Add(look.Plain(e.words.Or("ui.layer.", row.Dataset) + " · " +
			e.words.Saying("ui.evidence.row", e.words.Count(int64(row.Row)), row.File)))
		if row.SHA256 != "" {
			copyHash := quiet(theme.ContentCopyIcon(), func() { e.events.Copy(row.SHA256) })
			box.Add(container.NewBorder(nil, nil, nil, copyHash, look.Caption("SHA-256 "+short(row.SHA256))))
		}
		facts := container.New(pairs{})
		for _, fact := range row.Facts {
			value := look.Plain(figures(e.words, fact.Value))
			value.SizeName = theme.SizeNameCaptionText
			facts.Add(one(look.Caption(e.words.Or("", factCode(fact.Label)))))
			facts.Add(value)
		}
		box.Add(facts)
	}
	return box
}

func (e *Evidence) notes(f gis.Finding) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedVBoxLayout(-8), look.Strong(e.words.Saying("ui.evidence.notes")))
	for _, note := range f.Notes {
		at := note.At
		if t, err := time.Parse(time.RFC3339, note.At); err == nil {
			at = e.words.Moment(t)
		}
		box.Add(look.Caption(join(at, note.Author)))
		box.Add(look.Plain(note.Text))
	}
	return box
}
