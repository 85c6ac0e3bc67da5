package cxf_test

import (
	"testing"

	"segit/gis/cadastre"
	"segit/gis/format/cxf"
)

func TestPeek(t *testing.T) {
	h, ok := cxf.Peek(romeSheet(t)[:2000])
	want := cxf.Header{Name: cadastre.SheetName{Comune: "H501", Section: "D", Sheet: "767"}, Scale: 4000, Family: cxf.RDN2008}
	if !ok || h != want {
		t.Errorf("%+v, %v; want %+v", h, ok, want)
	}
	for text, want := range map[string]cxf.Header{
		"MAPPA\nW001_001200\n":                    {Name: cadastre.SheetName{Comune: "W001", Sheet: "12"}},
		"\ufeffMAPPA\r\nW001_001200\r\n1000.000":  {Name: cadastre.SheetName{Comune: "W001", Sheet: "12"}, Scale: 1000},
		"QUADRO D'UNIONE\nW001_0000QU\n10000.000": {Name: cadastre.SheetName{Comune: "W001", Annex: "Q", Development: "U"}, Union: true, Scale: 10000},
		"mappa  fondiario\nW001_001200\nBORDO\n7\n 12\n0.0\n-9600.5\n 20.0\n": {
			Name: cadastre.SheetName{Comune: "W001", Sheet: "12"}, Family: cxf.Cassini,
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

// The first border's label tells the family of coordinates.
func TestPeekFamily(t *testing.T) {
	for place, want := range map[string]string{
		"   -9600.500\n      20.000":  "cassini",
		"      15.000\n      37.500":  "cassini", // 40 m from an origin, not degrees
		" 1514000.000\n 5034000.000":  "gauss-boaga-1",
		" 2526000.000\n 4150000.000":  "gauss-boaga-2",
		"  280035.511\n 4638985.447":  "rdn2008",
		"  500000.000\n 6000000.000":  "unknown",
		"  500000.000\nnot a number":  "unknown",
		"  500000.000":                "unknown", // the head ends here
		"90000000.000\n 90000000.000": "unknown",
	} {
		h, ok := cxf.Peek([]byte("MAPPA\nW001_001200\n2000.000\nBORDO\nW001_001200\n  12\n0.000\n" + place))
		if !ok || h.Family.String() != want {
			t.Errorf("%q: %s, %v; want %s", place, h.Family, ok, want)
		}
	}
}
