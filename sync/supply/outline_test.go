package supply_test

import (
	"testing"

	"github.com/paulmach/orb"
	"github.com/paulmach/orb/encoding/wkb"
	"github.com/paulmach/orb/planar"

	"segit/gis"
	"segit/store"
	"segit/sync/supply"
)

// TestOutlines: the border of a sheet keeps its corners, parcels give their hull,
// and what lies in no sheet says nothing.
func TestOutlines(t *testing.T) {
	corner := orb.Polygon{{{0, 0}, {50, 0.2}, {100, 0}, {100, 50}, {50, 50}, {50, 100}, {0, 100}, {0, 0}}} // an L of 7,500 m²
	var shapes gis.Shapes
	shapes.Append(corner)
	for dataset, want := range map[string]float64{supply.BorderDataset: 7500, "parcels": 8750} {
		raw, err := supply.Outline(dataset, &shapes)
		if err != nil {
			t.Fatal(err)
		}
		g, err := wkb.Unmarshal(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := planar.Area(g); got < want-20 || got > want+20 {
			t.Errorf("%s: %v m², want %v", dataset, got, want)
		}
	}
	if raw, err := supply.Outline("parcels", &gis.Shapes{}); raw != nil || err != nil {
		t.Errorf("%v, %v", raw, err)
	}
	for _, c := range []struct {
		dataset, cell string
		shape         gis.ShapeKind
		want          bool
	}{
		{"parcels", "A/1", gis.PolygonShape, true},
		{"parcels", store.UnlocatedCell, gis.PolygonShape, false},
		{"parcels", "#7_7", gis.PolygonShape, false},
		{"units", "A/1", gis.NoShape, false},
		{"parcels", "A/1", gis.NoShape, false},
	} {
		at := &store.Place{Schema: &gis.Schema{Dataset: c.dataset, Shape: c.shape}, Cell: c.cell}
		if got := supply.Outlined(at); got != c.want {
			t.Errorf("%+v: %v", c, got)
		}
	}
}
