package cxf_test

import (
	"strings"
	"testing"

	"segit/gis/format/cxf"
)

// In a quadro d'unione the borders of the sheets are parts of its one row.
func TestUnion(t *testing.T) {
	k := read(t, "QUADRO D'UNIONE\nW001A0000QU\n10000.000\n"+
		bordo("W001A000100", "5", box...)+bordo("W001A000200", "5", box...)+"EOF\n", cxf.Options{})
	b := k.rows["sheets"]
	if len(k.warned)+len(k.rejects) != 0 || len(k.rows) != 1 || b.Len() != 1 {
		t.Fatalf("warnings %v, rejects %v, rows %v", k.warned, k.rejects, k.rows)
	}
	if from, to := b.Shapes.Parts(0); to-from != 2 {
		t.Errorf("%d parts, want 2", to-from)
	}
	if _, ok := k.num(t, "sheets", "imbalance", 0); ok {
		t.Error("a quadro d'unione does not tessellate with parcels")
	}
}

// In the maps of the catasto fondiario S and A begin roads and waters.
func TestFondiario(t *testing.T) {
	sheet := func(kind string) string {
		return kind + "\nW001_001200\n1000.000\n" + bordo("S12", "5", box...) + bordo("A3", "5", box...) +
			bordo("0345/02", "5", box...) + bordo(".77", "5", box...) + "EOF\n"
	}
	k := read(t, sheet("MAPPA FONDIARIO"), cxf.Options{})
	if k.rows["roads"].Len() != 1 || k.rows["waters"].Len() != 1 || k.rows["parcels"].Len() != 2 {
		t.Errorf("rows %v", k.rows)
	}
	if got := k.rows["parcels"].Key(0, "").Parcel; got != "345/2" {
		t.Errorf("parcel %q", got)
	}
	k = read(t, sheet("MAPPA"), cxf.Options{})
	if k.rows["parcels"].Len() != 4 {
		t.Errorf("rows %v", k.rows)
	}
}

// More rows than a batch holds come in several, all of them.
func TestManyRows(t *testing.T) {
	k := read(t, head+strings.Repeat(bordo("7", "5", box...), 5000)+"EOF\n", cxf.Options{})
	if got := k.rows["parcels"].Len(); got != 5000 {
		t.Errorf("%d rows", got)
	}
	if n, _ := k.num(t, "sheets", "parcels", 0); n != 5000 {
		t.Errorf("%d parcels counted", n)
	}
}
