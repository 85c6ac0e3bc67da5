package desk_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/crs"
	"segit/store/desk"
)

func TestPolygonsAreReadFromTextAndFile(t *testing.T) {
	const x, y = 507000.0, 4151000.0
	want := orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 200, y + 100}}
	inverse, err := crs.Between(7792, 6706, crs.NoRegion)
	if err != nil {
		t.Fatal(err)
	}
	degrees := ""
	for _, p := range want.ToRing() {
		lon, lat := inverse.Point(p[0], p[1])
		degrees += fmt.Sprintf(",[%.9f,%.9f]", lon, lat)
	}
	file := filepath.Join(t.TempDir(), "area.geojson")
	text := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Polygon","coordinates":[[` + degrees[1:] + `]]}}]}`
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, given := range []string{
		fmt.Sprintf("polygon((%[1]v %[2]v, %[3]v %[2]v, %[3]v %[4]v, %[1]v %[4]v, %[1]v %[2]v))", x, y, x+200, y+100), file,
	} {
		got, err := desk.ReadPolygons(t.Context(), given, 7792)
		if err != nil || len(got) != 1 {
			t.Fatalf("%s: %v, %v", given, got, err)
		}
		b := got.Bound()
		for axis := range 2 {
			if math.Abs(b.Min[axis]-want.Min[axis]) > 0.01 || math.Abs(b.Max[axis]-want.Max[axis]) > 0.01 {
				t.Errorf("%s: %v, want %v", given, b, want)
			}
		}
	}
	for given, kind := range map[string]gis.Kind{
		"POLYGON((1 2, 3": gis.BadUsage, filepath.Join(t.TempDir(), "none.gpkg"): gis.BadInput,
	} {
		if _, err := desk.ReadPolygons(t.Context(), given, 7792); gis.KindOf(err) != kind {
			t.Errorf("%s: %v", given, err)
		}
	}
}
