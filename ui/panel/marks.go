package panel

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/theme"

	"segit/gis"
)

// marks are the findings to be worked on together, by id. (The toolkit's list
// knows one selected row.)
type marks map[string]bool

// Marked are the findings that are marked, in the order of the list; none while
// only one is chosen.
func (f *Findings) Marked() []gis.Finding {
	var all []gis.Finding
	if len(f.marks) == 0 {
		return nil
	}
	for _, i := range f.at {
		if f.marks[f.findings[i].ID] {
			all = append(all, f.findings[i])
		}
	}
	return all
}

// Mark marks findings by id and tells MarkedRows.
func (f *Findings) Mark(ids []string) {
	f.marks = marks{}
	for _, id := range ids {
		f.marks[id] = true
	}
	f.toldMarks()
}

// MarkAll marks every finding of the list.
func (f *Findings) MarkAll() {
	ids := make([]string, len(f.at))
	for row, i := range f.at {
		ids[row] = f.findings[i].ID
	}
	f.Mark(ids)
}

// marking marks rows when Ctrl or Shift is held; false when neither is.
func (f *Findings) marking(row int) bool {
	d, ok := fyne.CurrentApp().Driver().(desktop.Driver)
	if !ok {
		return false
	}
	return f.markBy(row, d.CurrentKeyModifiers())
}

func (f *Findings) markBy(row int, held fyne.KeyModifier) bool {
	id := f.findings[f.at[row]].ID
	from := f.row(f.chosen)
	switch {
	case held&fyne.KeyModifierShift != 0 && from >= 0:
		f.marks = marks{}
		for at := min(from, row); at <= max(from, row); at++ {
			f.marks[f.findings[f.at[at]].ID] = true
		}
	case held&fyne.KeyModifierShortcutDefault != 0:
		if len(f.marks) == 0 && f.chosen != "" {
			f.marks = marks{f.chosen: true}
		}
		if f.marks == nil {
			f.marks = marks{}
		}
		if f.marks[id] {
			delete(f.marks, id)
		} else {
			f.marks[id] = true
		}
	default:
		return false
	}
	f.toldMarks()
	return true
}

// toldMarks repaints the rows and tells which are marked. The toolkit's own
// selection goes, so that the same row can be picked again.
func (f *Findings) toldMarks() {
	f.setting = true
	f.list.UnselectAll()
	f.setting = false
	f.list.Refresh()
	if f.MarkedRows != nil {
		ids := []string{}
		for _, m := range f.Marked() {
			ids = append(ids, m.ID)
		}
		f.MarkedRows(ids)
	}
}

// ground lies under a row.
func (f *Findings) ground() *canvas.Rectangle { return canvas.NewRectangle(color.Transparent) }

func (f *Findings) groundOf(id string) color.Color {
	if !f.marks[id] {
		return color.Transparent
	}
	return f.Theme().Color(theme.ColorNameSelection, fyne.CurrentApp().Settings().ThemeVariant())
}
