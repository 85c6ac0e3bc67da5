package panel

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/gis/finding"
	"segit/gis/render"
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
		Edit:   func(_ string, e desk.Edit) { d.edits = append(d.edits, e) },
		Beside: func(by int) { d.moves = append(d.moves, by) },
		Zoom:   func() {},
		Sheet:  func(id string) { d.sheets = append(d.sheets, id) },
		Copy:   func(s string) { d.copied = s },
	})
}

func TestEvidenceKeepsTheOrderOfTheFacts(t *testing.T) {
	test.NewTempApp(t)
	d := &deeds{}
	shown := read(d.panel(t).Of(sample(), 3, 9))
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
	panel := d.panel(t).Of(sample(), 1, 1)
	show(t, panel, 400, 900)
	press(t, panel, "in verifica")
	if len(d.edits) != 1 || *d.edits[0].State != "checking" || d.edits[0].Reason != "" {
		t.Errorf("edits = %+v", d.edits)
	}
}

func TestRejectingAsksForTheReasonInPlace(t *testing.T) {
	test.NewTempApp(t)
	d := &deeds{}
	panel := d.panel(t).Of(sample(), 1, 1)
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
	panel := d.panel(t).Of(sample(), 1, 2)
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
	shown := read(d.panel(t).Of(gis.Finding{ID: "x", Control: "own", State: "unknown", Stale: true}, 0, 0))
	inOrder(t, shown, "own", "L'ultimo controllo non la trova più", "Nessuna riga collegata.", "Stato: unknown")
	if strings.Contains(shown, "Atteso") || strings.Contains(shown, "Affidabilità") || strings.Contains(shown, "€") {
		t.Errorf("empty measures show:\n%s", shown)
	}
}
