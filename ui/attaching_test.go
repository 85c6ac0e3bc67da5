package ui

import (
	"bytes"
	"context"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/store/desk"
)

func (a *fakeArchive) Attach(_ context.Context, finding, path, author, _ string) (desk.Attachment, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := desk.Attachment{ID: "a", Finding: finding, Name: filepath.Base(path), SHA256: "h", Size: 1200, Author: author, At: time.Now(), Here: true}
	a.attached = append(a.attached, n)
	return n, nil
}

func (a *fakeArchive) Attachments(_ context.Context, finding string) ([]desk.Attachment, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(a.attached), func(n desk.Attachment) bool { return n.Finding != finding }), nil
}

func (a *fakeArchive) SaveAttachment(_ context.Context, n desk.Attachment, w io.Writer) error {
	if !n.Here {
		return gis.Refuse("fake.SaveAttachment", gis.NotFound, "edit.attachment-away", n.ID)
	}
	return png.Encode(w, image.NewRGBA(image.Rect(0, 0, 4, 3)))
}

func (a *fakeArchive) Fetch(context.Context, string, int64) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	for i := range a.attached {
		a.attached[i].Here, a.attached[i].Sent = true, true
	}
	return nil
}

// besides are the texts beside a finding, and its buttons by their names.
func besides(o fyne.CanvasObject, texts *[]string, buttons map[string]*widget.Button) {
	switch o := o.(type) {
	case *widget.Label:
		*texts = append(*texts, o.Text)
	case *widget.Button:
		buttons[o.Text] = o
	case *fyne.Container:
		for _, part := range o.Objects {
			besides(part, texts, buttons)
		}
	case *container.Scroll:
		besides(o.Content, texts, buttons)
	}
}

// TestAttachmentsOfAFinding: a file is put beside it, its whereabouts are told,
// it is looked at and saved; one whose bytes are away is fetched first.
func TestAttachmentsOfAFinding(t *testing.T) {
	r := newRig(t)
	r.open("/prova/W001.segit")
	r.event("sharing", "shown")
	a := r.archives.last
	id := a.findings[0].ID
	shows := func(want string) map[string]*widget.Button {
		t.Helper()
		var texts []string
		buttons := map[string]*widget.Button{}
		besides(r.side, &texts, buttons)
		if !slices.ContainsFunc(texts, func(s string) bool { return bytes.Contains([]byte(s), []byte(want)) }) {
			t.Errorf("%q is not told: %v", want, texts)
		}
		return buttons
	}
	r.after("evidence", "shown", func() { r.showFinding(id, false) })
	shows("Allegati (0)")
	photo := filepath.Join(t.TempDir(), "facciata.png")
	if err := os.WriteFile(photo, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	if e := r.after("evidence", "shown", func() { r.attach(id, photo) }); e["attachments"] != 1.0 {
		t.Errorf("%v", e)
	}
	buttons := shows("facciata.png")
	r.after("attachment", "shown", func() { buttons["Guarda"].OnTapped() })
	for _, body := range []string{"", "no picture", "\x89PNG and no more", "\xff\xd8 nor this"} {
		if _, err := picture([]byte(body), "x.jpg"); gis.KindOf(err) != gis.BadInput {
			t.Errorf("%q: %v", body, err)
		}
	}
	saved := filepath.Join(t.TempDir(), "copia.png")
	r.after("report", "written", func() { r.saveAttachment(a.attached[0], saved) })
	if body, err := os.ReadFile(saved); err != nil || len(body) < 20 {
		t.Errorf("%d bytes, %v", len(body), err)
	}
	a.mu.Lock()
	a.attached[0].Here, a.shared.Joined = false, true
	a.mu.Unlock()
	r.after("evidence", "shown", func() { r.showFinding(id, false) })
	buttons = shows("da scaricare")
	if buttons["Guarda"] != nil {
		t.Error("a picture whose bytes are away can be looked at")
	}
	r.after("evidence", "shown", func() { buttons["Scarica"].OnTapped() })
	shows("anche nell’archivio centrale")
}
