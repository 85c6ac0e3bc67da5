package inspire_test

import (
	"context"
	"encoding/json"
	"os"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/format/inspire"
)

// kept is a sink that keeps all it gets.
type kept struct {
	rows    map[string][]row // by dataset
	rejects []gis.Reject
	warned  []gis.Message
}

type row struct {
	key           gis.Key
	source, label string
	line          uint32
	shape         orb.Geometry
}

func newKept() *kept { return &kept{rows: map[string][]row{}} }

func (k *kept) Rows(_ context.Context, b *gis.Batch) error {
	s := b.Schema
	for i := range b.Len() {
		k.rows[s.Dataset] = append(k.rows[s.Dataset], row{
			b.Key(i, ""), s.Source, b.Text(s.Role(gis.RoleLabel), i), b.Line[i], b.Shapes.Geometry(i),
		})
	}
	return nil
}

func (k *kept) Reject(line int, reason gis.Message, text string) error {
	k.rejects = append(k.rejects, gis.Reject{Line: line, Reason: reason, Text: text})
	return nil
}

func (k *kept) Warn(m gis.Message) { k.warned = append(k.warned, m) }

// sample is the real sample as a vector reader would give it.
func sample(t *testing.T) *gis.Batch {
	t.Helper()
	text, err := os.ReadFile("testdata/parcels.geojson")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Features []struct {
			Properties map[string]any
			Geometry   struct{ Coordinates orb.Polygon }
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	names := []string{"gml_id", "inspireid_localid", "LABEL", "NATIONALCADASTRALREFERENCE", "ADMINISTRATIVEUNIT"}
	if !inspire.Recognise(names) {
		t.Fatal("the sample's columns were not recognised")
	}
	schema := &gis.Schema{Dataset: "sample", Shape: gis.PolygonShape}
	for _, n := range names {
		schema.Columns = append(schema.Columns, gis.Column{Name: n, Type: gis.Text})
	}
	b := gis.NewBatch(schema)
	for i, f := range file.Features {
		for col, n := range names {
			if n == "inspireid_localid" { // letter case is not to matter
				n = "INSPIREID_LOCALID"
			}
			v, _ := f.Properties[n].(string)
			b.SetText(col, v)
		}
		b.Shapes.Append(f.Geometry.Coordinates)
		b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	return b
}

func TestSinkOnSample(t *testing.T) {
	for comune, want := range map[string]struct{ parcels, roads, waters, warned int }{
		"":     {2, 1, 1, 0},
		"L439": {2, 1, 1, 1},
		"C209": {2, 1, 1, 1},
	} {
		k := newKept()
		s := inspire.NewSink(comune, k)
		b := sample(t)
		if err := s.Rows(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		counts, err := s.Close(t.Context(), gis.Counts{Read: int64(b.Len())})
		if err != nil {
			t.Fatal(err)
		}
		if len(k.rows["parcels"]) != want.parcels || len(k.rows["roads"]) != want.roads || len(k.rows["waters"]) != want.waters ||
			counts.Rejected != 0 || len(k.warned) != want.warned {
			t.Errorf("%q: %d parcels, %d roads, %d waters, %+v, %v", comune, len(k.rows["parcels"]), len(k.rows["roads"]), len(k.rows["waters"]), counts, k.warned)
		}
	}
}

func TestSinkOfAnotherMunicipality(t *testing.T) {
	s := inspire.NewSink("W001", newKept())
	if err := s.Rows(t.Context(), sample(t)); err != nil {
		t.Fatal(err)
	}
	_, err := s.Close(t.Context(), gis.Counts{Read: 4})
	if gis.KindOf(err) != gis.BadInput {
		t.Errorf("a file of other municipalities only: %v", err)
	}
}

func TestSinkRows(t *testing.T) {
	k := newKept()
	s := inspire.NewSink("", k)
	b := sample(t)
	twice := sample(t)
	for _, batch := range []*gis.Batch{b, twice} {
		if err := s.Rows(t.Context(), batch); err != nil {
			t.Fatal(err)
		}
	}
	s.Warn(gis.Say("a.warning"))
	if err := s.Reject(9, gis.Say("a.reject"), "x"); err != nil {
		t.Fatal(err)
	}
	counts, err := s.Close(t.Context(), gis.Counts{Read: 9, Rejected: 1})
	if err != nil || counts != (gis.Counts{Read: 9, Rejected: 5}) || len(k.warned) != 1 {
		t.Errorf("%+v, %v", counts, err)
	}
	for i, r := range k.rejects[:4] {
		if r.Reason.Code != "inspire.duplicate" || r.Line != i+1 || r.Reason.Args[0] != string(rune('1'+i)) {
			t.Errorf("%+v", r)
		}
	}
	parcel := k.rows["parcels"][0]
	if want := (gis.Key{Comune: "C209", Sheet: "5", Parcel: "96"}); parcel.key != want || parcel.source != "inspire-parcels" || parcel.line != 3 {
		t.Errorf("%+v", parcel)
	}
	road := k.rows["roads"][0]
	if want := (gis.Key{Comune: "L439", Sheet: "21", Parcel: "STRADA001"}); road.key != want || road.label != "STRADA001" {
		t.Errorf("%+v", road)
	}
	// The sample lies at 16° E, 40.5° N: east comes first.
	if p := road.shape.(orb.Polygon)[0][0]; p != (orb.Point{15.97982921, 40.53686417}) {
		t.Errorf("the road begins at %v", p)
	}
}

func TestRecognise(t *testing.T) {
	for _, test := range []struct {
		columns []string
		want    bool
	}{
		{[]string{"INSPIREID_LOCALID", "LABEL"}, true},
		{[]string{"fid", "nationalcadastralreference", "administrativeunit"}, true},
		{[]string{"INSPIREID_LOCALID"}, false},
		{[]string{"LABEL", "ADMINISTRATIVEUNIT"}, false},
		{nil, false},
	} {
		if got := inspire.Recognise(test.columns); got != test.want {
			t.Errorf("%v: %v", test.columns, got)
		}
	}
}
