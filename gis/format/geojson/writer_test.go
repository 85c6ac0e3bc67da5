package geojson_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/featuretest"
	"segit/gis/format/geojson"
)

func ExampleNewWriter() {
	schema := &gis.Schema{Dataset: "parcels", Shape: gis.PointShape, Columns: []gis.Column{{Name: "foglio", Type: gis.Text}, {Name: "area", Type: gis.Number}}}
	rows := gis.NewBatch(schema)
	rows.Shapes.Append(orb.Point{507707.25, 4150644.5})
	rows.SetText(0, "12")
	rows.SetNum(1, 65_500_000)
	rows.Add(1, gis.Always, gis.OpenEnd)
	w, err := geojson.NewWriter(os.Stdout, schema, 7792)
	if err == nil {
		err = w.Rows(context.Background(), rows)
	}
	if err == nil {
		err = w.Close()
	}
	if err != nil {
		fmt.Println(err)
	}
	// Output:
	// {"type":"FeatureCollection",
	// "name":"parcels",
	// "crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::7792"}},
	// "features":[
	// {"type":"Feature","properties":{"foglio":"12","area":65.5},"geometry":{"type":"Point","coordinates":[507707.25,4150644.5]}}
	// ]}
}

func TestComesBack(t *testing.T) {
	schema := &gis.Schema{Dataset: `di "qua"`, Shape: gis.AnyShape, Columns: []gis.Column{
		{Name: "t", Type: gis.Text},
		{Name: "i", Type: gis.Integer},
		{Name: "n", Type: gis.Number},
		{Name: "m", Type: gis.Money},
		{Name: "d", Type: gis.DayType},
		{Name: "f", Type: gis.Flag},
		{Name: "r", Type: gis.Real},
	}}
	ring := orb.Ring{{0.1, 0.2}, {9, 0}, {9, math.Pi}, {0.1, 0.2}}
	hole := orb.Ring{{8, 0.5}, {8.5, 0.5}, {8, 0.7}, {8, 0.5}}
	b := gis.NewBatch(schema)
	for i, g := range []orb.Geometry{
		orb.Point{1, 2},
		orb.MultiPoint{{1, 2}, {3, 4}},
		orb.LineString{{1, 2}, {3, 4}},
		orb.MultiLineString{{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}},
		orb.Polygon{ring, hole},
		orb.MultiPolygon{{ring, hole}, {ring}},
		nil,
	} {
		b.Shapes.Append(g)
		if i%2 == 0 {
			b.SetText(0, "a\"\\\n\u2028<&è")
			b.SetNum(1, -7)
			b.SetNum(2, 1)
			b.SetNum(3, 199)
			b.SetNum(4, int64(gis.Day(2024, 2, 29)))
			b.SetNum(5, 1)
			b.SetReal(6, 1e-300)
		}
		b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	var out bytes.Buffer
	w, err := geojson.NewWriter(&out, schema, 6706)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Rows(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if !json.Valid(out.Bytes()) {
		t.Fatalf("not JSON: %s", out.String())
	}
	f := open(t, save(t, out.String()))
	got, want := &featuretest.Kept{}, &featuretest.Kept{}
	if _, err := f.Read(t.Context(), f.Layers()[0].Name, schema, got); err != nil {
		t.Fatal(err)
	}
	if err := want.Rows(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	got.Warnings = nil
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
