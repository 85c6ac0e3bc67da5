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

// work is what people do with findings, one or many: the state and its reason,
// who is to look at them, by when, a note. Of many it offers the states that all
// of them may take.
func (e *Evidence) work(findings []gis.Finding) fyne.CanvasObject {
	ids := make([]string, len(findings))
	for i := range findings {
		ids[i] = findings[i].ID
	}
	state, alike := common(findings, func(f *gis.Finding) string { return f.State })
	name := e.words.Or("state.", state)
	if !alike {
		name = e.words.Saying("ui.evidence.mixed")
	}
	box := container.NewVBox(look.Plain(e.words.Saying("ui.evidence.state", name)))
	ask := container.NewVBox()
	buttons := container.NewGridWithColumns(2)
	for _, next := range e.next(findings) {
		text := e.words.Say(next.state.Name())
		if next.reason {
			text += "…"
		}
		buttons.Add(widget.NewButton(text, func() { e.change(ids, next, ask) }))
	}
	box.Add(buttons)
	box.Add(ask)

	who, sameWho := common(findings, func(f *gis.Finding) string { return f.Assignee })
	box.Add(e.field("ui.evidence.assignee", who, theme.ConfirmIcon(), func(name string) error {
		if name != who || !sameWho {
			e.events.Edit(ids, desk.Edit{Assignee: &name})
		}
		return nil
	}))
	due, sameDue := common(findings, func(f *gis.Finding) string { return dueText(e.words, f) })
	box.Add(e.field("ui.evidence.due", due, theme.CalendarIcon(), func(typed string) error {
		if typed == due && sameDue {
			return nil
		}
		day, err := readDay(typed)
		if err == nil {
			e.events.Edit(ids, desk.Edit{Due: &day})
		}
		return err
	}))
	box.Add(e.field("ui.evidence.note", "", theme.ContentAddIcon(), func(text string) error {
		if text != "" {
			e.events.Edit(ids, desk.Edit{Note: text})
		}
		return nil
	}))
	return box
}

// field is a line that is taken by Enter or by its button; what is wrong with
// it stands below.
func (e *Evidence) field(hint, value string, icon fyne.Resource, take func(string) error) fyne.CanvasObject {
	entry := widget.NewEntry()
	entry.SetText(value)
	entry.SetPlaceHolder(e.words.Saying(hint))
	trouble := look.Caption("")
	trouble.Importance = widget.DangerImportance
	trouble.Hide()
	try := func(text string) {
		if err := take(strings.TrimSpace(text)); err != nil {
			trouble.SetText(e.words.Error(err))
			trouble.Show()
			return
		}
		trouble.Hide()
	}
	entry.OnSubmitted = try
	return container.NewVBox(container.NewBorder(nil, nil, nil, quiet(icon, func() { try(entry.Text) }), entry), trouble)
}

// dueText is by when a finding is to be worked on, "" for no date.
func dueText(w look.Words, f *gis.Finding) string {
	if f.Due == 0 {
		return ""
	}
	return w.Date(f.Due)
}

// readDay reads a day as Italians write it, or as computers do; "" is none.
func readDay(typed string) (gis.Date, error) {
	if typed == "" {
		return 0, nil
	}
	for _, layout := range []string{"2/1/2006", "2006-01-02", "2 Jan 2006"} {
		if day, ok := gis.ParseDay(typed, layout); ok {
			return day, nil
		}
	}
	return 0, gis.Refuse("ui.due", gis.BadUsage, "ui.evidence.bad-day", typed)
}

// common is the value that all findings share; false when they differ.
func common(findings []gis.Finding, value func(*gis.Finding) string) (string, bool) {
	first := value(&findings[0])
	for i := range findings {
		if value(&findings[i]) != first {
			return "", false
		}
	}
	return first, true
}

// following is a state that findings may take, and whether it wants a reason.
type following struct {
	state  finding.State
	reason bool
}

// next are the states that all of some findings may take.
func (e *Evidence) next(findings []gis.Finding) []following {
	var all []following
	for _, then := range e.states {
		n := following{then, then.Reason}
		fits := !slices.ContainsFunc(findings, func(f gis.Finding) bool {
			now, err := e.states.Of(f.State)
			n.reason = n.reason || now.Reason
			return err != nil || !slices.Contains(now.To, then.ID)
		})
		if fits {
			all = append(all, n)
		}
	}
	return all
}

// change sets a state, asking for the reason in place where one is wanted.
func (e *Evidence) change(ids []string, next following, ask *fyne.Container) {
	then := next.state
	set := func(reason string) { e.events.Edit(ids, desk.Edit{State: &then.ID, Reason: reason}) }
	if !next.reason {
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
