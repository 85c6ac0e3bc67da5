package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"segit/gis/text"
	"segit/store/desk"
)

// label is what the menu shows for a command.
func (r *rig) label(title string) (string, bool) {
	r.t.Helper()
	for _, s := range r.steps {
		if s.command.title == title {
			return s.item.Label, s.item.Disabled
		}
	}
	r.t.Fatalf("no item %s", title)
	return "", false
}

func TestMenuSaysWhatIsUndone(t *testing.T) {
	r := openRig(t)
	r.event("menu", "steps")
	if label, dim := r.label("ui.menu.undo"); label != "Annulla" || !dim {
		t.Errorf("with nothing to undo the menu says %q, dim %v", label, dim)
	}
	r.forgetTrace()
	r.undo()
	for r.event("task", "done")["task"] != slotEdit {
		r.forgetTrace()
	}
	if len(r.archives.last.undone) != 0 {
		t.Error("something was undone")
	}
	state := "checking"
	r.forgetTrace()
	r.edit([]string{r.findings[0].ID}, desk.Edit{State: &state})
	r.event("menu", "steps")
	if label, dim := r.label("ui.menu.undo"); !strings.HasPrefix(label, "Annulla: stato di") || dim {
		t.Errorf("the menu says %q, dim %v", label, dim)
	}
	r.forgetTrace()
	r.undo()
	if e := r.event("finding", "turned"); e["said"] != "ui.status.undone" {
		t.Errorf("turned = %v", e)
	}
	r.forgetTrace()
	r.event("menu", "steps")
	if label, dim := r.label("ui.menu.redo"); !strings.HasPrefix(label, "Ripeti: stato di") || dim {
		t.Errorf("the menu says %q, dim %v", label, dim)
	}
	r.setLanguage(text.English)
	if label, _ := r.label("ui.menu.redo"); !strings.HasPrefix(label, "Redo: state of") {
		t.Errorf("in English the menu says %q", label)
	}
	r.forgetTrace()
	r.redo()
	if e := r.event("finding", "turned"); e["said"] != "ui.status.redone" {
		t.Errorf("turned = %v", e)
	}
}

// In a text field Ctrl+Z means the text.
func TestUndoInATextIsOfTheText(t *testing.T) {
	r := openRig(t)
	state := "checking"
	r.edit([]string{r.findings[0].ID}, desk.Edit{State: &state})
	r.event("finding", "edited")
	typed := widget.NewEntry()
	r.win.SetContent(typed)
	r.win.Canvas().Focus(typed)
	for _, letter := range "ab" {
		typed.TypedRune(letter)
	}
	r.undo()
	if typed.Text == "ab" || len(r.archives.last.done) != 1 {
		t.Errorf("the text is %q, edits that stand: %d", typed.Text, len(r.archives.last.done))
	}
}

func TestManyFindingsAreEditedTogether(t *testing.T) {
	r := openRig(t)
	r.chooseFinding(r.findings[0].ID)
	r.event("evidence", "shown")
	r.list.Mark([]string{r.findings[0].ID, r.findings[1].ID, r.findings[2].ID})
	if e := r.seen("findings", "marked"); e["count"] != 3.0 {
		t.Errorf("marked = %v", e)
	}
	state := "to-invite"
	r.edit([]string{r.findings[0].ID, r.findings[1].ID}, desk.Edit{State: &state})
	if e := r.event("finding", "edited"); e["ids"] != 2.0 {
		t.Errorf("edited = %v", e)
	}
	r.forgetTrace()
	r.event("findings", "listed")
	if len(r.list.Marked()) != 3 {
		t.Errorf("%d stay marked after an edit", len(r.list.Marked()))
	}
	r.clearSelection()
	if len(r.list.Marked()) != 0 {
		t.Error("Esc leaves marks")
	}
	r.markAll()
	if len(r.list.Marked()) != 9 {
		t.Errorf("%d are marked of 9", len(r.list.Marked()))
	}
	r.chooseFinding(r.findings[1].ID)
	r.forgetTrace()
	r.event("evidence", "shown")
	if len(r.list.Marked()) != 0 {
		t.Error("one chosen finding leaves the others marked")
	}
}

func TestPurposeIsSaidOnce(t *testing.T) {
	r := openRig(t)
	r.askPurpose()
	typed, is := r.win.Canvas().Focused().(interface {
		fyne.Focusable
		SetText(string)
	})
	if !is {
		t.Fatalf("the focus is on %T", r.win.Canvas().Focused())
	}
	typed.SetText(" istruttoria ")
	typed.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if got := r.archives.last.reader; got.Purpose != "istruttoria" || got.Actor != "prova" {
		t.Errorf("reader = %+v", got)
	}
	r.edit([]string{r.findings[0].ID}, desk.Edit{Note: "x"})
	r.event("finding", "edited")
	if e := r.archives.last.edits[0]; e.Purpose != "istruttoria" {
		t.Errorf("edit = %+v", e)
	}
}

func TestUndoOnceMorePassesOverWhatIsRefused(t *testing.T) {
	r := openRig(t)
	state := "checking"
	for i := range 2 {
		r.forgetTrace()
		r.edit([]string{r.findings[i].ID}, desk.Edit{State: &state})
		r.event("finding", "edited")
	}
	r.archives.last.refuses = true
	r.forgetTrace()
	r.undo()
	if e := r.event("error", "shown"); !strings.Contains(e["text"].(string), "cambiato da altri") {
		t.Errorf("error = %v", e)
	}
	r.undo()
	r.event("finding", "turned")
	if len(r.archives.last.done) != 0 || len(r.archives.last.undone) != 1 {
		t.Errorf("%v stand, %v are undone: the second was to be passed over, the first undone", r.archives.last.done, r.archives.last.undone)
	}
}
