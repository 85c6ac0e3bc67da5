package cxf_test

import (
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis/format/cxf"
)

func TestParseName(t *testing.T) {
	for text, want := range map[string]cxf.SheetName{
		"H501D076700":   {Comune: "H501", Section: "D", Sheet: "767"},
		"h282b0001a0":   {Comune: "H282", Section: "B", Sheet: "1", Annex: "A"},
		"W001_001200":   {Comune: "W001", Sheet: "12"},
		"W001_00120B":   {Comune: "W001", Sheet: "12", Development: "B"},
		" W001_000000 ": {Comune: "W001"},
		"W001A0000QU":   {Comune: "W001", Section: "A", Annex: "Q", Development: "U"},
		"W001A012X00":   {Comune: "W001", Section: "A", Sheet: "12X"},
	} {
		got, ok := cxf.ParseName(text)
		if !ok || got != want {
			t.Errorf("%q: %+v, %v", text, got, ok)
		}
		if again, _ := cxf.ParseName(got.String()); again != want || len(got.String()) != 11 {
			t.Errorf("%q is written as %q", text, got)
		}
	}
	for _, text := range []string{"", "345", "345+", "STRADA001", "STRADA00001", "ACQUA000001", "H501D07670", "H501D0767000", "H501-076700", "1501D076700", "H501D07_700"} {
		if n, ok := cxf.ParseName(text); ok {
			t.Errorf("%q was taken for sheet %+v", text, n)
		}
	}
}

func ExampleParseName() {
	name, ok := cxf.ParseName("H501D076700")
	fmt.Println(name.Comune, name.Section, name.Sheet, ok)
	// Output: H501 D 767 true
}

func TestFamilyOf(t *testing.T) {
	box := func(x0, y0, x1, y1 float64) orb.Bound {
		return orb.Bound{Min: orb.Point{x0, y0}, Max: orb.Point{x1, y1}}
	}
	for _, test := range []struct {
		bound orb.Bound
		want  string
	}{
		{box(-9600, -4000, 12000, 3000), "cassini"},
		{box(1_514_000, 5_034_000, 1_515_000, 5_035_000), "gauss-boaga-1"},
		{box(2_526_000, 4_150_000, 2_527_000, 4_151_000), "gauss-boaga-2"},
		{box(280_035, 4_639_069, 282_858, 4_638_985), "unknown"}, // min above max
		{box(280_035, 4_638_985, 282_858, 4_639_069), "rdn2008"},
		{box(-9600, 12, 280_035, 4_639_069), "unknown"},
		{box(15.9, 40.5, 16, 40.6), "cassini"}, // degrees look like metres near an origin: confirmed by the user
		{box(500_000, 6_000_000, 500_100, 6_000_100), "unknown"},
	} {
		if got := cxf.FamilyOf(test.bound).String(); got != test.want {
			t.Errorf("%v: %s, want %s", test.bound, got, test.want)
		}
	}
}

func TestPeek(t *testing.T) {
	h, ok := cxf.Peek(romeSheet(t)[:2000])
	want := cxf.Header{Name: cxf.SheetName{Comune: "H501", Section: "D", Sheet: "767"}, Scale: 4000, Family: cxf.RDN2008}
	if !ok || h != want {
		t.Errorf("%+v, %v; want %+v", h, ok, want)
	}
	for text, want := range map[string]cxf.Header{
		"MAPPA\nW001_001200\n":                    {Name: cxf.SheetName{Comune: "W001", Sheet: "12"}},
		"\ufeffMAPPA\r\nW001_001200\r\n1000.000":  {Name: cxf.SheetName{Comune: "W001", Sheet: "12"}, Scale: 1000},
		"QUADRO D'UNIONE\nW001_0000QU\n10000.000": {Name: cxf.SheetName{Comune: "W001", Annex: "Q", Development: "U"}, Union: true, Scale: 10000},
		"mappa  fondiario\nW001_001200\nBORDO\n7\n 12\n0.0\n-9600.5\n 20.0\n": {
			Name: cxf.SheetName{Comune: "W001", Sheet: "12"}, Family: cxf.Cassini,
		},
	} {
		if got, ok := cxf.Peek([]byte(text)); !ok || got != want {
			t.Errorf("%q: %+v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"", "MAPPA", "MAPPA\n12\n", "PIANTA\nW001_001200\n", "%PDF-1.7\n", "M\x00A\x00P\x00"} {
		if cxf.Sniff([]byte(text)) {
			t.Errorf("%q was taken for a sheet", text)
		}
	}
}
