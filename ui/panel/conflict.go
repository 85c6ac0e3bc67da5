package panel

import (
	"encoding/json"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/gis/finding"
	"segit/sync/client"
	"segit/sync/sharing"
	"segit/ui/look"
)

// decideButton decides the marked conflicts in one way.
func (s *Sharing) decideButton(title string, c client.Choice) *widget.Button {
	return widget.NewButton(s.words.Saying(title), func() {
		var ids []string
		for i := range s.shared.Conflicts {
			if id := s.shared.Conflicts[i].ID; s.marked[id] {
				ids = append(ids, id)
			}
		}
		s.events.Decide(ids, c)
	})
}

// Mark marks conflicts as taps on their boxes do.
func (s *Sharing) Mark(ids ...string) {
	for _, id := range ids {
		s.marked[id] = true
	}
	s.list.Refresh()
	s.bar()
}

// conflict shows every value of a conflict side by side: what stood before, what
// was written here, what others wrote, each with who and when.
func (s *Sharing) conflict(c *sharing.Conflict) fyne.CanvasObject {
	return container.NewVScroll(s.values(c))
}

func (s *Sharing) values(c *sharing.Conflict) fyne.CanvasObject {
	cards := container.New(layout.NewGridLayoutWithColumns(min(3, 1+len(c.Values))))
	cards.Add(s.card("ui.share.was", s.value(c.Column, c.Base), "", func() { s.events.Decide([]string{c.ID}, client.Choice{Base: true}) }))
	order := make([]int, len(c.Values))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { // mine first
		switch mine, other := c.Mine[c.Values[a].By], c.Mine[c.Values[b].By]; {
		case mine == other:
			return 0
		case mine:
			return -1
		}
		return 1
	})
	for _, i := range order {
		v := &c.Values[i]
		title := "ui.share.others"
		if c.Mine[v.By] {
			title = "ui.share.own"
		}
		cards.Add(s.card(title, s.value(c.Column, v.Value), join(v.Actor, minute(s.words, v.At, time.Now())), func() {
			s.events.Decide([]string{c.ID}, client.Choice{Number: i + 1})
		}))
	}
	return cards
}

// onMap is a conflict as it stands on the map beside what it is about: every field
// of it that is in conflict, with every value.
func (s *Sharing) onMap(c *sharing.Conflict) fyne.CanvasObject {
	ground := canvas.NewRectangle(look.Faded(theme.Color(theme.ColorNameOverlayBackground), 0.94))
	ground.CornerRadius = 6
	ground.StrokeColor, ground.StrokeWidth = theme.Color(theme.ColorNameWarning), 1
	icon := widget.NewIcon(theme.NewWarningThemedResource(theme.WarningIcon()))
	title := look.Strong(join(s.words.Saying("ui.share.on-map"), s.words.Place(c.Key)))
	shut := quiet(theme.CancelIcon(), func() { s.events.OnMap(nil) })
	head := container.NewBorder(nil, nil, container.NewHBox(gap(4), container.NewCenter(icon)), shut, title)
	body := container.New(layout.NewCustomPaddedVBoxLayout(0), head)
	for i := range s.shared.Conflicts {
		if other := &s.shared.Conflicts[i]; other.Layer == c.Layer && other.Row == c.Row {
			body.Add(widget.NewSeparator())
			body.Add(container.NewBorder(nil, nil, container.NewGridWrap(fyne.NewSize(130, 36), look.Strong(s.named(other.Layer, other.Column))), nil, s.values(other)))
		}
	}
	return container.NewStack(ground, container.NewPadded(body))
}

// card is one value, with the button that keeps it.
func (s *Sharing) card(title, value, who string, keep func()) fyne.CanvasObject {
	if value == "" {
		value = s.words.Saying("ui.share.nothing")
	}
	// The button is beside the value, so that it shows however low the page is.
	button := container.NewCenter(widget.NewButton(s.words.Saying("ui.share.keep"), keep))
	text := container.New(layout.NewCustomPaddedVBoxLayout(-10), look.Caption(join(s.words.Saying(title), who)), look.Strong(value))
	return container.NewBorder(nil, nil, nil, button, text)
}

// parked shows an edit that was set aside, and why.
func (s *Sharing) parked(p *sharing.Parked) fyne.CanvasObject {
	text := container.New(layout.NewCustomPaddedVBoxLayout(-8))
	text.Add(look.Plain(s.words.Saying("ui.share.why-parked", s.words.Say(p.Reason()))))
	for _, column := range sharing.Columns(&p.Op) {
		text.Add(look.Strong(s.named(p.Op.Layer, column) + ": " + s.value(column, p.Op.Set[column].New)))
	}
	if !p.Op.At.IsZero() {
		text.Add(look.Caption(join(p.Op.Actor, minute(s.words, p.Op.At, time.Now()))))
	}
	again := widget.NewButtonWithIcon(s.words.Saying("ui.share.resend"), theme.MailSendIcon(), func() { s.events.Resend([]uint64{p.Result.Seq}) })
	drop := widget.NewButtonWithIcon(s.words.Saying("ui.share.dismiss"), theme.DeleteIcon(), func() { s.events.Dismiss(p.Result.Seq) })
	return container.NewVScroll(container.NewVBox(text, container.NewHBox(again, drop)))
}

// newsOf shows what came in, and from whom.
func (s *Sharing) newsOf(n *sharing.News) fyne.CanvasObject {
	text := container.New(layout.NewCustomPaddedVBoxLayout(-8))
	if what := s.named(n.Layer, n.Columns...); what != "" {
		text.Add(look.Strong(what))
	}
	if n.Actor != "" {
		text.Add(look.Plain(s.words.Saying("ui.share.written", n.Actor, minute(s.words, n.Written, time.Now()))))
	}
	text.Add(look.Caption(s.words.Saying("ui.share.came", minute(s.words, n.At, time.Now()))))
	return container.NewVScroll(text)
}

// value is a value of a column in words.
func (s *Sharing) value(column string, raw json.RawMessage) string {
	var decision finding.Decision
	if json.Unmarshal(raw, &decision) == nil && decision.State != "" {
		state := s.words.Say(gis.Say("state." + decision.State))
		if decision.Reason != "" {
			return state + " (" + decision.Reason + ")"
		}
		return state
	}
	text := sharing.Valued(s.words.Catalogue, column, raw)
	if day, ok := gis.ParseDay(text, time.DateOnly); ok {
		return s.words.Date(day)
	}
	return text
}
