package dialogue

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
)

// tick taps the check of the question whose text begins so.
func (a Asker) tick(t *testing.T, begins string) {
	t.Helper()
	var found *widget.Check
	each(a.question(), func(o fyne.CanvasObject) {
		if c, ok := o.(*widget.Check); ok && strings.HasPrefix(c.Text, begins) {
			found = c
		}
	})
	if found == nil {
		t.Fatalf("no check %q", begins)
	}
	test.Tap(found)
}

func TestPassphraseIsAskedInDots(t *testing.T) {
	a := newAsker(t)
	given := ""
	a.Passphrase("W001.segit", nil, func(p []byte) { given = string(p) })
	field := a.fields()[0]
	if !field.Password {
		t.Error("the passphrase can be read on the screen")
	}
	field.OnSubmitted("")
	if a.question() == nil || !strings.Contains(a.trouble(), "vuota") {
		t.Errorf("an empty one says %q", a.trouble())
	}
	field.SetText("gatto lampada")
	field.OnSubmitted("")
	if given != "gatto lampada" || a.question() != nil {
		t.Errorf("given %q", given)
	}
	a.Passphrase("W001.segit", gis.Refuse("", gis.Locked, "store.passphrase-wrong", "W001.segit"), func([]byte) {})
	if !strings.Contains(a.trouble(), "non apre") {
		t.Errorf("after a wrong one it says %q", a.trouble())
	}
}

func TestNewPassphraseIsAskedTwice(t *testing.T) {
	a := newAsker(t)
	given := ""
	a.NewPassphrase(func(p []byte) { given = string(p) })
	first, again := a.hint(t, "quattro parole"), a.hint(t, "la stessa")
	first.SetText("gatto")
	again.SetText("gatto")
	again.OnSubmitted("")
	if given != "" || !strings.Contains(a.trouble(), "troppo corta") {
		t.Errorf("a short one says %q", a.trouble())
	}
	first.SetText("gatto lampada fiume sasso")
	again.SetText("gatto lampada fiume sass")
	again.OnSubmitted("")
	if given != "" || !strings.Contains(a.trouble(), "uguali") {
		t.Errorf("two that differ say %q", a.trouble())
	}
	again.SetText(first.Text)
	again.OnSubmitted("")
	if given != first.Text {
		t.Errorf("given %q", given)
	}
}

func TestRecoveryKeyStaysUntilItIsOnPaper(t *testing.T) {
	a := newAsker(t)
	copied, gone := "", false
	a.Recovery("AAAAA-BBBBB", func(s string) { copied = s }, func() {}, func() { gone = true })
	a.press(t, "Continua")
	if gone || a.question() == nil {
		t.Fatal("the key goes before it is written down")
	}
	a.press(t, "Copia")
	a.tick(t, "L’ho scritta")
	a.press(t, "Continua")
	if copied != "AAAAA-BBBBB" || !gone || a.question() != nil {
		t.Errorf("copied %q, gone %v", copied, gone)
	}
}

func TestCreateInTheClearWantsNoPassphrase(t *testing.T) {
	a := newAsker(t)
	var made NewArchive
	a.Create(func(n NewArchive) { made = n })
	a.hint(t, "percorso").SetText(t.TempDir() + "/x")
	a.hint(t, "codice").SetText("W001")
	a.press(t, "Crea")
	if made.Path != "" || !strings.Contains(a.trouble(), "vuota") {
		t.Errorf("without a passphrase: %+v, said %q", made, a.trouble())
	}
	a.tick(t, "In chiaro")
	a.press(t, "Crea")
	if !made.Plaintext || made.Passphrase != nil {
		t.Errorf("made = %+v, said %q", made, a.trouble())
	}
}
