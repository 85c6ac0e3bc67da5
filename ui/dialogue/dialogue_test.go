package dialogue

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/gis/control"
	"segit/gis/text"
	"segit/store/desk"
	"segit/ui/look"
)

// newAsker asks over a window of the test driver.
func newAsker(t *testing.T) Asker {
	t.Helper()
	test.NewTempApp(t)
	words, err := text.Load(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	w := test.NewTempWindow(t, widget.NewLabel(""))
	w.Resize(fyne.NewSize(900, 700))
	return Asker{Window: w, Words: look.Words{Catalogue: words}}
}

// question is the question that shows, nil for none.
func (a Asker) question() fyne.CanvasObject { return a.Window.Canvas().Overlays().Top() }

// each visits what is on an object.
func each(o fyne.CanvasObject, visit func(fyne.CanvasObject)) {
	if o == nil {
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
	case *entry, *widget.Label, *widget.Button, *widget.Check, *widget.Select:
	case fyne.Widget:
		for _, part := range test.WidgetRenderer(o).Objects() {
			each(part, visit)
		}
	}
}

// fields are the text fields of the question, in order.
func (a Asker) fields() []*entry {
	all := []*entry{}
	each(a.question(), func(o fyne.CanvasObject) {
		if e, ok := o.(*entry); ok {
			all = append(all, e)
		}
	})
	return all
}

// hint finds a field by the beginning of its place holder.
func (a Asker) hint(t *testing.T, begins string) *entry {
	t.Helper()
	for _, e := range a.fields() {
		if strings.HasPrefix(e.PlaceHolder, begins) {
			return e
		}
	}
	t.Fatalf("no field %q", begins)
	return nil
}

// press taps the button of the question with a text.
func (a Asker) press(t *testing.T, name string) {
	t.Helper()
	var found *widget.Button
	each(a.question(), func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && b.Text == name {
			found = b
		}
	})
	if found == nil {
		t.Fatalf("no button %q", name)
	}
	test.Tap(found)
}

// trouble is what the question says is wrong.
func (a Asker) trouble() string {
	said := ""
	each(a.question(), func(o fyne.CanvasObject) {
		if l, ok := o.(*widget.Label); ok && l.Visible() && l.Importance == widget.DangerImportance {
			said = l.Text
		}
	})
	return said
}

func TestOpenWantsAPath(t *testing.T) {
	a := newAsker(t)
	opened := ""
	a.Open(func(path string) { opened = path })
	a.press(t, "Apri")
	if a.question() == nil || !strings.Contains(a.trouble(), "percorso") {
		t.Errorf("an empty path says %q", a.trouble())
	}
	path := a.fields()[0]
	path.SetText("  ~/W001.segit ")
	path.OnSubmitted(path.Text)
	if want := filepath.Join(Home(), "W001.segit"); opened != want || a.question() != nil {
		t.Errorf("opened %q, want %q; the question shows: %v", opened, want, a.question() != nil)
	}
}

func TestEscapeLeavesTheQuestion(t *testing.T) {
	a := newAsker(t)
	a.Create(func(NewArchive) { t.Error("an archive was made") })
	a.hint(t, "vuoto").TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if a.question() != nil {
		t.Error("the question stays")
	}
}

func TestSaveAddsTheEndingAndAsksBeforeReplacing(t *testing.T) {
	a := newAsker(t)
	dir := t.TempDir()
	taken := filepath.Join(dir, "vecchia.pdf")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	saved := ""
	save := func(path string) { saved = path }

	a.Save("ui.sheet.title", "scheda.pdf", ".pdf", save)
	a.fields()[0].SetText(filepath.Join(dir, "nuova"))
	a.press(t, "Salva")
	if saved != filepath.Join(dir, "nuova.pdf") {
		t.Errorf("saved %q", saved)
	}

	saved = ""
	a.Save("ui.sheet.title", "scheda.pdf", ".pdf", save)
	a.fields()[0].SetText(taken)
	a.press(t, "Salva")
	if saved != "" || !strings.Contains(a.trouble(), "vecchia.pdf") {
		t.Fatalf("saved %q over a file, said %q", saved, a.trouble())
	}
	a.press(t, "Salva")
	if saved != taken {
		t.Errorf("the second yes saved %q", saved)
	}
}

func TestCreateReadsWhatIsTyped(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "c'è.segit")
	if err := os.WriteFile(taken, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path, comune, crs string
		want              NewArchive
		code              string
	}{
		{dir + "/a.segit", " w001 ", "", NewArchive{Path: dir + "/a.segit", Comune: "W001"}, ""},
		{dir + "/a", "W001", "epsg: 7792", NewArchive{Path: dir + "/a.segit", Comune: "W001", EPSG: 7792}, ""},
		{dir + "/a", "W01", "", NewArchive{}, "ui.create.comune-form"},
		{" ", "W001", "", NewArchive{}, "ui.path.empty"},
		{taken, "W001", "", NewArchive{}, "ui.create.exists"},
		{dir + "/a", "W001", "roma40", NewArchive{}, "ui.create.crs-form"},
	} {
		got, err := readNew(c.path, c.comune, c.crs)
		if code := codeOf(err); code != c.code || code == "" && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q %q %q: %+v, %v", c.path, c.comune, c.crs, got, err)
		}
	}
}

func TestCreateNamesTheFileAfterTheMunicipality(t *testing.T) {
	a := newAsker(t)
	var made NewArchive
	a.Create(func(n NewArchive) { made = n })
	a.hint(t, "percorso").SetText(filepath.Join(t.TempDir(), "x"))
	comune := a.hint(t, "codice")
	comune.SetText("w001")
	a.hint(t, "quattro parole").SetText("gatto lampada")
	a.hint(t, "la stessa").SetText("gatto lampada")
	comune.OnSubmitted("")
	if made.Comune != "W001" || filepath.Base(made.Path) != "W001.segit" {
		t.Errorf("made = %+v, said %q", made, a.trouble())
	}
}

func codeOf(err error) string {
	e, ok := err.(*gis.Error)
	if !ok {
		return ""
	}
	return e.Code
}

func TestImportReadsPathsAndDate(t *testing.T) {
	for _, c := range []struct {
		lines, day string
		paths      int
		date       gis.Date
		code       string
	}{
		{"/a\n\n /b \n", "", 2, gis.Always, ""},
		{"/a", "31/12/2024", 1, gis.Day(2024, 12, 31), ""},
		{"/a", "1/2/2024", 1, gis.Day(2024, 2, 1), ""},
		{"/a", "2024-12-31", 1, gis.Day(2024, 12, 31), ""},
		{"/a", "31/02/2024", 1, 0, "ui.import.date-form"},
		{" \n", "", 0, 0, "ui.import.none"},
	} {
		got, err := readImport(c.lines, c.day)
		if code := codeOf(err); code != c.code || code == "" && (len(got.Paths) != c.paths || got.Date != c.date) {
			t.Errorf("%q %q: %+v, %v", c.lines, c.day, got, err)
		}
	}
}

func TestImportHandsOnSourceAndWhatWasDropped(t *testing.T) {
	a := newAsker(t)
	a.Words.Sources = map[string]string{"tari": "Utenze TARI"}
	var asked desk.ImportRequest
	a.Import([]string{"/forniture"}, []string{"census", "tari"}, func(r desk.ImportRequest) { asked = r })
	each(a.question(), func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *widget.Select:
			o.SetSelected("Utenze TARI")
		case *widget.Check:
			o.SetChecked(true)
		}
	})
	a.press(t, "Importa")
	if asked.Source != "tari" || !asked.Add || len(asked.Paths) != 1 || asked.Paths[0] != "/forniture" {
		t.Errorf("asked = %+v", asked)
	}
}

func infos() []control.Info {
	all := []control.Info{}
	for _, c := range control.All() {
		all = append(all, c.Info())
	}
	return all
}

func TestControlsHandOnWhatWasTicked(t *testing.T) {
	a := newAsker(t)
	var asked desk.ControlRequest
	a.Controls(infos(), 2025, func(r desk.ControlRequest) { asked = r })
	checks := []*widget.Check{}
	each(a.question(), func(o fyne.CanvasObject) {
		if c, ok := o.(*widget.Check); ok {
			checks = append(checks, c)
		}
	})
	for _, c := range checks {
		if c.Text != "Tutti" && !strings.HasPrefix(c.Text, "26") {
			c.SetChecked(false)
		}
	}
	a.hint(t, "16 m²").SetText("20")
	a.press(t, "Esegui")
	if len(asked.IDs) != 1 || asked.IDs[0] != "tari-surface" || asked.Year != 2025 || asked.Set["min_area"] != "20" || len(asked.Set) != 1 {
		t.Errorf("asked = %+v, said %q", asked, a.trouble())
	}
}

func TestControlsRefuseNothingAndBadYears(t *testing.T) {
	for _, c := range []struct {
		year string
		ids  []string
		code string
	}{
		{"2025", nil, "ui.controls.none"},
		{"l'anno scorso", []string{"x"}, "ui.controls.year-form"},
		{"25", []string{"x"}, "ui.controls.year-form"},
		{" 2025 ", []string{"x"}, ""},
	} {
		r := desk.ControlRequest{IDs: c.ids}
		if code := codeOf(readYear(c.year, &r)); code != c.code {
			t.Errorf("%q %v: %q, want %q", c.year, c.ids, code, c.code)
		}
	}
}

func TestErrorIsASentenceAndNilIsNothing(t *testing.T) {
	a := newAsker(t)
	a.Error(nil)
	if a.question() != nil {
		t.Fatal("no error shows a question")
	}
	a.Error(gis.Refuse("test", gis.BadInput, "ui.import.none"))
	said := ""
	each(a.question(), func(o fyne.CanvasObject) {
		if l, ok := o.(*widget.Label); ok {
			said += l.Text + "\n"
		}
	})
	if !strings.Contains(said, "nessun file indicato") || strings.Contains(said, "ui.import.none") {
		t.Errorf("the error reads %q", said)
	}
}
