package mapview

import (
	"math"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis/render"
)

// corner is a point on the outline of the square.
var corner = orb.Point{1000, 1050}

func TestFullExtentShowsTheLayers(t *testing.T) {
	r := newRig(t, Layer{Name: "parcels"})
	if got := r.View().Bound(); !got.Contains(orb.Point{1000, 1000}) || !got.Contains(orb.Point{1100, 1100}) {
		t.Errorf("the view %v does not hold the square", got)
	}
	if !r.touched(corner) || r.touched(orb.Point{1050, 1050}) {
		t.Error("the outline is not drawn, or the inside is")
	}
}

func TestToggledLayerIsNotDrawnAgain(t *testing.T) {
	r := newRig(t, Layer{Name: "parcels"}, Layer{Name: "buildings"})
	parcels, buildings := r.source.calls("parcels"), r.source.calls("buildings")
	inside := orb.Point{1050, 1050}
	if !r.touched(inside) {
		t.Fatal("the building has no inside")
	}
	r.SetLayers([]Layer{{Name: "parcels"}, {Name: "buildings", Hidden: true}})
	r.settle()
	if r.touched(inside) {
		t.Error("the hidden layer still shows")
	}
	r.SetLayers([]Layer{{Name: "parcels"}, {Name: "buildings"}})
	r.settle()
	if !r.touched(inside) {
		t.Error("the layer did not come back")
	}
	// Labels of parcels are written anew; the frames are not.
	if r.source.calls("buildings") != buildings {
		t.Errorf("buildings were read %d times more", r.source.calls("buildings")-buildings)
	}
	r.Changed("buildings")
	r.settle()
	if r.source.calls("buildings") == buildings || r.source.calls("parcels") > parcels+6 {
		t.Error("a change of one layer did not read that layer alone")
	}
}

func TestPanShowsTheOldFrameAtOnce(t *testing.T) {
	r := newRig(t, Layer{Name: "buildings"})
	r.source.mu.Lock()
	r.source.hold = make(chan bool)
	r.source.mu.Unlock()
	v := r.View()
	v.Centre[0] += 30 * v.MetresPerPixel
	r.move(v)
	if !r.touched(orb.Point{1050, 1050}) {
		t.Error("the moved frame does not show while the new one is being drawn")
	}
	close(r.source.hold)
	r.settle()
	if r.frameOf != r.view {
		t.Error("the settled frame is not of the view")
	}
}

func TestSelectionIsOutlinedAndCleared(t *testing.T) {
	r := newRig(t)
	at := orb.Point{1020, 1050}
	r.Select(orb.Bound{Min: orb.Point{1020, 1020}, Max: orb.Point{1080, 1080}}.ToPolygon())
	r.settle()
	x, y := r.View().ToPixel(at)
	cyan := render.StyleFor(render.SelectionLayer, render.Light).Line
	if got := r.image().RGBAAt(int(x), int(y)); got != cyan {
		t.Errorf("the outline is %v, want %v", got, cyan)
	}
	r.until("the end of the flash", func() bool { return !r.bold })
	r.Select()
	r.settle()
	if r.touched(at) {
		t.Error("the selection stays")
	}
}

func TestOnlyTheLatestRequestArrives(t *testing.T) {
	r := newRig(t, Layer{Name: "buildings"})
	for i := range 20 {
		r.Zoom(math.Pow(1.1, float64(i%3-1)))
	}
	r.settle()
	if r.frameOf != r.view {
		t.Errorf("the frame is of %v, the view is %v", r.frameOf, r.view)
	}
}

func TestBrokenLayerIsTold(t *testing.T) {
	r := newRig(t, Layer{Name: "parcels"})
	var failed error
	r.Events.Failed = func(err error) { failed = err }
	r.SetLayers([]Layer{{Name: "broken"}})
	r.until("the failure", func() bool { return failed != nil })
}

func TestHistoryCutsWhatWasAhead(t *testing.T) {
	r := newRig(t, Layer{Name: "parcels"})
	first := r.View()
	r.SetScale(5000)
	second := r.View()
	r.SetScale(10_000)
	r.Back()
	r.Back()
	if !sameGround(r.View(), first) {
		t.Errorf("two steps back show %v, want %v", r.View(), first)
	}
	r.Back() // nothing further back
	r.Forward()
	if !sameGround(r.View(), second) {
		t.Errorf("one step forward shows %v, want %v", r.View(), second)
	}
	r.SetScale(700)
	r.Forward()
	if got := r.View().Scale(); math.Abs(got-700) > 1e-6 {
		t.Errorf("forward after a new view shows 1:%v", got)
	}
}

func TestResizeAndPixelRatioKeepTheGround(t *testing.T) {
	r := newRig(t, Layer{Name: "parcels"})
	before := r.View()
	r.generate(2*rigWidth, 2*rigHeight) // the same widget on a screen of twice the density
	after := r.View()
	if after.PixelRatio != 2 || after.Centre != before.Centre || math.Abs(after.Scale()-before.Scale()) > 1e-9 {
		t.Errorf("view %+v became %+v", before, after)
	}
	if got := r.Reach() / after.MetresPerPixel; got != 2*identifyReach {
		t.Errorf("a click reaches %v physical pixels, want %d", got, 2*identifyReach)
	}
}

func TestPointIsCentredAndSmallBoxKeepsItsSurroundings(t *testing.T) {
	r := newRig(t, Layer{Name: "parcels"})
	r.ZoomTo(orb.Bound{Min: orb.Point{1000, 1000}, Max: orb.Point{1000.1, 1000.1}})
	if got := r.View().Scale(); math.Abs(got-closest) > 1e-6 {
		t.Errorf("a tiny box is shown at 1:%v, want 1:%d", got, closest)
	}
	r.Centre(orb.Point{1234, 1111})
	if r.View().Centre != (orb.Point{1234, 1111}) {
		t.Errorf("centre = %v", r.View().Centre)
	}
	before := r.View()
	r.ZoomTo(orb.Bound{Min: orb.Point{1, 1}, Max: orb.Point{-1, -1}})
	if r.View() != before {
		t.Error("an empty box moved the map")
	}
}

func TestDarkMapHasADarkGround(t *testing.T) {
	r := newRig(t)
	r.SetDark(true)
	r.settle()
	if got := r.image().RGBAAt(2, 2); got != render.Dark.Ground() {
		t.Errorf("ground = %v", got)
	}
}

func TestCacheKeepsWithinItsBudget(t *testing.T) {
	view := render.View{Width: 100, Height: 100, MetresPerPixel: 1, PixelRatio: 1}
	c := newCache(3 * 100 * 100 * 4)
	names := []string{"a", "b", "c", "d"}
	for _, n := range names {
		c.put(key{layer: n, view: view}, blank(view))
		c.get(key{layer: "a", view: view}) // a stays the youngest
	}
	for _, n := range names {
		if got, want := c.get(key{layer: n, view: view}) != nil, n != "b"; got != want {
			t.Errorf("frame %s is kept: %v, want %v", n, got, want)
		}
	}
	c.clear(func(k key) bool { return k.layer == "a" })
	if c.get(key{layer: "a", view: view}) != nil || c.spent != 2*100*100*4 {
		t.Errorf("after clearing one frame %d bytes are spent", c.spent)
	}
}

func BenchmarkPanFrame(b *testing.B) {
	m := &Map{theme: render.Light}
	m.view = render.View{Width: 1600, Height: 1000, MetresPerPixel: 1, PixelRatio: 1}
	m.frame, m.frameOf = blank(m.view), m.view
	for b.Loop() {
		m.view.Centre[0]++
		m.compose()
	}
}
