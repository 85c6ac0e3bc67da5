package overlay

import (
	"bytes"
	"context"
	"math"
	"os"
	"testing"

	"segit/gis"
	"segit/gis/format/cxf"
	"segit/gis/format/shapefile"
)

// shapesOf keeps the polygons of each dataset that a reader gives.
type shapesOf map[string]*gis.Shapes

// Rows takes a batch.
func (k shapesOf) Rows(_ context.Context, b *gis.Batch) error {
	s := k[b.Schema.Dataset]
	if s == nil {
		s = &gis.Shapes{}
		k[b.Schema.Dataset] = s
	}
	for row := range b.Shapes.Len() {
		if b.Shapes.Kind[row] == gis.PolygonShape {
			s.AppendRow(&b.Shapes, row)
		}
	}
	return nil
}

// Reject is not expected.
func (k shapesOf) Reject(int, gis.Message, string) error { return nil }

// Warn tells nothing new.
func (k shapesOf) Warn(gis.Message) {}

// realLayers are a sheet of Rome with its parcels and buildings, and the
// structural aggregates of Gravina di Catania; licences in their testdata.
func realLayers(t *testing.T) map[string]*gis.Shapes {
	t.Helper()
	k := shapesOf{}
	sheet, err := os.ReadFile("../format/cxf/testdata/H501D076700.CTF")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cxf.Read(t.Context(), bytes.NewReader(sheet), cxf.Options{Comune: "H501"}, k); err != nil {
		t.Fatal(err)
	}
	f, err := shapefile.Open("../format/shapefile/testdata/dpc/Gravina-di-Catania.shp")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l := f.Layers()[0]
	schema := &gis.Schema{Dataset: "aggregates", Shape: gis.PolygonShape}
	if _, err := f.Read(t.Context(), l.Name, schema, k); err != nil {
		t.Fatal(err)
	}
	return k
}

// Real layers over each other, and over themselves moved by a little: pair by
// pair the area that GEOS finds, and every piece valid.
func TestRealAgainstGEOS(t *testing.T) {
	layers := realLayers(t)
	moved := func(s *gis.Shapes, by float64) *gis.Shapes {
		out := &gis.Shapes{}
		for row := range s.Len() {
			out.AppendRow(s, row)
		}
		for i := range out.XY {
			out.XY[i] += by
		}
		return out
	}
	for _, test := range []struct {
		name string
		a, b *gis.Shapes
	}{
		{"parcels, buildings", layers["parcels"], layers["map-buildings"]},
		{"parcels, parcels", layers["parcels"], moved(layers["parcels"], 0)},
		{"parcels, moved by 2 cm", layers["parcels"], moved(layers["parcels"], 0.02)},
		{"parcels, moved by 3 m", layers["parcels"], moved(layers["parcels"], 3)},
		{"aggregates, moved by 1 m", layers["aggregates"], moved(layers["aggregates"], 1)},
	} {
		if test.a == nil || test.a.Len() < 50 {
			t.Fatalf("%s: no such layer", test.name)
		}
		a, b := prepareShapes(t, test.a), prepareShapes(t, test.b)
		pieces, stats := run(t, Intersection, a, b)
		type pair struct{ a, b int32 }
		got := map[pair]float64{}
		for _, p := range pieces {
			got[pair{p.A, p.B}] = p.Measure
			if g := toGEOS(t, p.g); !g.IsValid() {
				t.Errorf("%s: %d, %d: %s", test.name, p.A, p.B, g.IsValidReason())
			}
		}
		for row := range a.rows {
			f := &a.rows[row]
			if f.kind == gis.NoShape {
				continue
			}
			ga := toGEOS(t, a.Shapes().Geometry(row))
			for _, k := range b.meet(nil, f.bound()) {
				gb := toGEOS(t, b.Shapes().Geometry(int(k)))
				want, whole := ga.Intersection(gb).Area(), ga.Area()+gb.Area()
				if area := got[pair{int32(row), int32(k)}]; !near(area, want, whole) {
					t.Errorf("%s: rows %d and %d: %v, GEOS %v", test.name, row, k, area, want)
				}
			}
		}
		t.Logf("%s: %+v, noted %d", test.name, stats, len(a.Noted()))
		if math.IsNaN(stats.Area) || stats.Pieces == 0 {
			t.Errorf("%s: nothing", test.name)
		}
	}
}

func prepareShapes(t *testing.T, s *gis.Shapes) *Layer {
	t.Helper()
	l, err := Prepare(t.Context(), s, Options{})
	if err != nil {
		t.Fatal(err)
	}
	return l
}
