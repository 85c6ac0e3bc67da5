package panel

import (
	"cmp"
	"strings"

	"fyne.io/fyne/v2"
	"github.com/maruel/natural"

	"segit/gis"
	"segit/ui/look"
)

// column is a column of the findings list.
type column struct {
	code  string  // text code of the header
	width float32 // least width
	grows float32 // part of what is left over
	right bool    // numbers stand at the right
	text  func(w look.Words, f *gis.Finding) string
	order func(a, b *gis.Finding) int
}

// columns are those of the findings list: the same facts in the same order as
// everywhere.
func columns() []column {
	return []column{
		{code: "ui.findings.severity", width: 52, text: func(_ look.Words, f *gis.Finding) string {
			return markText(f.Severity)
		}, order: func(a, b *gis.Finding) int { return cmp.Compare(b.Severity, a.Severity) }},
		{code: "ui.findings.control", width: 170, grows: 2, text: func(w look.Words, f *gis.Finding) string {
			return w.Or("control.", f.Control)
		}, order: func(a, b *gis.Finding) int { return strings.Compare(a.Control, b.Control) }},
		{code: "ui.findings.place", width: 190, grows: 1, text: func(w look.Words, f *gis.Finding) string {
			key := f.Key
			key.Comune = ""
			return w.Place(key)
		}, order: func(a, b *gis.Finding) int { return compareKeys(a.Key, b.Key) }},
		{code: "ui.findings.expected", width: 92, grows: 1, right: true, text: func(w look.Words, f *gis.Finding) string {
			return w.Measure(f.Expected)
		}, order: func(a, b *gis.Finding) int { return compareMeasures(a.Expected, b.Expected) }},
		{code: "ui.findings.found", width: 92, grows: 1, right: true, text: func(w look.Words, f *gis.Finding) string {
			return w.Measure(f.Found)
		}, order: func(a, b *gis.Finding) int { return compareMeasures(a.Found, b.Found) }},
		{code: "ui.findings.delta", width: 92, right: true, text: func(w look.Words, f *gis.Finding) string {
			return w.Measure(f.Delta)
		}, order: func(a, b *gis.Finding) int { return compareMeasures(a.Delta, b.Delta) }},
		{code: "ui.findings.euro", width: 84, right: true, text: func(w look.Words, f *gis.Finding) string {
			if f.Euro == nil {
				return ""
			}
			return w.Euro(*f.Euro)
		}, order: func(a, b *gis.Finding) int { return cmp.Compare(cents(a), cents(b)) }},
		{code: "ui.findings.confidence", width: 96, text: func(w look.Words, f *gis.Finding) string {
			return levelText(w, f.Confidence)
		}, order: func(a, b *gis.Finding) int { return cmp.Compare(b.Confidence, a.Confidence) }},
		{code: "ui.findings.state", width: 96, text: func(w look.Words, f *gis.Finding) string {
			return w.Or("state.", f.State)
		}, order: func(a, b *gis.Finding) int { return strings.Compare(a.State, b.State) }},
		{code: "ui.findings.assignee", width: 90, text: func(_ look.Words, f *gis.Finding) string {
			return f.Assignee
		}, order: func(a, b *gis.Finding) int { return strings.Compare(a.Assignee, b.Assignee) }},
		{code: "ui.findings.due", width: 104, text: func(w look.Words, f *gis.Finding) string {
			return dueText(w, f)
		}, order: func(a, b *gis.Finding) int { return cmp.Compare(a.Due, b.Due) }},
	}
}

// levelText is a severity or confidence in words, "" when it is not told.
func levelText(w look.Words, level gis.Level) string {
	if level == 0 {
		return ""
	}
	return w.Saying("ui.level." + level.String())
}

// cents sorts findings without an estimate below every amount.
func cents(f *gis.Finding) gis.Cents {
	if f.Euro == nil {
		return -1 << 62
	}
	return *f.Euro
}

// compareKeys puts parcel 2 before parcel 10.
func compareKeys(a, b gis.Key) int {
	for _, pair := range [...][2]string{
		{a.Comune, b.Comune}, {a.Section, b.Section}, {a.Sheet, b.Sheet}, {a.Parcel, b.Parcel}, {a.Sub, b.Sub},
	} {
		switch {
		case pair[0] == pair[1]:
		case natural.Less(pair[0], pair[1]):
			return -1
		default:
			return 1
		}
	}
	return 0
}

func compareMeasures(a, b gis.Measure) int {
	if by := cmp.Compare(a.Value, b.Value); by != 0 {
		return by
	}
	return strings.Compare(a.Word.Code, b.Word.Code)
}

// widths shares out the room of a row.
func widths(cols []column, total float32) []float32 {
	least, grows := float32(0), float32(0)
	for _, c := range cols {
		least, grows = least+c.width, grows+c.grows
	}
	spare := max(0, total-least)
	out := make([]float32, len(cols))
	for i, c := range cols {
		out[i] = c.width + spare*c.grows/grows
	}
	return out
}

// rowLayout puts the cells of a row, or of the header, side by side.
type rowLayout struct{ cols []column }

const cellGap = 8

func (l rowLayout) Layout(cells []fyne.CanvasObject, size fyne.Size) {
	x := float32(cellGap)
	for i, w := range widths(l.cols, size.Width-cellGap) {
		height := cells[i].MinSize().Height
		cells[i].Move(fyne.NewPos(x, (size.Height-height)/2))
		cells[i].Resize(fyne.NewSize(max(0, w-cellGap), height))
		x += w
	}
}

func (l rowLayout) MinSize(cells []fyne.CanvasObject) fyne.Size {
	least := fyne.NewSize(0, 0)
	for i, c := range cells {
		least.Width += l.cols[i].width
		least.Height = max(least.Height, c.MinSize().Height)
	}
	least.Width = 200 // a narrow list is cut, it does not widen the window
	return least
}
