package dialogue

import (
	"reflect"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"segit/gis"
	"segit/store/desk"
)

func mapLayers() []desk.Layer {
	return []desk.Layer{
		{Name: "parcels", Source: "cadastral-map", Geometry: gis.PolygonShape},
		{Name: "units", Source: "census"},
		{Name: "buildings", Source: "buildings", Geometry: gis.PolygonShape},
		{Name: "zones", Source: "zones", Geometry: gis.PolygonShape},
	}
}

// selects are the choices of the question, in order.
func (a Asker) selects() []*widget.Select {
	var all []*widget.Select
	each(a.question(), func(o fyne.CanvasObject) {
		if s, ok := o.(*widget.Select); ok {
			all = append(all, s)
		}
	})
	return all
}

func TestOverlayAsksForTwoLayersAndAName(t *testing.T) {
	a := newAsker(t)
	var got desk.OverlayRequest
	a.Overlay(mapLayers(), desk.OverlayRequest{Into: desk.OverlayInto{Layer: "costruito"}}, func(r desk.OverlayRequest) { got = r })
	a.press(t, "Esegui")
	want := desk.OverlayRequest{
		Op: "intersection", A: desk.OverlayFrom{Layer: "parcels@cadastral-map"}, B: desk.OverlayFrom{Layer: "buildings@buildings"}, Into: desk.OverlayInto{Layer: "costruito"},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, want %+v", got, want)
	}
}

// TestOverlayOffersWhatWasMadeBefore puts every setting in and reads it out
// again, with the operation that asks for it.
func TestOverlayOffersWhatWasMadeBefore(t *testing.T) {
	into := desk.OverlayInto{Layer: "r"}
	parcels, zones := desk.OverlayFrom{Layer: "parcels@cadastral-map"}, desk.OverlayFrom{Layer: "zones@zones"}
	for _, want := range []desk.OverlayRequest{
		{Op: "union", A: zones, B: parcels, Into: into, Sliver: 0.5, Tolerance: 0.02},
		{Op: "clip", A: zones, B: desk.OverlayFrom{Path: "/dati/vincoli.shp"}, Into: into},
		{Op: "dissolve", A: parcels, Into: into, By: []string{"sheet", "section"}, Sum: []string{"area"}},
		{Op: "buffer", A: parcels, Into: into, Distance: -2.5},
		{Op: "join", A: parcels, B: zones, Into: into, Predicate: "nearest", Distance: 10},
		{Op: "select", A: parcels, B: zones, Into: into, Predicate: "within"},
		{Op: "tabulate", A: parcels, B: zones, Into: into, Class: "code"},
	} {
		a := newAsker(t)
		var got desk.OverlayRequest
		a.Overlay(mapLayers(), want, func(r desk.OverlayRequest) { got = r })
		a.press(t, "Esegui")
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%+v, want %+v; %s", got, want, a.trouble())
		}
	}
}

func TestOverlaySaysWhatIsWrong(t *testing.T) {
	a := newAsker(t)
	a.Overlay(mapLayers(), desk.OverlayRequest{}, func(desk.OverlayRequest) { t.Error("it was taken") })
	file := a.selects()[2]
	file.SetSelectedIndex(3) // a file, which is not named
	a.press(t, "Esegui")
	if a.trouble() == "" {
		t.Error("a file without a name is not told of")
	}
	file.SetSelectedIndex(0)
	a.hint(t, "vuoto: nessuna").SetText("mezzo")
	a.press(t, "Esegui")
	if a.trouble() == "" {
		t.Error("a number that is none is not told of")
	}
}
