package cxf_test

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/gis/format/cxf"
)

var name = cadastre.SheetName{Comune: "W001", Section: "A", Sheet: "12"}

// square is a closed ring.
func square(x, y, side float64) []float64 {
	return []float64{x, y, x + side, y, x + side, y + side, x, y + side, x, y}
}

// drawn is a sheet with one of everything: an island of the border where an
// annex is drawn elsewhere, a parcel around another one, a parcel in two
// pieces, a building, a road and a water.
func drawn(t *testing.T) (text string, sup *cxf.Sup) {
	t.Helper()
	var out bytes.Buffer
	w := cxf.NewWriter(&out, name, 2000)
	border := func(code string, rings ...[]float64) {
		w.Border(&cxf.Border{Code: code, Height: 12, Angle: 0.5, Label: orb.Point{1, 2}, Inside: orb.Point{3, 4}, Rings: rings})
	}
	border(name.String(), square(0, 0, 100), square(80, 80, 10))
	border("7", square(0, 0, 50), square(10, 10, 20))
	border("8", square(10, 10, 20))
	border("9", square(50, 0, 50))
	border("9", square(0, 50, 50))
	border("STRADA001", []float64{50, 50, 100, 50, 100, 75, 50, 75, 50, 50})
	border("ACQUA", []float64{50, 75, 100, 75, 100, 100, 50, 100, 50, 75}, square(80, 80, 10))
	border("8+", square(12, 12, 5))
	w.Text("Località Fòrnaci", 20, 0, orb.Point{5, 5}, true)
	w.Symbol(9, 0.25, orb.Point{5, 5}, false)
	w.Fiducial(12, 20, orb.Point{5, 5}, orb.Point{6, 6}, false)
	w.Line(1, []float64{0, 0, 5, 5}, true)
	sup = w.Sup(gis.Day(2024, 5, 31))
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String(), sup
}

func TestWriteIsReadBack(t *testing.T) {
	text, sup := drawn(t)
	for i, line := range strings.SplitAfter(text, "\r\n") {
		if strings.ContainsAny(strings.TrimSuffix(line, "\r\n"), "\r\n") {
			t.Fatalf("line %d does not end with CR LF", i+1)
		}
	}
	if !strings.Contains(text, "\r\nLocalit\xe0 F\xf2rnaci\r\n  20\r\n       0.000\r\n       5.000\r\n") {
		t.Error("texts are Latin-1, counts right in 4, numbers right in 12 with 3 decimals")
	}
	k := read(t, text, cxf.Options{Comune: "W001", Sup: sup})
	if len(k.warned)+len(k.rejects) != 0 || k.accepted() != 8 {
		t.Fatalf("warnings %v, rejects %v, %d rows", k.warned, k.rejects, k.accepted())
	}
	for column, want := range map[string]gis.Decimal{
		"scale": 2000, "parcels": 4, "buildings": 1, "roads": 1, "waters": 1, "lines": 1, "symbols": 1, "texts": 1, "fiducials": 1,
		"parcel_area": 7500e6, "building_area": 25e6, "road_area": 1250e6, "water_area": 1150e6, "border_area": 10000e6, "imbalance": 0,
		"sup_date": gis.Decimal(gis.Day(2024, 5, 31)), "sup_total": 10000e6, "sup_imbalance": 0, "sup_agrees": 1,
	} {
		if got, ok := k.num(t, "sheets", column, 0); !ok || gis.Decimal(got) != want {
			t.Errorf("%s = %d, want %d", column, got, want)
		}
	}
	parcels := k.rows["parcels"]
	for row, want := range []struct {
		code string
		sup  gis.Decimal
	}{{"7", 2100e6}, {"8", 400e6}, {"9", 5000e6}, {"9", 5000e6}} {
		area, _ := k.num(t, "parcels", "sup_area", row)
		if parcels.Text(6, row) != want.code || gis.Decimal(area) != want.sup {
			t.Errorf("row %d: %s %d", row, parcels.Text(6, row), area)
		}
	}
	if got := k.rows["map-buildings"].Key(0, "").String(); got != "W001/A/12/8" {
		t.Errorf("the building stands on %s", got)
	}
	if b := k.rows["roads"]; b.Text(3, 0) != "STRADA001" || b.Text(6, 0) != "STRADA001" {
		t.Error("a road stands for itself")
	}
}

func TestWriteRefuses(t *testing.T) {
	for code, write := range map[string]func(*cxf.Writer){
		"cxf.write-ring": func(w *cxf.Writer) {
			w.Border(&cxf.Border{Code: "1", Rings: [][]float64{{0, 0, 1, 0, 1, 1}}})
		},
		"cxf.write-text":  func(w *cxf.Writer) { w.Text("two\nlines", 1, 0, orb.Point{}, false) },
		"cxf.write-width": func(w *cxf.Writer) { w.Symbol(1, 123456789, orb.Point{}, false) },
	} {
		w := cxf.NewWriter(&bytes.Buffer{}, name, 1000)
		write(w)
		w.Text("€", 1, 0, orb.Point{}, false) // a second mistake does not hide the first
		if err := w.Close(); err == nil || !strings.Contains(err.Error(), code) || gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%s: %v", code, err)
		}
	}
	w := cxf.NewWriter(&bytes.Buffer{}, name, 1000)
	w.Border(&cxf.Border{Code: "1"})
	if w.Close() == nil {
		t.Error("a border without rings was written")
	}
}

// The figures of the written quality file of the real sheet agree with it.
func TestRomeSup(t *testing.T) {
	k := read(t, string(romeSheet(t)), cxf.Options{})
	b := k.rows["parcels"]
	n, _ := cadastre.ParseSheetName(rome)
	var out bytes.Buffer
	w := cxf.NewWriter(&out, n, 4000)
	for row := range b.Len() {
		border := cxf.Border{Code: b.Text(6, row)}
		for r, r1 := b.Shapes.RowRings(row); r < r1; r++ {
			border.Rings = append(border.Rings, b.Shapes.Ring(r))
		}
		w.Border(&border)
	}
	sup := w.Sup(gis.Day(2020, 1, 1))
	if sup.Parcels != 381 || math.Abs(sup.ParcelArea.Float()-3706201) > 0 {
		t.Errorf("%d parcels, %v m²", sup.Parcels, sup.ParcelArea)
	}
	again := read(t, string(romeSheet(t)), cxf.Options{Sup: sup})
	for _, m := range again.warned {
		if strings.HasPrefix(m.Code, "sup.parcel") || m.Args[0] == "PARTIC" {
			t.Errorf("%v", m)
		}
	}
	if agrees, ok := again.num(t, "sheets", "sup_agrees", 0); !ok || agrees != 0 {
		t.Error("buildings, roads and waters are missing in the file, and that was not seen")
	}
}

func ExampleWriter() {
	var file strings.Builder
	w := cxf.NewWriter(&file, cadastre.SheetName{Comune: "W001", Sheet: "12"}, 2000)
	w.Symbol(2, 0, orb.Point{506000, 4178000.5}, false)
	if err := w.Close(); err != nil {
		fmt.Println(err)
	}
	fmt.Print(strings.ReplaceAll(file.String(), "\r\n", "\n"))
	// Output:
	// MAPPA
	// W001_001200
	//     2000.000
	// SIMBOLO
	//    2
	//        0.000
	//   506000.000
	//  4178000.500
	// EOF
}
