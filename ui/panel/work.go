package panel

import (
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/gis/finding"
	"segit/store/desk"
	"segit/ui/look"
)

// work is what people do with a finding: the state and its reason, who is to
// look at it, a note.
func (e *Evidence) work(f gis.Finding) fyne.CanvasObject {
	box := container.NewVBox(look.Plain(e.words.Saying("ui.evidence.state", e.words.Or("state.", f.State))))
	ask := container.NewVBox()
	buttons := container.NewGridWithColumns(2)
	if now, err := e.states.Of(f.State); err == nil {
		for _, id := range now.To {
			then, err := e.states.Of(id)
			if err != nil {
				continue
			}
			text := e.words.Say(then.Name())
			if then.Reason || now.Reason {
				text += "…"
			}
			buttons.Add(widget.NewButton(text, func() { e.change(f.ID, now, then, ask) }))
		}
	}
	box.Add(buttons)
	box.Add(ask)

	assignee := widget.NewEntry()
	assignee.SetText(f.Assignee)
	assignee.SetPlaceHolder(e.words.Saying("ui.evidence.assignee"))
	assign := func(name string) {
		if name = strings.TrimSpace(name); name != f.Assignee {
			e.events.Edit(f.ID, desk.Edit{Assignee: &name})
		}
	}
	assignee.OnSubmitted = assign
	box.Add(container.NewBorder(nil, nil, nil, quiet(theme.ConfirmIcon(), func() { assign(assignee.Text) }), assignee))

	note := widget.NewEntry()
	note.SetPlaceHolder(e.words.Saying("ui.evidence.note"))
	add := func(text string) {
		if text = strings.TrimSpace(text); text != "" {
			e.events.Edit(f.ID, desk.Edit{Note: text})
		}
	}
	note.OnSubmitted = add
	box.Add(container.NewBorder(nil, nil, nil, quiet(theme.ContentAddIcon(), func() { add(note.Text) }), note))
	return box
}

// change sets a state, asking for the reason in place where one is wanted.
func (e *Evidence) change(id string, now, then finding.State, ask *fyne.Container) {
	set := func(reason string) { e.events.Edit(id, desk.Edit{State: &then.ID, Reason: reason}) }
	if !now.Reason && !then.Reason {
		set("")
		return
	}
	entry := widget.NewEntry()
	entry.SetPlaceHolder(e.words.Saying("ui.evidence.reason", e.words.Say(then.Name())))
	confirm := widget.NewButton(e.words.Saying("ui.confirm"), func() { set(strings.TrimSpace(entry.Text)) })
	confirm.Importance = widget.HighImportance
	confirm.Disable()
	entry.OnChanged = func(text string) {
		if strings.TrimSpace(text) == "" {
			confirm.Disable()
			return
		}
		confirm.Enable()
	}
	entry.OnSubmitted = func(text string) {
		if text = strings.TrimSpace(text); text != "" {
			set(text)
		}
	}
	ask.RemoveAll()
	ask.Add(entry)
	ask.Add(container.NewGridWithColumns(2, confirm, widget.NewButton(e.words.Saying("ui.cancel"), ask.RemoveAll)))
	if c := fyne.CurrentApp().Driver().CanvasForObject(ask); c != nil {
		c.Focus(entry)
	}
}

// quiet is a small button without a frame.
func quiet(icon fyne.Resource, tapped func()) *widget.Button {
	b := widget.NewButtonWithIcon("", icon, tapped)
	b.Importance = widget.LowImportance
	return b
}

// one keeps a label on one line: names of values do not wrap, values do.
func one(l *widget.Label) *widget.Label {
	l.Wrapping = fyne.TextWrapOff
	return l
}

// join puts the parts that are there side by side.
func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " · ")
}

// short is enough of a hash to tell it from others at a glance.
func short(hash string) string { return hash[:min(12, len(hash))] + "…" }

func year(y int) string {
	if y == 0 {
		return ""
	}
	return strconv.Itoa(y)
}

// factCode is the text code of a fact; labels come with or without their topic.
func factCode(label string) string {
	if strings.HasPrefix(label, "fact.") {
		return label
	}
	return "fact." + label
}
