package ui

import (
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/widget"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store/desk"
	"segit/sync/client"
	"segit/sync/sharing"
	"segit/ui/mapview"
)

// laptop gives the fake archive three sheets side by side, of which the first is
// here until a time.
func (a *fakeArchive) laptop(until time.Time) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.shared.Joined = true
	s := &a.shared.Sheeted
	for i, cell := range []string{"A/1", "A/2", "B/1"} {
		x := fakeX + 160*float64(i)
		s.Sheets = append(s.Sheets, client.Sheet{Cell: cell, Rows: 100, Bytes: 2e6, Outline: orb.Bound{
			Min: orb.Point{x, fakeY}, Max: orb.Point{x + 160, fakeY + fakeSide*fakeCount},
		}.ToPolygon()})
	}
	s.Here, s.Want = []string{"A/1"}, []string{"A/1"}
	a.shared.Holding = sharing.Holding{Holding: client.Holding{Want: s.Want, Here: s.Here}, Rows: 100, Bytes: 3e6, Until: until}
}

func (r *rig) laptop(until time.Time) *fakeArchive {
	r.open("/prova/W001.segit")
	r.event("map", "view")
	r.event("sharing", "shown")
	r.archives.last.laptop(until)
	r.forgetTrace()
	r.loadShared()
	r.event("sharing", "shown")
	return r.archives.last
}

// after gives what the window tells of a deed.
func (r *rig) after(control, event string, deed func()) map[string]any {
	r.t.Helper()
	r.forgetTrace()
	deed()
	return r.event(control, event)
}

// tapMap clicks on the map where a place of the ground shows.
func (r *rig) tapMap(p orb.Point) {
	v := r.mapv.View()
	x, y := v.ToPixel(p)
	e := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
	e.Position = fyne.NewPos(float32(x/v.PixelRatio), float32(y/v.PixelRatio))
	r.mapv.MouseDown(e)
	r.mapv.MouseUp(e)
}

// labels are the texts of the labels that show in an object.
func labels(o fyne.CanvasObject) (all []*widget.Label) {
	switch o := o.(type) {
	case *widget.Label:
		return []*widget.Label{o}
	case *fyne.Container:
		for _, part := range o.Objects {
			all = append(all, labels(part)...)
		}
	}
	return all
}

// TestWhatIsHereIsSaidOnTheMap, and that a lease ends before it does.
func TestWhatIsHereIsSaidOnTheMap(t *testing.T) {
	for _, c := range []struct {
		left  time.Duration
		warns bool
	}{{7 * 24 * time.Hour, false}, {20 * time.Hour, true}} {
		r := newRig(t)
		until := time.Now().Add(c.left)
		r.laptop(until)
		shown := labels(r.card)
		if len(shown) != 2 {
			t.Fatalf("%d lines", len(shown))
		}
		if want := "Fogli qui (1): A/1 · 100 righe · 3,0 MB"; shown[0].Text != want {
			t.Errorf("%q, want %q", shown[0].Text, want)
		}
		if warns := shown[1].Importance == widget.WarningImportance; warns != c.warns {
			t.Errorf("%v before the end: %q", c.left, shown[1].Text)
		}
	}
}

// TestSheetsAreChosenOnTheMap: by a click, by a polygon that is drawn, and from
// the list; the map shows the choice, and what is chosen becomes the area.
func TestSheetsAreChosenOnTheMap(t *testing.T) {
	r := newRig(t)
	a := r.laptop(time.Time{})
	r.chooseArea()
	if !slices.ContainsFunc(r.mapv.Layers(), func(l mapview.Layer) bool { return l.Name == sharing.AreaLayer && !l.Hidden }) {
		t.Error("the sheets are not on the map while they are chosen")
	}
	if e := r.after("area", "toggled", func() { r.tapMap(orb.Point{fakeX + 200, fakeY + 100}) }); e["cell"] != "A/2" || e["chosen"] != 2.0 {
		t.Errorf("%v", e)
	}
	r.drawArea(true)
	for _, p := range []orb.Point{{fakeX + 400, fakeY + 50}, {fakeX + 420, fakeY + 50}, {fakeX + 410, fakeY + 90}} {
		r.tapMap(p)
	}
	if e := r.after("area", "drawn", func() { r.mapv.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn}) }); e["touched"] != 1.0 || e["chosen"] != 3.0 {
		t.Errorf("%v", e)
	}
	r.toggleSheet("A/1")
	if e := r.after("area", "taken", r.takeChoice); e["sheets"] != 2.0 {
		t.Errorf("%v", e)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if got := a.shared.Sheeted.Here; !slices.Equal(got, []string{"A/2", "B/1"}) {
		t.Errorf("%v", got)
	}
}

// TestAChoiceThatIsLeftChangesNothing: Esc leaves the polygon first, then the
// choice; and the last sheet cannot be given back.
func TestAChoiceThatIsLeftChangesNothing(t *testing.T) {
	r := newRig(t)
	a := r.laptop(time.Time{})
	r.chooseArea()
	if e := r.after("area", "toggled", func() { r.toggleSheet("A/1") }); e["chosen"] != 1.0 {
		t.Errorf("%v", e)
	}
	r.drawArea(true)
	r.mapv.TypedKey(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if r.choice == nil || r.mapv.Sketching() {
		t.Fatal("Esc left the choice with the polygon")
	}
	r.mapv.Events.Escape()
	if r.choice != nil {
		t.Error("Esc did not leave the choice")
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if got := a.shared.Sheeted.Here; !slices.Equal(got, []string{"A/1"}) {
		t.Errorf("%v", got)
	}
}

// TestTheSheetsLieOverTheGround and under the findings.
func TestTheSheetsLieOverTheGround(t *testing.T) {
	rows := arrange([]desk.Layer{
		{Name: "parcels", Geometry: gis.PolygonShape}, {Name: sharing.AreaLayer, Source: sharing.AreaSource, Geometry: gis.PolygonShape},
	}, 1)
	names := []string{}
	for _, r := range rows {
		names = append(names, r.Name)
	}
	if !slices.Equal(names, []string{findingsLayer, sharing.AreaLayer, "parcels"}) {
		t.Errorf("%v", names)
	}
	if !drawnOnly(&rows[0].Layer) || !drawnOnly(&rows[1].Layer) || drawnOnly(&rows[2].Layer) || drawnOnly(&desk.Layer{Name: sharing.AreaLayer, Source: ownSource}) {
		t.Error("an overlay or a click would ask the wrong layers")
	}
}
