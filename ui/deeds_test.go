package ui

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/text"
	"segit/store/desk"
	"segit/ui/look"
)

func TestImportTellsFileByFile(t *testing.T) {
	r := openRig(t)
	r.importFiles(desk.ImportRequest{Paths: []string{"/forniture/W001A0001.FAB", "/forniture/foto.jpg"}})
	if e := r.event("import", "done"); e["files"] != 2.0 || e["refused"] != 1.0 {
		t.Errorf("done = %v", e)
	}
	if got := r.archives.last.imported; got.Operator != "prova" || len(got.Paths) != 2 {
		t.Errorf("request = %+v", got)
	}
}

func TestImportCanBeStopped(t *testing.T) {
	r := openRig(t)
	r.archives.last.block = make(chan bool)
	r.importFiles(desk.ImportRequest{Paths: []string{"/forniture"}})
	r.event("task", "running")
	r.tasks.Cancel(slotImport)
	if e := r.event("task", "cancelled"); e["task"] != slotImport {
		t.Errorf("cancelled = %v", e)
	}
	if r.seen("error", "shown") != nil {
		t.Error("a stopped import shows an error")
	}
}

func TestControlsRunAndFillTheList(t *testing.T) {
	r := openRig(t)
	r.runControls(desk.ControlRequest{IDs: []string{"tari-surface"}, Year: 2025})
	if e := r.event("controls", "done"); e["findings"] != 9.0 {
		t.Errorf("done = %v", e)
	}
	if r.archives.last.ran.Year != 2025 {
		t.Errorf("request = %+v", r.archives.last.ran)
	}
}

func TestOverlayMakesALayerAndTellsOfBadFeatures(t *testing.T) {
	r := openRig(t)
	request := desk.OverlayRequest{
		Op: "intersection", A: desk.OverlayFrom{Layer: "parcels"}, B: desk.OverlayFrom{Layer: "buildings"}, Into: desk.OverlayInto{Layer: "costruito"},
	}
	r.runOverlay(request)
	if e := r.event("overlay", "done"); e["pieces"] != 7.0 || e["set_aside"] != 1.0 || e["records"] != 1.0 || e["layer"] != "costruito" {
		t.Errorf("done = %v", e)
	}
	if got := r.archives.last.overlaid[0]; got.Into.Operator != "prova" || got.Op != "intersection" {
		t.Errorf("request = %+v", got)
	}
	notes := r.overlays.Notes()
	if len(notes) != 2 || !notes[0].Aside || notes[1].Aside {
		t.Fatalf("notes = %+v: those set aside come first", notes)
	}
	r.forgetTrace()
	r.overlays.Choose(0) // it lies nowhere: the map stays
	r.overlays.Choose(1)
	if e := r.event("overlay", "note"); e["x"] != fakeX+100 || e["y"] != fakeY+100 {
		t.Errorf("zoomed to %v", e)
	}
	records, err := r.archive.Overlays(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.forgetTrace()
	r.overlays.Again(records[0])
	r.event("overlay", "done")
	if again := r.archives.last.overlaid; len(again) != 2 || again[1].Op != request.Op || again[1].A.Layer != "parcels" || again[1].Into.Layer != "costruito" {
		t.Errorf("again = %+v", again)
	}
}

func TestLockedArchiveIsAnErrorInWords(t *testing.T) {
	r := openRig(t)
	r.open("/prova/locked.segit")
	e := r.event("error", "shown")
	if sentence := e["text"].(string); sentence == "" || strings.Contains(sentence, "key.form") {
		t.Errorf("the error reads %q", sentence)
	}
	if r.archive == nil || r.archives.last.closed {
		t.Error("the archive that was open is gone")
	}
}

func TestAnotherArchiveTakesThePlaceAndCloseEmptiesTheWindow(t *testing.T) {
	r := openRig(t)
	first := r.archives.last
	r.forgetTrace()
	r.open("/prova/altro.segit")
	r.event("archive", "opened")
	if !first.closed {
		t.Error("the first archive stays open")
	}
	r.closeArchive()
	r.event("archive", "closed")
	if !r.archives.last.closed || r.archive != nil {
		t.Error("the archive is not closed")
	}
	r.event("window", "welcome")
	if got := r.recent(); len(got) != 2 || got[0] != "/prova/altro.segit" {
		t.Errorf("recent = %v", got)
	}
}

func TestGoalOfTheCommandLine(t *testing.T) {
	r := newRig(t)
	r.goal = "W001/A/12/32"
	r.open("/prova/W001.segit")
	if e := r.event("map", "goto"); e["key"] != "W001/A/12/32" {
		t.Errorf("goto = %v", e)
	}
}

func TestUnknownGoalIsSaid(t *testing.T) {
	r := newRig(t)
	r.goal = "W001/A/99/1"
	r.open("/prova/W001.segit")
	if e := r.event("error", "shown"); !strings.Contains(e["text"].(string), "W001/A/99/1") {
		t.Errorf("error = %v", e)
	}
}

func TestLanguageAndFaceSwitchWithTheArchiveOpen(t *testing.T) {
	r := openRig(t)
	r.chooseFinding(r.findings[0].ID)
	r.event("evidence", "shown")
	r.setLanguage(text.English)
	if got := r.win.MainMenu().Items[0].Label; got != "Archive" {
		t.Errorf("first menu = %q", got)
	}
	if r.chosen.ID == "" || r.archive == nil {
		t.Error("the language switch lost what was open")
	}
	r.setMode(look.Dark)
	if e := r.seen("window", "mode"); e["dark"] != true {
		t.Errorf("mode = %v", e)
	}
	if got := r.language(); got != text.English {
		t.Errorf("the next start speaks %q", got)
	}
}

func TestPanelsFold(t *testing.T) {
	r := openRig(t)
	r.fold()
	if r.splits.left.Leading.Visible() || r.side.Visible() && r.splits.right.Trailing.Visible() || r.tabs.Visible() {
		t.Error("a panel still shows")
	}
	r.fold()
	if !r.tabs.Visible() || !r.splits.left.Leading.Visible() {
		t.Error("the panels do not come back")
	}
}

func TestReportIsWrittenWholeOrNotAtAll(t *testing.T) {
	r := openRig(t)
	path := filepath.Join(t.TempDir(), "scheda.pdf")
	r.report(path, func(ctx context.Context, out io.Writer, _ gis.Progress) error {
		return r.archive.ReportFinding(ctx, r.findings[0].ID, r.reportRequest(), out)
	})
	r.event("report", "written")
	if body, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(body), "%PDF aaaa") {
		t.Fatalf("report = %q, %v", body, err)
	}
	r.report(path, func(context.Context, io.Writer, gis.Progress) error { return errors.New("no font") })
	r.event("error", "shown")
	if body, err := os.ReadFile(path); err != nil || !strings.HasPrefix(string(body), "%PDF") {
		t.Errorf("the failed report left %q, %v", body, err)
	}
	if left, err := os.ReadDir(filepath.Dir(path)); err != nil || len(left) != 1 {
		t.Errorf("files left: %v, %v", left, err)
	}
	err := replace(filepath.Join(path, "x.pdf"), func(io.Writer) error { return nil })
	if err == nil {
		t.Error("a file taken for a folder was accepted")
	}
}

func TestEveryCommandHasItsWordsAndItsOwnKeys(t *testing.T) {
	r := newRig(t)
	seen := map[string]string{}
	for _, c := range r.commands {
		if c.title == "" {
			continue
		}
		if !r.words.Has(c.title) || !r.words.Has(c.menu) {
			t.Errorf("%s in %s has no words", c.title, c.menu)
		}
		name := string(c.key)
		if c.keys != nil {
			name = c.keys.ShortcutName()
		}
		if name != "" && seen[name] != "" {
			t.Errorf("%s and %s share the keys %s", seen[name], c.title, name)
		}
		seen[name] = c.title
	}
}
