package desk_test

import (
	"context"
	"math"
	"path/filepath"
	"testing"

	"segit/store/desk"
)

// The hand-made census of domain D.3, with the planted anomalies.
func TestHandMadeCensus(t *testing.T) {
	d := newDesk(t, "C351")
	taken(t, d, "../../gis/format/censuario/testdata/catasto")
	for layer, want := range map[string]int64{"units": 12, "land": 8, "subjects": 7, "titles": 18} {
		if got := counts(t, d)[layer]; got != want {
			t.Errorf("%s: %d, want %d", layer, got, want)
		}
	}
	var old []string
	outcomes, err := d.RunControls(context.Background(), desk.ControlRequest{IDs: []string{"obsolete-class"}, Year: 2025}, quiet, collect(&old))
	if err != nil || len(old) != 1 {
		t.Errorf("A/5 units: %v %v %v", old, outcomes, err)
	}
}

// A sheet of Rome as the cadastre publishes it: golden numbers of domain C.2.
func TestSheetOfRome(t *testing.T) {
	d := newDesk(t, "H501")
	taken(t, d, "../../gis/format/cxf/testdata/H501D076700.CTF")
	for layer, want := range map[string]int64{"sheets": 1, "parcels": 381, "map-buildings": 131, "roads": 1, "waters": 2} {
		if got := counts(t, d)[layer]; got != want {
			t.Errorf("%s: %d, want %d", layer, got, want)
		}
	}
}

// Parcels of the national service come latitude first, in degrees; in the
// archive they stand where they are, east first.
func TestInspireParcelsStandInTheirPlace(t *testing.T) {
	for file, c := range map[string]struct {
		comune      string
		east, north float64
	}{
		"answer.gml":      {"W001", 500_100, 4_150_400}, // 37.5 N on the zone's own meridian
		"parcels.geojson": {"L439", 584_000, 4_488_000},
	} {
		t.Run(file, func(t *testing.T) {
			d, err := desk.Create(context.Background(), filepath.Join(t.TempDir(), "n.segit"), desk.CreateRequest{Comune: c.comune, EPSG: 7792, Plaintext: true})
			if err != nil {
				t.Fatal(err)
			}
			closeAfter(t, d)
			f := take(t, d, desk.ImportRequest{Paths: []string{"../../gis/format/inspire/testdata/" + file}, Source: "inspire-parcels"})[0]
			if f.Refused != nil {
				t.Fatal(f.Refused)
			}
			layers, err := d.Layers(context.Background())
			if err != nil || len(layers) == 0 {
				t.Fatal(err)
			}
			for _, l := range layers {
				if l.Source != "inspire-parcels" || l.Count == 0 || l.EPSG != 7792 {
					t.Errorf("%+v", l)
				}
				if at := l.Bound.Center(); math.Abs(at[0]-c.east) > 5000 || math.Abs(at[1]-c.north) > 5000 {
					t.Errorf("%s at %v", l.Name, at)
				}
			}
			if n := counts(t, d)["parcels"]; n == 0 {
				t.Error("no parcels")
			}
		})
	}
}

// The aggregates of each municipality are a file: the next one stands beside.
func TestAggregatesAccumulateByFile(t *testing.T) {
	d := newDesk(t, "C351")
	const base = "../../gis/format/shapefile/testdata/dpc/Gravina-di-Catania"
	dir := t.TempDir()
	for _, e := range []string{".shp", ".shx", ".dbf", ".prj"} {
		copyFile(t, base+e, filepath.Join(dir, "Aggregati-Uno"+e))
	}
	taken(t, d, base+".shp")
	if n := counts(t, d)["aggregates"]; n != 2252 {
		t.Errorf("%d aggregates, want 2252", n)
	}
	// The very same bytes of another name are still the file that is there.
	if f := taken(t, d, filepath.Join(dir, "Aggregati-Uno.shp"))[0]; !f.Same {
		t.Errorf("%+v", f.Supply)
	}
	taken(t, d, demoFile(t, "aggregati.gpkg"))
	if n := counts(t, d)["aggregates"]; n != 2252+78 {
		t.Errorf("%d aggregates, want those of both files", n)
	}
}

func TestCreateRefuses(t *testing.T) {
	dir := t.TempDir()
	for name, req := range map[string]desk.CreateRequest{
		"no code":        {Comune: "CATANIA"},
		"degrees":        {Comune: "C351", EPSG: 6706},
		"no such system": {Comune: "C351", EPSG: 99},
	} {
		if _, err := desk.Create(context.Background(), filepath.Join(dir, "x.segit"), req); err == nil {
			t.Errorf("%s: made", name)
		}
	}
}
