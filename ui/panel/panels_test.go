package panel

import (
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/render"
	"segit/store/desk"
	"segit/sync/client"
	"segit/sync/sharing"
	"segit/ui/task"
)

func TestLayersTellWhatIsSwitched(t *testing.T) {
	test.NewTempApp(t)
	l := NewLayers(italian(t), render.Light)
	show(t, l, 300, 500)
	if shown := read(l); !strings.Contains(shown, "Ctrl+I") {
		t.Errorf("an empty list says:\n%s", shown)
	}
	told := []string{}
	l.Toggled = func(name, source string, visible bool) {
		told = append(told, name+" "+source)
		if visible {
			t.Error("the layer was told as shown")
		}
	}
	l.SetRows([]LayerRow{
		{Layer: desk.Layer{Name: "findings", Count: 3, Geometry: gis.AnyShape}, Visible: true},
		{Layer: desk.Layer{Name: "parcels", Source: "census", Count: 1234, Geometry: gis.PolygonShape}, Visible: true},
		{Layer: desk.Layer{Name: "parcels", Source: "other", Count: 1, Geometry: gis.PolygonShape}, Visible: true},
		{Layer: desk.Layer{Name: "units", Count: 7}},
		{Layer: desk.Layer{Name: "tari", Count: 12, Incomplete: []gis.Message{gis.Say("desk.incomplete-in-force", "tari", "3")}}},
	})
	inOrder(t, read(l), "Anomalie", "3", "alta", "Particelle (Catasto censuario)", "1.234", "Particelle (other)", "Banche dati", "Unità immobiliari", "7", "◐ 12 (non intero)")
	l.Toggle("parcels", "other", false)
	l.Toggle("units", "", false) // has no check
	if len(told) != 1 || told[0] != "parcels other" {
		t.Errorf("told = %v", told)
	}
}

func TestFeaturesOpenOneAndNameTheOthers(t *testing.T) {
	test.NewTempApp(t)
	chosen := -1
	p := NewFeatures(italian(t), func(at int) { chosen = at }, func(int) {})
	features := []desk.Feature{
		{
			Layer: "parcels", Key: gis.MakeKey("W001", "A", "12", "5", ""), Line: 1204, Supply: gis.Supply{File: "a.CXF", Date: gis.Day(2025, 10, 2)},
			Fields: []desk.Field{
				{Name: "surface", Value: "1234.5", Type: gis.Number},
				{Name: "rendita", Value: "10.00", Type: gis.Money},
				{Name: "sup_date", Value: "2024-12-20", Type: gis.DayType},
				{Name: "sup_agrees", Value: "true", Type: gis.Flag},
				{Name: "altezza", Value: "7.25", Type: gis.Real},
				{Name: "annex", Value: ""},
			},
		},
		{Layer: "buildings", Label: "Municipio"},
		{Layer: "buildings", Line: 9},
	}
	panel := p.Of(features, 0)
	show(t, panel, 400, 600)
	shown := read(panel)
	inOrder(t, shown, "Identificati: 3")
	inOrder(t, shown, "Particelle", "sez. A · fg. 12 · p.lla 5", "Superficie m²", "1.234,5", "Rendita", "10,00 €",
		"20/12/2024", "sì", "altezza", "7,25", "a.CXF, riga 1.204 · 02/10/2025", "Edifici", "[Municipio]", "[Riga 9]")
	if strings.Contains(shown, "Allegato") {
		t.Error("an empty field shows")
	}
	press(t, panel, "Riga 9")
	if chosen != 2 {
		t.Errorf("chosen = %d", chosen)
	}
}

func TestWelcomeOffersWhatToBeginWith(t *testing.T) {
	test.NewTempApp(t)
	done := ""
	page := Welcome(italian(t), []string{"/archivi/W001.segit"}, WelcomeEvents{
		Open: func() { done += "open " }, Create: func() { done += "create " },
		Import: func() { done += "import " }, Demo: func() { done += "demo " },
		Recent: func(path string) { done += path },
	})
	show(t, page, 900, 700)
	for _, name := range []string{"Apri archivio…", "Nuovo archivio…", "Importa dati…", "Prova con il comune dimostrativo", "W001.segit   —   /archivi"} {
		press(t, page, name)
	}
	if done != "open create import demo /archivi/W001.segit" {
		t.Errorf("done = %q", done)
	}
}

func TestStatusShowsPlaceScaleAndArchive(t *testing.T) {
	test.NewTempApp(t)
	s := NewStatus(italian(t))
	show(t, s, 1400, 60)
	scales := []float64{}
	s.Scaled = func(n float64) { scales = append(scales, n) }
	s.Coordinate(orb.Point{507214.34, 4151902.8})
	s.Scale(2000)
	s.Archive(desk.About{EPSG: 7792, Plaintext: true}, gis.Day(2025, 10, 2))
	inOrder(t, read(s), "507.214,3   4.151.902,8", "EPSG:7792", "archivio in chiaro", "fonti al 02/10/2025")
	if s.scale.Text != "1:2.000" || len(scales) != 0 {
		t.Errorf("scale shows %q, told %v", s.scale.Text, scales)
	}
	s.scale.OnSubmitted("7500")
	s.scale.OnSubmitted("molto")
	s.scale.SetText("1:10.000") // as picked from the list
	if len(scales) != 2 || scales[0] != 7500 || scales[1] != 10_000 {
		t.Errorf("told %v", scales)
	}
	if !strings.Contains(read(s), "2.000") {
		t.Error("a scale that is none is not explained")
	}
}

func TestStatusShowsTheTaskAndItsCancel(t *testing.T) {
	test.NewTempApp(t)
	s := NewStatus(italian(t))
	show(t, s, 1400, 60)
	cancelled := ""
	s.Cancel = func(slot string) { cancelled = slot }
	s.Task(task.Status{Slot: "import", Title: gis.Say("ui.task.import"), Running: true, Done: 1, Size: 4, Elapsed: 74 * time.Second})
	inOrder(t, read(s), "Importazione", "01:14")
	if s.bar.Value != 0.25 || !s.bar.Visible() || s.endless.Visible() {
		t.Errorf("bar at %v", s.bar.Value)
	}
	each(s, func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok {
			test.Tap(b)
		}
	})
	if cancelled != "import" {
		t.Errorf("cancelled %q", cancelled)
	}
	s.Task(task.Status{Slot: "import", Title: gis.Say("ui.task.import"), Running: true})
	if s.bar.Visible() || !s.endless.Visible() {
		t.Error("a size that is not known shows a fraction")
	}
	s.Task(task.Status{Slot: "other"})
	if !s.work.Visible() {
		t.Error("the end of another job hides this one")
	}
	s.Task(task.Status{Slot: "import"})
	if s.work.Visible() {
		t.Error("an ended job stays")
	}
}

func TestLocatorByKeyboard(t *testing.T) {
	test.NewTempApp(t)
	l := NewLocator(italian(t))
	typed, found, left, other := "", "", 0, 0
	l.Typed = func(s string) { typed = s }
	l.Found = func(f desk.Feature) { found = f.Label }
	l.Left = func() { left++ }
	l.Other = func(*fyne.KeyEvent) { other++ }
	show(t, l, 420, 300)
	test.Type(l, "12/5")
	if typed != "12/5" {
		t.Errorf("typed = %q", typed)
	}
	l.Results([]desk.Feature{{Label: "uno"}, {Label: "due"}}, "")
	for _, key := range []fyne.KeyName{fyne.KeyUp, fyne.KeyDown, fyne.KeyDown} {
		l.TypedKey(&fyne.KeyEvent{Name: key})
	}
	l.OnSubmitted("")
	if found != "due" || l.card.Visible() {
		t.Errorf("found %q, card shows %v", found, l.card.Visible())
	}
	l.Results(nil, "la parte «X» non si capisce")
	if !strings.Contains(read(l.card), "«X»") {
		t.Errorf("trouble shows as %q", read(l.card))
	}
	l.OnSubmitted("") // nothing to choose
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF5})
	l.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if left != 1 || other != 1 || l.card.Visible() {
		t.Errorf("left %d, other %d, card shows %v", left, other, l.card.Visible())
	}
}

func TestOutcomeTellsFilesAndControls(t *testing.T) {
	test.NewTempApp(t)
	o := NewOutcome(italian(t))
	page := o.Page()
	show(t, page, 700, 400)
	o.File(desk.ImportedFile{Supply: gis.Supply{Source: "census", Read: 10, Accepted: 8, Rejected: 2}}, "a.FAB")
	o.File(desk.ImportedFile{Same: true}, "b.FAB")
	o.File(desk.ImportedFile{Refused: gis.Refuse("test", gis.BadInput, "ui.import.none")}, "c.jpg")
	o.File(desk.ImportedFile{Supply: gis.Supply{Source: "tari", Kind: gis.IncompleteSupply, Broken: []gis.Message{gis.Say("table.cut", 2, 13)}}}, "d.csv")
	o.Control(desk.ControlOutcome{Control: "tari-surface", Findings: 1234, New: 2})
	o.Control(desk.ControlOutcome{Control: "own", Skipped: []gis.Message{{Code: "ui.side.title"}}})
	shown := read(page)
	inOrder(t, shown, "a.FAB", "Catasto censuario", "10 righe lette, 8 accolte, 2 da parte", "b.FAB", "identico", "c.jpg", "nessun file indicato",
		"d.csv", "non è intero", "nessuna riga che c’era è stata chiusa o cambiata", "2 colonne su 13",
		"1.234 anomalie", "own", "Dettagli")
	if strings.Contains(shown, "Qui compare") {
		t.Error("the hint of the empty page stays")
	}
	o.Clear()
	if !strings.Contains(read(page), "Qui compare") {
		t.Error("the page is not empty again")
	}
}

func TestSuppliesNewestFirst(t *testing.T) {
	test.NewTempApp(t)
	s := NewSupplies(italian(t))
	show(t, s.Page(), 900, 300)
	rows := []desk.SupplyStatus{
		{Supply: gis.Supply{File: "vecchia.csv", Source: "tari", Date: gis.Day(2024, 1, 31), Read: 5, Accepted: 5}},
		{Supply: gis.Supply{File: "nuova.csv", Source: "tari", Date: gis.Day(2025, 1, 31), Read: 6, Accepted: 6}},
		{Supply: gis.Supply{File: "senza.csv", Date: gis.Always, Imported: time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)}},
	}
	s.Set(rows)
	row := s.list.CreateItem()
	s.list.UpdateItem(0, row)
	inOrder(t, read(row), "senza.csv", "02/01/2026")
	s.list.UpdateItem(1, row)
	inOrder(t, read(row), "nuova.csv", "31/01/2025", "6 righe lette")
	s.choose(desk.SupplyStatus{Held: true})
	if s.undo.Disabled() || !s.all.Disabled() {
		t.Error("a supply that came alone: not to be undone, or with others")
	}
	s.choose(desk.SupplyStatus{Held: true, Beside: 2})
	if s.all.Disabled() {
		t.Error("one that came with others: not to be undone with them")
	}
	if got := Newest(rows); got != gis.Day(2025, 1, 31) {
		t.Errorf("newest = %v", got)
	}
	if got := Newest(nil); got != gis.Always {
		t.Errorf("newest of nothing = %v", got)
	}
}

// TestTheStatusBarFitsASmallWindow, however much there is to say while work runs.
func TestTheStatusBarFitsASmallWindow(t *testing.T) {
	test.NewTempApp(t)
	s := NewStatus(italian(t))
	s.Archive(desk.About{EPSG: 7792}, gis.Day(2026, 11, 26))
	s.Sharing(&sharing.Shared{
		Joined: true, Status: client.Status{Pending: 12, Conflicts: 5, Synced: time.Now()}, Holding: sharing.Holding{Until: time.Now().Add(time.Hour)},
	}, false)
	s.Task(task.Status{Slot: "sync", Running: true, Title: gis.Say("ui.task.area"), Stage: gis.Say("sync.stage-supplies"), Done: 3, Size: 9, Elapsed: 90 * time.Second})
	if got := s.MinSize().Width; got > 1280 {
		t.Errorf("it wants %v of 1280", got)
	}
	s.Task(task.Status{Slot: "sync"})
	if !s.crs.Visible() || !s.sources.Visible() || s.work.Visible() {
		t.Error("what made room is not back")
	}
}
