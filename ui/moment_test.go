package ui

import (
	"testing"

	"fyne.io/fyne/v2"

	"segit/gis"
	"segit/store/desk"
)

// typeInto writes into the field that has the focus and presses Enter.
func typeInto(t *testing.T, r *rig, text string) {
	t.Helper()
	typed, is := r.win.Canvas().Focused().(interface {
		fyne.Focusable
		SetText(string)
	})
	if !is {
		t.Fatalf("the focus is on %T", r.win.Canvas().Focused())
	}
	typed.SetText(text)
	typed.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
}

func TestMomentIsChosenOnceForAll(t *testing.T) {
	r := openRig(t)
	r.askMoment()
	typeInto(t, r, "31/02/2024") // no such day: the question stays
	if got := r.archives.last.Moment(); got != (desk.Moment{}) {
		t.Errorf("moment %+v", got)
	}
	typeInto(t, r, "31/12/2024")
	if e := r.event("moment", "set"); e["as_at"] != "2024-12-31" || e["as_known"] != "" {
		t.Errorf("set = %v", e)
	}
	if got := r.archives.last.Moment(); got.AsAt != gis.Day(2024, 12, 31) {
		t.Errorf("moment %+v", got)
	}
	r.forgetTrace()
	r.askMoment()
	typeInto(t, r, "")
	r.event("moment", "set")
	if got := r.archives.last.Moment(); got != (desk.Moment{}) {
		t.Errorf("moment %+v", got)
	}
}

func TestSupplyIsLookedAtAndUndone(t *testing.T) {
	r := openRig(t)
	row := desk.SupplyStatus{Supply: gis.Supply{ID: 1, File: "W001A0001.FAB"}, Held: true, InForce: true}
	r.showChanges(row)
	if e := r.event("supplies", "changes"); e["shown"] != 1.0 {
		t.Errorf("changes = %v", e)
	}
	r.undoSupply(row, false)
	typeInto(t, r, "arrivata per errore")
	if e := r.event("supplies", "acted"); e["withdrawn"] != true {
		t.Errorf("acted = %v", e)
	}
	row.Acts = r.archives.last.acts
	if !row.Withdrawn() || row.Acts[0].Reason != "arrivata per errore" {
		t.Errorf("acts %+v", row.Acts)
	}
	r.forgetTrace()
	r.undoSupply(row, false)
	r.event("supplies", "acted")
	row.Acts = r.archives.last.acts
	if row.Withdrawn() {
		t.Errorf("acts %+v", row.Acts)
	}
}

// The whole delivery of a supply is undone and taken back by a choice of its own.
func TestDeliveryIsUndone(t *testing.T) {
	r := openRig(t)
	row := desk.SupplyStatus{Supply: gis.Supply{ID: 1, File: "tari-1.csv"}, Held: true, InForce: true, Beside: 1}
	r.undoSupply(row, true)
	typeInto(t, r, "mese sbagliato")
	if e := r.event("supplies", "acted"); e["withdrawn"] != true || e["supplies"] != 2.0 {
		t.Errorf("acted = %v", e)
	}
	r.forgetTrace()
	row.Acts = r.archives.last.acts
	r.undoSupply(row, true)
	if e := r.event("supplies", "acted"); e["withdrawn"] != false || e["supplies"] != 2.0 {
		t.Errorf("acted = %v", e)
	}
}
