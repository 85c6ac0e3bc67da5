package panel

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"segit/gis/text"
	"segit/ui/look"
)

func italian(t *testing.T) look.Words {
	t.Helper()
	c, err := text.Load(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	return look.Words{Catalogue: c, Sources: map[string]string{"census": "Catasto censuario"}}
}

// show puts an object into a window of a size.
func show(t *testing.T, o fyne.CanvasObject, width, height float32) fyne.Window {
	t.Helper()
	w := test.NewTempWindow(t, o)
	w.Resize(fyne.NewSize(width, height))
	return w
}

// each visits what is on an object, itself first; hidden parts are left out.
func each(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil || !o.Visible() {
		return
	}
	visit(o)
	switch o := o.(type) {
	case *fyne.Container:
		for _, part := range o.Objects {
			each(part, visit)
		}
	case *container.Scroll:
		each(o.Content, visit)
	case *widget.Label, *widget.Button, *widget.Entry, *widget.Check:
	case fyne.Widget:
		for _, part := range test.WidgetRenderer(o).Objects() {
			each(part, visit)
		}
	}
}

// read is every label and button on an object, a line each.
func read(o fyne.CanvasObject) string {
	lines := []string{}
	each(o, func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Label:
			lines = append(lines, o.Text)
		case *widget.Button:
			lines = append(lines, "["+o.Text+"]")
		}
	})
	return strings.Join(lines, "\n")
}

// press taps the button with a text.
func press(t *testing.T, o fyne.CanvasObject, name string) {
	t.Helper()
	var found *widget.Button
	each(o, func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && b.Text == name {
			found = b
		}
	})
	if found == nil {
		t.Fatalf("no button %q among:\n%s", name, read(o))
	}
	test.Tap(found)
}

// field is the entry with a place holder.
func field(t *testing.T, o fyne.CanvasObject, hint string) *widget.Entry {
	t.Helper()
	var found *widget.Entry
	each(o, func(o fyne.CanvasObject) {
		if e, ok := o.(*widget.Entry); ok && e.PlaceHolder == hint {
			found = e
		}
	})
	if found == nil {
		t.Fatalf("no field %q", hint)
	}
	return found
}

// inOrder checks that texts follow each other in what is shown.
func inOrder(t *testing.T, shown string, want ...string) {
	t.Helper()
	rest := shown
	for _, w := range want {
		at := strings.Index(rest, w)
		if at < 0 {
			t.Errorf("%q does not follow in:\n%s", w, shown)
			return
		}
		rest = rest[at+len(w):]
	}
}
