package cxf_test

import (
	"testing"

	"segit/gis/cadastre"
	"segit/gis/crs"
	"segit/gis/format/cxf"
)

func TestPeek(t *testing.T) {
	h, ok := cxf.Peek(romeSheet(t)[:2000])
	want := cxf.Header{Name: cadastre.SheetName{Comune: "H501", Section: "D", Sheet: "767"}, Scale: 4000, Family: crs.UTM}
	if !ok || h != want {
		t.Errorf("%+v, %v; want %+v", h, ok, want)
	}
	for text, want := range map[string]cxf.Header{
		"MAPPA\nW001_001200\n":                    {Name: cadastre.SheetName{Comune: "W001", Sheet: "12"}},
		"\ufeffMAPPA\r\nW001_001200\r\n1000.000":  {Name: cadastre.SheetName{Comune: "W001", Sheet: "12"}, Scale: 1000},
		"QUADRO D'UNIONE\nW001_0000QU\n10000.000": {Name: cadastre.SheetName{Comune: "W001", Annex: "Q", Development: "U"}, Union: true, Scale: 10000},
		"mappa  fondiario\nW001_001200\nBORDO\n7\n 12\n0.0\n-9600.5\n 20.0\n": {
			Name: cadastre.SheetName{Comune: "W001", Sheet: "12"}, Family: crs.LocalCassini,
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
