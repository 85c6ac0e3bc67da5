package panel

import (
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/gis/finding"
	"segit/gis/render"
	"segit/store"
	"segit/store/desk"
)

func sample() gis.Finding {
	euro := gis.Cents(4320)
	return gis.Finding{
		ID: "0123456789abcdef", Control: "tari-surface", Severity: gis.High, TaxYear: 2025, Cadastre: gis.Urban,
		Key: gis.MakeKey("W001", "A", "12", "345", "6"), Address: "VIA DI PROVA 12",
		Expected: gis.SquareMetres(80 * gis.One), Found: gis.SquareMetres(60 * gis.One), Delta: gis.SquareMetres(-20 * gis.One),
		Euro: &euro, Confidence: gis.Medium, Reasons: []gis.Message{{Code: "ui.side.title"}}, State: "new",
		Evidence: []gis.Evidence{{
			Dataset: "units", SHA256: strings.Repeat("ab", 32), File: "W001A0001.FAB", Row: 1204,
			Facts: []gis.Fact{{Label: "surface", Value: "100.5"}},
		}},
		Notes: []gis.Note{{At: "2025-10-02", Author: "prova", Text: "visto"}},
	}
}

type deeds struct {
	edits  []desk.Edit
	edited []string
	moves  []int
	sheets []string
	copied string
}

func (d *deeds) panel(t *testing.T) *Evidence {
	t.Helper()
	states, err := finding.BuiltInStates()
	if err != nil {
		t.Fatal(err)
	}
	return NewEvidence(italian(t), render.Light, states, EvidenceEvents{
		Edit:   func(ids []string, e desk.Edit) { d.edits, d.edited = append(d.edits, e), ids },
		Beside: func(by int) { d.moves = append(d.moves, by) },
		Zoom:   func() {},
		Sheet:  func(id string) { d.sheets = append(d.sheets, id) },
		Copy:   func(s string) { d.copied = s },
	})
}

func TestEvidenceKeepsTheOrderOfTheFacts(t *testing.T) {
	test.NewTempApp(t)
	d := &deeds{}
	shown := read(d.panel(t).Of(sample(), 3, 9, Beside{}))
	inOrder(t, shown, "Anomalia 3 di 9")
	inOrder(t, shown, "W001 · sez. A · fg. 12 · p.lla 345 · sub 6", "VIA DI PROVA 12",
		"Atteso", "80,00 m²", "Trovato", "60,00 m²", "Differenza", "-20,00 m²", "43,20 €",
		"Affidabilità media", "riga 1.204 di W001A0001.FAB", "SHA-256 abababababab…", "100,5", "visto", "Stato: nuova")
	if strings.Contains(shown, strings.Repeat("ab", 32)) {
		t.Error("the whole hash fills the panel")
	}
}

func TestStateWithoutReasonIsSetAtOnce(t *testing.T) {
	test.NewTempApp(t)
	d := &deeds{}
	panel := d.panel(t).Of(sample(), 1, 1, Beside{})
	show(t, panel, 400, 900)
	press(t, panel, "in verifica")
	if len(d.edits) != 1 || *d.edits[0].State != "checking" || d.edits[0].Reason != "" {
		t.Errorf("edits = %+v", d.edits)
	}
}

func TestRejectingAsksForTheReasonInPlace(t *testing.T) {
	test.NewTempApp(t)
	d := &deeds{}
	panel := d.panel(t).Of(sample(), 1, 1, Beside{})
	show(t, panel, 400, 900)
	press(t, panel, "respinta…")
	if len(d.edits) != 0 {
		t.Fatalf("rejected without a reason: %+v", d.edits)
	}
	entry := field(t, panel, "Motivo per «respinta»")
	press(t, panel, "Conferma") // still disabled
	entry.SetText("   ")
	entry.OnSubmitted(entry.Text)
	if len(d.edits) != 0 {
		t.Fatalf("blanks were taken for a reason: %+v", d.edits)
	}
	entry.SetText("  superficie già rettificata ")
	press(t, panel, "Conferma")
	if len(d.edits) != 1 || *d.edits[0].State != "rejected" || d.edits[0].Reason != "superficie già rettificata" {
		t.Errorf("edits = %+v", d.edits)
	}
}

func TestAssigneeNoteSheetAndNeighbours(t *testing.T) {
	test.NewTempApp(t)
	d := &deeds{}
	panel := d.panel(t).Of(sample(), 1, 2, Beside{})
	show(t, panel, 400, 900)
	who := field(t, panel, "Assegnata a")
	who.OnSubmitted("") // nothing changed
	who.OnSubmitted(" ufficio ")
	note := field(t, panel, "Nuova nota")
	note.OnSubmitted(" ")
	note.OnSubmitted("telefonare")
	if len(d.edits) != 2 || *d.edits[0].Assignee != "ufficio" || d.edits[1].Note != "telefonare" {
		t.Errorf("edits = %+v", d.edits)
	}
	press(t, panel, "Scheda PDF")
	if len(d.sheets) != 1 || d.sheets[0] != "0123456789abcdef" {
		t.Errorf("sheets = %v", d.sheets)
	}
	walkable := 0
	each(panel, func(o fyne.CanvasObject) {
		if b, ok := o.(*widget.Button); ok && b.Text == "" && b.Importance == widget.LowImportance && !b.Disabled() {
			test.Tap(b)
			walkable++
		}
	})
	if len(d.moves) != 1 || d.moves[0] != 1 {
		t.Errorf("moves = %v: the first of two has only a next", d.moves)
	}
	if d.copied != strings.Repeat("ab", 32) {
		t.Errorf("copied %q", d.copied)
	}
}

func TestFindingWithNothingToMeasure(t *testing.T) {
	test.NewTempApp(t)
	d := &deeds{}
	shown := read(d.panel(t).Of(gis.Finding{ID: "x", Control: "own", State: "unknown", Stale: true}, 0, 0, Beside{}))
	inOrder(t, shown, "own", "L'ultimo controllo non la trova più", "Nessuna riga collegata.", "Stato: unknown")
	if strings.Contains(shown, "Atteso") || strings.Contains(shown, "Affidabilità") || strings.Contains(shown, "€") {
		t.Errorf("empty measures show:\n%s", shown)
	}
}

func TestHistoryIsToldLastFirst(t *testing.T) {
	test.NewTempApp(t)
	d := &deeds{}
	at := time.Date(2026, 3, 2, 9, 30, 0, 0, time.Local)
	shown := read(d.panel(t).Of(sample(), 1, 1, Beside{
		History: []desk.Logged{
			{Operation: store.Operation{Actor: "anna", At: at}, Changes: []desk.Changed{{Column: "state", New: "closed", Old: "new", Reason: "pagato"}}},
			{Operation: store.Operation{Actor: "bruno", At: at.Add(time.Hour), Undoes: "x/1"}, Changes: []desk.Changed{{Column: "due", Old: "2026-12-31"}}},
		},
		Assertions: []desk.Assertion{{About: "F:W001/A/12/345/6", Text: "demolito", Author: "carla", At: at}},
	}))
	inOrder(t, shown, "Dichiarazioni", "02/03/2026 · carla · F:W001/A/12/345/6", "demolito", "Storia",
		"02/03/2026 10:30 · bruno · annullamento", "scadenza: da 31/12/2026 a –", "02/03/2026 09:30 · anna", "stato: da nuova a chiusa (pagato)")
}

func TestManyOfferWhatAllMayTake(t *testing.T) {
	test.NewTempApp(t)
	d := &deeds{}
	a, b := sample(), sample()
	b.ID, b.State, b.Assignee = "b", "to-invite", "Rosa"
	panel := d.panel(t).Many([]gis.Finding{a, b})
	show(t, panel, 400, 900)
	shown := read(panel)
	inOrder(t, shown, "2 anomalie scelte", "86,40 €", "Stato: diversi", "[in verifica]", "[chiusa…]", "[respinta…]")
	if strings.Contains(shown, "[nuova]") || strings.Contains(shown, "[da invitare]") {
		t.Errorf("a state is offered that not all may take:\n%s", shown)
	}
	press(t, panel, "in verifica")
	if len(d.edits) != 1 || *d.edits[0].State != "checking" || !slices.Equal(d.edited, []string{a.ID, "b"}) {
		t.Errorf("edits %+v of %v", d.edits, d.edited)
	}
	field(t, panel, "Assegnata a").OnSubmitted("") // they differ: nobody for both
	due := field(t, panel, "Scadenza (gg/mm/aaaa)")
	due.OnSubmitted("31/2/2026")
	if shown := read(panel); !strings.Contains(shown, "non è una data") || len(d.edits) != 2 {
		t.Errorf("a day that is none: %d edits\n%s", len(d.edits), shown)
	}
	due.OnSubmitted("1/12/2026")
	if len(d.edits) != 3 || *d.edits[1].Assignee != "" || *d.edits[2].Due != gis.Day(2026, 12, 1) {
		t.Errorf("edits = %+v", d.edits)
	}
}
