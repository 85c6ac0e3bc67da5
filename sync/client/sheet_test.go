package client_test

import (
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
	"segit/sync/client"
	"segit/sync/server"
)

// around is a square about the first parcels of a sheet of the tests.
func around(sheet int, half float64) orb.MultiPolygon {
	x, y := 500005+sheetSide*float64(sheet), 4160004.0
	return orb.MultiPolygon{orb.Bound{Min: orb.Point{x - half, y - half}, Max: orb.Point{x + half, y + half}}.ToPolygon()}
}

// TestAPolygonBecomesTheSheetsThatItTouches, whether it lies in one, around one,
// or across some; and nothing is guessed.
func TestAPolygonBecomesTheSheetsThatItTouches(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	var sheets []client.Sheet
	read := func() {
		a.open(func(_ *store.Archive, l *client.Link) {
			var err error
			if sheets, err = l.Sheets(); err != nil {
				t.Fatal(err)
			}
		})
	}
	read()
	if _, err := client.Touching(sheets, around(1, 2)); gis.KindOf(err) != gis.BadUsage {
		t.Errorf("before any sync: %v", err)
	}
	a.supply(gis.Day(2025, 1, 1), territory(1, 3, 40)...)
	a.sync()
	read()
	if len(sheets) != 4 || sheets[0].Cell != "-" || sheets[3].Cell != "_/3" || sheets[1].Rows != 40 || sheets[1].Bytes == 0 {
		t.Fatalf("%+v", sheets)
	}
	bow := around(1, 50)[0][0]
	bow[1], bow[2] = bow[2], bow[1]
	for name, ask := range map[string]struct {
		area orb.MultiPolygon
		want []string
		kind gis.Kind
	}{
		"inside one":          {around(2, 1), []string{"_/2"}, gis.Internal},
		"around one":          {around(2, 1000), []string{"_/2"}, gis.Internal},
		"across all":          {around(2, 3500), []string{"_/1", "_/2", "_/3"}, gis.Internal},
		"two that overlap":    {append(around(1, 3), around(1, 5)...), []string{"_/1"}, gis.Internal},
		"nowhere":             {around(9, 10), nil, gis.BadInput},
		"that crosses itself": {orb.MultiPolygon{{bow}}, nil, gis.BadInput},
	} {
		cells, err := client.Touching(sheets, ask.area)
		if !slices.Equal(cells, ask.want) || err != nil && gis.KindOf(err) != ask.kind || (err == nil) != (ask.want != nil) {
			t.Errorf("%s: %v, %v", name, cells, err)
		}
	}
}

// TestAPolygonIsCheckedOut: a new archive asks which sheets there are and takes
// those that the polygon touches, and its rows are theirs.
func TestAPolygonIsCheckedOut(t *testing.T) {
	c := newCentral(t)
	a := c.desk()
	a.supply(gis.Day(2025, 1, 1), territory(1, 3, 40)...)
	a.sync()
	code, kept := server.NewCode("bruno", "analyst", []string{"W001"}, time.Now())
	if err := c.store.AddCode(t.Context(), kept); err != nil {
		t.Fatal(err)
	}
	archive, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "campo.segit"), "W001", 7792)
	if err != nil {
		t.Fatal(err)
	}
	defer archive.Close() //nolint:errcheck // the test is over
	l := client.New(client.Of(archive))
	req := client.EnrolRequest{Server: c.web.URL, CA: c.ca, Code: code}
	if _, err := l.Clone(t.Context(), req, client.Wanted{Polygon: around(9, 10)}, gis.Quiet{}); gis.KindOf(err) != gis.BadInput {
		t.Fatalf("nowhere: %v", err)
	}
	if _, err := l.Clone(t.Context(), req, client.Wanted{Cells: []string{"_/3"}, Polygon: around(2, 10)}, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	h, err := l.Holding()
	if err != nil || h.Whole || !slices.Equal(h.Want, []string{"_/2", "_/3"}) || !slices.Equal(h.Here, h.Want) {
		t.Errorf("%+v, %v", h, err)
	}
	s := archive.Snapshot()
	defer s.Release() //nolint:errcheck // the test is over
	for _, set := range s.Datasets() {
		if set.Schema.Dataset == "parcels" && set.Rows != 80 {
			t.Errorf("%d parcels", set.Rows)
		}
	}
}

func TestSheetsThatAreNoneAreRefused(t *testing.T) {
	sheets := []client.Sheet{{Cell: "A/12"}, {Cell: "-"}}
	for _, x := range []struct {
		sheets []client.Sheet
		cells  []string
		known  bool
	}{{sheets, []string{"A/12", "-"}, true}, {sheets, []string{"A/12", "ZZ/99"}, false}, {sheets, nil, true}, {nil, []string{"ZZ/99"}, true}} {
		if err := client.CheckSheets(x.sheets, x.cells); (err == nil) != x.known || err != nil && gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%v: %v", x.cells, err)
		}
	}
}
