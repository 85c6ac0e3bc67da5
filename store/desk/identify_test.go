package desk_test

import (
	"context"
	"path/filepath"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store/desk"
)

// drawnDesk holds two squares that overlap, the larger with a hole, a line and
// a point.
func drawnDesk(t *testing.T) *desk.Desk {
	t.Helper()
	d := newDesk(t, "W001")
	feature := func(name, geometry string) string {
		return `{"type":"Feature","properties":{"uso":"` + name + `"},"geometry":` + geometry + `}`
	}
	body := `{"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::7792"}},"features":[` +
		feature("grande", `{"type":"Polygon","coordinates":[[[500000,4160000],[500100,4160000],[500100,4160100],[500000,4160100],[500000,4160000]],[[500040,4160040],[500040,4160060],[500060,4160060],[500060,4160040],[500040,4160040]]]}`) + "," +
		feature("piccolo", `{"type":"Polygon","coordinates":[[[500080,4160000],[500120,4160000],[500120,4160020],[500080,4160020],[500080,4160000]]]}`) + "]}"
	path := write(t, filepath.Join(t.TempDir(), "edifici.geojson"), body)
	if f := take(t, d, desk.ImportRequest{Paths: []string{path}, Source: "buildings"})[0]; f.Refused != nil {
		t.Fatal(italian(t).Error(f.Refused))
	}
	return d
}

func TestIdentifyHolesAndOverlaps(t *testing.T) {
	d := drawnDesk(t)
	layers, err := d.Layers(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		at   orb.Point
		hits int
	}{
		{"inside", orb.Point{500010, 4160010}, 1},
		{"in the hole", orb.Point{500050, 4160050}, 0},
		{"where both are", orb.Point{500090, 4160010}, 2},
		{"in the box, outside", orb.Point{500110, 4160050}, 0},
		{"far", orb.Point{0, 0}, 0},
	} {
		found, err := d.Identify(context.Background(), c.at, 2, layers)
		if err != nil || len(found) != c.hits {
			t.Errorf("%s: %d hits, %v", c.name, len(found), err)
		}
		for _, f := range found {
			if f.Supply.File != "edifici.geojson" || f.Shape == nil || f.Line == 0 || len(f.Fields) == 0 {
				t.Errorf("%+v", f)
			}
		}
	}
}

// Identify on the fictional municipality gives parcel, building and finding,
// in the order of the layers that were asked.
func TestIdentifyLayers(t *testing.T) {
	d := demoDesk(t)
	runAll(t, d, 2025)
	ghosts := findings(t, d, desk.FindingFilter{Control: "ghost-building"})
	f := ghosts[slices.IndexFunc(ghosts, func(f gis.Finding) bool { return f.Confidence == gis.High })]
	parcel := locate(t, d, f.Key.Section+" "+f.Key.Sheet+" "+f.Key.Parcel)[0]
	ring := f.Geometry
	if m, ok := ring.(orb.MultiPolygon); ok {
		ring = m[0]
	}
	layers := []desk.Layer{{Name: "findings"}, {Name: "buildings"}, {Name: "parcels"}}
	found, err := d.Identify(context.Background(), ring.Bound().Center(), 1, layers)
	if err != nil || len(found) < 3 {
		t.Fatalf("%v %v", keyed(found), err)
	}
	if found[0].Layer != "findings" || found[len(found)-1].Ref != parcel.Ref {
		t.Errorf("%v", keyed(found))
	}
	for _, field := range found[0].Fields {
		if field.Name[0] == '_' {
			t.Errorf("%s is shown", field.Name)
		}
	}
}
