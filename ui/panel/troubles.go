package panel

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"segit/store/desk"
	"segit/ui/look"
)

// troublesShown is how many of the troubles of an archive a page lists.
const troublesShown = 200

// Checked is what came of a check in a sentence.
func Checked(words look.Words, name string, done desk.Checked) string {
	values, rows, operations := words.Count(done.Values), words.Count(done.Rows), words.Count(done.Operations)
	if done.Troubles > 0 {
		return words.Saying("cli.check-troubles", name, done.Troubles, values, rows, operations)
	}
	return words.Saying("cli.checked", name, values, rows, operations)
}

// Troubles is a page of what a check found in the file of an archive.
func Troubles(words look.Words, name string, done desk.Checked, found []desk.Trouble) fyne.CanvasObject {
	list := container.NewVBox()
	for _, t := range found[:min(troublesShown, len(found))] {
		sign := "✗ "
		if t.Harmless {
			sign = "– "
		}
		list.Add(look.Plain(sign + words.Say(t.Message)))
	}
	if more := len(found) - troublesShown; more > 0 {
		list.Add(look.Caption(words.Saying("ui.check.more", words.Count(int64(more)))))
	}
	return container.NewBorder(look.Plain(Checked(words, name, done)), nil, nil, nil, container.NewVScroll(list))
}
