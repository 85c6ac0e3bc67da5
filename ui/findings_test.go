package ui

import (
	"testing"

	"fyne.io/fyne/v2"
	"github.com/paulmach/orb"

	"segit/store/desk"
	"segit/ui/panel"
)

// openRig is a window with an archive open and its map drawn.
func openRig(t *testing.T) *rig {
	t.Helper()
	r := newRig(t)
	r.open("/prova/W001.segit")
	r.event("archive", "opened")
	r.event("map", "view")
	return r
}

func TestRowAndSymbolLeadToTheSameFinding(t *testing.T) {
	r := openRig(t)
	want := r.findings[2]

	r.chooseFinding(want.ID) // as a click on the row does
	if e := r.event("evidence", "shown"); e["id"] != want.ID || e["sources"] != 1.0 {
		t.Errorf("evidence = %v", e)
	}
	view := r.mapv.View()
	if !view.Bound().Contains(want.Geometry.Bound().Center()) {
		t.Errorf("the map shows %v, which is not where the finding is", view.Bound())
	}

	r.clearSelection()
	r.forgetTrace()
	r.mapv.Events.Click(want.Geometry.Bound().Center(), 2) // as a click on the symbol does
	if e := r.event("findings", "selected"); e["id"] != want.ID || e["zoomed"] != false {
		t.Errorf("selected = %v", e)
	}
	if at, of := r.list.Place(r.chosen.ID); at != 3 || of != 9 {
		t.Errorf("the list marks row %d of %d", at, of)
	}
}

func TestFilterAndOrder(t *testing.T) {
	r := openRig(t)
	r.forgetTrace()
	r.list.SetFilter("tari-surface", "")
	if e := r.event("findings", "listed"); e["count"] != 3.0 || e["total"] != 9.0 {
		t.Errorf("listed = %v", e)
	}
	r.list.Ordered(panel.Order{Column: 2, Descend: true})
	r.event("findings", "sorted")
	last := r.findings[2].ID
	if at, _ := r.list.Place(last); at != 1 {
		t.Errorf("the last parcel stands at %d after sorting downwards", at)
	}
	r.list.SetFilter("tari-surface", "rejected")
	r.forgetTrace()
	if e := r.event("findings", "listed"); e["count"] != 0.0 {
		t.Errorf("listed = %v", e)
	}
}

func TestNextAndPreviousFinding(t *testing.T) {
	r := openRig(t)
	r.stepTo(1) // nothing chosen: the first
	r.event("evidence", "shown")
	r.forgetTrace()
	r.stepTo(1)
	if e := r.event("evidence", "shown"); e["id"] != r.findings[1].ID {
		t.Errorf("next = %v", e)
	}
	r.forgetTrace()
	r.stepTo(-1)
	if e := r.event("evidence", "shown"); e["id"] != r.findings[0].ID {
		t.Errorf("previous = %v", e)
	}
}

func TestEditIsStoredAndShown(t *testing.T) {
	r := openRig(t)
	id := r.findings[0].ID
	r.chooseFinding(id)
	r.event("evidence", "shown")
	state := "checking"
	r.edit([]string{id}, desk.Edit{State: &state})
	r.event("finding", "edited")
	r.forgetTrace()
	if e := r.event("evidence", "shown"); e["state"] != "checking" {
		t.Errorf("evidence = %v", e)
	}
	if e := r.archives.last.edits[0]; e.Author != "prova" || *e.State != "checking" {
		t.Errorf("edit = %+v", e)
	}
}

func TestClickIdentifiesByLayerAndEmptiesThePanel(t *testing.T) {
	r := openRig(t)
	inside := orb.Point{fakeX + 5.5*fakeSide, fakeY + 0.5*fakeSide}
	r.mapv.Events.Click(inside, 1)
	e := r.event("identify", "shown")
	if layers := e["layers"].([]any); len(layers) != 2 || layers[0] != "parcels" || layers[1] != "buildings" {
		t.Errorf("identified %v", layers)
	}
	r.openFeature(1)
	if e := r.seen("identify", "opened"); e["layer"] != "buildings" {
		t.Errorf("opened = %v", e)
	}
	r.layerBox.Toggle("buildings", "buildings", false)
	r.forgetTrace()
	r.mapv.Events.Click(inside, 1)
	if e := r.event("identify", "shown"); e["count"] != 1.0 {
		t.Errorf("a hidden layer answers: %v", e)
	}
	r.forgetTrace()
	r.mapv.Events.Click(orb.Point{0, 0}, 1)
	if e := r.event("identify", "shown"); e["count"] != 0.0 || len(r.features) != 0 {
		t.Errorf("a click on nothing shows %v", e)
	}
}

func TestSearchShowsResultsAndGoesThere(t *testing.T) {
	r := openRig(t)
	r.focusLocator()
	r.locator.SetText("5")
	if e := r.event("locator", "results"); e["count"] != 1.0 {
		t.Fatalf("results = %v", e)
	}
	r.locator.OnSubmitted("")
	if e := r.seen("map", "goto"); e == nil || e["key"] != "W001/A/12/54" {
		t.Errorf("goto = %v", e)
	}
	r.forgetTrace()
	r.locator.SetText("?")
	if e := r.event("locator", "results"); e["trouble"] == "" {
		t.Errorf("a text that is not understood gave %v", e)
	}
	r.locator.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if r.win.Canvas().Focused() != r.mapv {
		t.Error("Esc does not give the keyboard back to the map")
	}
}
