package ui

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"image/png"
	"io"
	"path/filepath"

	"fyne.io/fyne/v2/canvas"

	"segit/gis"
	"segit/store/desk"
	"segit/ui/panel"
	"segit/ui/task"
)

// slotAttach is the slot of work with attachments.
const slotAttach = "attach"

func (w *Window) attachmentEvents() panel.AttachmentEvents {
	return panel.AttachmentEvents{Attach: w.askAttach, Fetch: w.fetchAttachment, Save: w.askSaveAttachment, Look: w.lookAtPicture}
}

// askAttach asks which file to put beside a finding.
func (w *Window) askAttach(finding string) {
	w.ask.File("ui.attach.add", "ui.attach.help", func(path string) { w.attach(finding, path) })
}

// attach puts a file beside a finding.
func (w *Window) attach(finding, path string) {
	archive, who, purpose := w.archive, w.deps.Operator, w.purpose
	w.tasks.Run(task.Job{
		Slot:  slotAttach,
		Title: gis.Say("ui.task.attach"),
		Work: func(ctx context.Context, _ gis.Progress) error {
			_, err := archive.Attach(ctx, finding, path, who, purpose)
			return err
		},
		Done: func() {
			w.status.Say(w.words.Saying("ui.attach.added", filepath.Base(path)))
			w.deps.Trace.Event("attachment", "added", "finding", finding)
			w.reread()
			w.loadShared()
		},
	})
}

// fetchAttachment brings the bytes of an attachment from the central repository.
func (w *Window) fetchAttachment(a desk.Attachment) {
	archive := w.archive
	w.tasks.Run(task.Job{
		Slot:  slotAttach,
		Title: gis.Say("ui.task.fetch"),
		Work:  func(ctx context.Context, _ gis.Progress) error { return archive.Fetch(ctx, a.SHA256, a.Size) },
		Done: func() {
			w.deps.Trace.Event("attachment", "fetched", "finding", a.Finding)
			w.reread()
		},
	})
}

// askSaveAttachment asks where to write an attachment, and writes it.
func (w *Window) askSaveAttachment(a desk.Attachment) {
	w.ask.Save("ui.attach.save", a.Name, filepath.Ext(a.Name), func(path string) { w.saveAttachment(a, path) })
}

func (w *Window) saveAttachment(a desk.Attachment, path string) {
	archive := w.archive
	w.report(path, func(ctx context.Context, out io.Writer, _ gis.Progress) error {
		return archive.SaveAttachment(ctx, a, out)
	})
}

// lookAtPicture shows a picture over the window; no copy of it is left on the
// disk.
func (w *Window) lookAtPicture(a desk.Attachment) {
	archive := w.archive
	var seen image.Image
	w.tasks.Run(task.Job{
		Slot:  slotAttach,
		Title: gis.Say("ui.task.look"),
		Work: func(ctx context.Context, _ gis.Progress) (err error) {
			var body bytes.Buffer
			if err := archive.SaveAttachment(ctx, a, &body); err != nil {
				return err
			}
			seen, err = picture(body.Bytes(), a.Name)
			return err
		},
		Done: func() {
			picture := canvas.NewImageFromImage(seen)
			picture.ScaleMode = canvas.ImageScaleFastest
			picture.FillMode = canvas.ImageFillContain
			w.ask.Show("ui.attach.look", picture)
			w.deps.Trace.Event("attachment", "shown", "finding", a.Finding)
		},
	})
}

// mostPixels is how large a picture may be that the window shows.
const mostPixels = 100_000_000

// picture decodes a JPEG or PNG picture, by its content.
func picture(body []byte, name string) (image.Image, error) {
	const op = "ui.picture"
	config, decode := jpeg.DecodeConfig, jpeg.Decode
	if bytes.HasPrefix(body, []byte("\x89PNG")) {
		config, decode = png.DecodeConfig, png.Decode
	}
	size, err := config(bytes.NewReader(body))
	if err != nil || size.Width*size.Height > mostPixels {
		return nil, gis.Wrap(op, gis.BadInput, err, "ui.attach.unreadable", name)
	}
	img, err := decode(bytes.NewReader(body))
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "ui.attach.unreadable", name)
	}
	return img, nil
}
