package panel

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/layout"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"segit/store/desk"
	"segit/sync/sharing"
	"segit/ui/look"
)

// AttachmentEvents are what the attachments of a finding hear.
type AttachmentEvents struct {
	Attach func(finding string)
	Fetch  func(a desk.Attachment)
	Save   func(a desk.Attachment)
	Look   func(a desk.Attachment) // a picture is to be looked at
}

// Picture reports whether an attachment is a picture that the window can show.
func Picture(a *desk.Attachment) bool {
	name := strings.ToLower(a.Name)
	for _, ending := range []string{".jpg", ".jpeg", ".png"} {
		if strings.HasSuffix(name, ending) {
			return true
		}
	}
	return false
}

// attachments lists the files beside a finding, with where their bytes are and
// what can be done with each; joined says that the archive shares with others.
func attachments(words look.Words, finding string, all []desk.Attachment, joined bool, events AttachmentEvents) fyne.CanvasObject {
	box := container.New(layout.NewCustomPaddedVBoxLayout(-6), look.Strong(words.Saying("ui.attach.title", words.Count(int64(len(all))))))
	for _, a := range all {
		icon := theme.FileIcon()
		if Picture(&a) {
			icon = theme.FileImageIcon()
		}
		deeds := container.NewHBox()
		if !a.Here {
			deeds.Add(labelled(words, "ui.attach.fetch", theme.DownloadIcon(), func() { events.Fetch(a) }))
		} else {
			if Picture(&a) {
				deeds.Add(labelled(words, "ui.attach.look", theme.VisibilityIcon(), func() { events.Look(a) }))
			}
			deeds.Add(labelled(words, "ui.attach.save", theme.DocumentSaveIcon(), func() { events.Save(a) }))
		}
		text := container.New(layout.NewCustomPaddedVBoxLayout(-14), look.Line(a.Name),
			look.Caption(join(sharing.Size(a.Size, words.Catalogue), a.Author, words.Moment(a.At), words.Saying(whereabouts(&a, joined)))))
		box.Add(container.NewBorder(nil, nil, container.NewCenter(widget.NewIcon(icon)), nil, text))
		box.Add(deeds)
	}
	add := widget.NewButtonWithIcon(words.Saying("ui.attach.add"), theme.MailAttachmentIcon(), func() { events.Attach(finding) })
	box.Add(container.New(layout.NewCustomPaddedLayout(8, 0, 0, 0), add))
	return box
}

// whereabouts says where the bytes of an attachment are.
func whereabouts(a *desk.Attachment, joined bool) string {
	switch {
	case !a.Here:
		return "ui.attach.away"
	case a.Sent:
		return "ui.attach.both"
	case joined:
		return "ui.attach.unsent"
	}
	return "ui.attach.here"
}

// labelled is a quiet button with a word.
func labelled(words look.Words, code string, icon fyne.Resource, tapped func()) *widget.Button {
	b := quiet(icon, tapped)
	b.SetText(words.Saying(code))
	return b
}
