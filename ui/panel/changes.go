package panel

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/look"
)

// Changes is a page of what a supply did: each row with the columns that are
// not as they were.
func Changes(words look.Words, s desk.SupplyStatus, found []desk.Change, counts desk.ChangeCounts) fyne.CanvasObject {
	list := widget.NewList(func() int { return len(found) }, func() fyne.CanvasObject {
		return container.NewBorder(nil, nil, container.NewGridWrap(fyne.NewSize(270, 36), look.Line("")), nil, look.Line(""))
	}, func(at widget.ListItemID, o fyne.CanvasObject) {
		cells := o.(*fyne.Container).Objects
		c := &found[at]
		cells[0].(*widget.Label).SetText(changedColumns(words, c))
		cells[1].(*fyne.Container).Objects[0].(*widget.Label).SetText(
			words.Say(gis.Say("desk.row-"+string(c.Kind))) + "  " + words.Or("ui.layer.", c.Row.Layer) + "  " + rowName(&c.Row))
	})
	list.HideSeparators = true
	head := look.Plain(s.File + ": " + words.Saying("ui.changes.counts", words.Count(int64(counts[desk.RowAdded])), words.Count(int64(counts[desk.RowChanged])),
		words.Count(int64(counts[desk.RowClosed])), words.Count(int64(counts[desk.RowRemoved])), words.Count(int64(len(found)))))
	return container.NewBorder(head, nil, nil, nil, list)
}

// changedColumns is "Classe: 04 » 05; …".
func changedColumns(words look.Words, c *desk.Change) string {
	text := ""
	for _, v := range c.Columns {
		if text != "" {
			text += ";  "
		}
		text += words.Or("column.", v.Name) + ":  "
		if v.Was != "" {
			text += v.Was + "  »  "
		}
		text += v.Is
	}
	return text
}

// rowName is the key of a row, or its number.
func rowName(f *desk.Feature) string {
	if !f.Key.IsZero() {
		return f.Key.String()
	}
	if f.Label != "" {
		return f.Label
	}
	for _, v := range f.Fields {
		if v.Role == gis.RoleSubject || v.Role == gis.RoleObject {
			return v.Value
		}
	}
	return ""
}
