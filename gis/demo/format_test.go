package demo

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"

	"segit/gis"
)

func TestThousands(t *testing.T) {
	for text, want := range map[string]string{
		"85": "85", "85.5": "85,5", "74.99": "74,99", "999.99": "999,99", "1000": "1.000,00",
		"1234.5": "1.234,50", "1600": "1.600,00", "1234567.89": "1.234.567,89",
	} {
		v, ok := gis.ParseDecimal(text, '.')
		if got := thousands(v); !ok || got != want {
			t.Errorf("thousands(%s) = %s, want %s", text, got, want)
		}
	}
}

func TestCensusFigures(t *testing.T) {
	for area, want := range map[int][3]string{
		0: {"0", "0", "0"}, 99: {"0", "0", "99"}, 100: {"0", "1", "0"}, 3550: {"0", "35", "50"}, 11230: {"1", "12", "30"}, 1_234_567: {"123", "45", "67"},
	} {
		ha, are, ca := hectares(area)
		if got := [3]string{ha, are, ca}; got != want {
			t.Errorf("hectares(%d) = %v, want %v", area, got, want)
		}
	}
	for cents, want := range map[gis.Cents]string{5: "0,05", 60_684: "606,84", 100: "1,00"} {
		if got := euro(cents); got != want {
			t.Errorf("euro(%d) = %s, want %s", cents, got, want)
		}
	}
	for n, want := range map[int]string{2: "1", 11: "5,5", 3: "1,5"} {
		if got := half(n); got != want {
			t.Errorf("half(%d) = %s, want %s", n, got, want)
		}
	}
	for text, want := range map[string]string{"": "", "7": "0007", "12345": "12345"} {
		if got := paddedText(text, 4); got != want {
			t.Errorf("paddedText(%q) = %s, want %s", text, got, want)
		}
	}
	f := make([]string, 6)
	act(f, gis.Day(2012, 3, 15), "V", 1_000_042)
	if got := strings.Join(f, "|"); got != "15032012|15032012|V|000042|001|2012" {
		t.Errorf("act = %s", got)
	}
}

// TestTypedIsNormalisedBack types a key in every way and reads it by the rule
// that all joins go through.
func TestTypedIsNormalisedBack(t *testing.T) {
	d := newDice(9, 9)
	want := gis.MakeKey(Comune, "A", "12", "345", "6")
	seen := map[string]bool{}
	for range 500 {
		sheet := typed(d, zeros(d, "12"))
		seen[sheet] = true
		if got := gis.MakeKey(Comune, typed(d, "A"), sheet, typed(d, zeros(d, "345")), typed(d, zeros(d, "6"))); got != want {
			t.Fatalf("%q gives %v", sheet, got)
		}
	}
	if len(seen) < 8 {
		t.Errorf("only %d ways to type 12: %v", len(seen), seen)
	}
	if typed(d, "") != "" || zeros(d, "") != "" {
		t.Error("what is absent became something")
	}
}

func TestRecordFile(t *testing.T) {
	dir := t.TempDir()
	r, err := newRecordFile(dir, "x.SOG", charmap.ISO8859_1)
	if err != nil {
		t.Fatal(err)
	}
	r.record("W001", "A", "", "ZAGARÒLI")
	if err := r.close(); err != nil || r.lines != 1 {
		t.Fatal(r.lines, err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "x.SOG"))
	if err != nil || string(raw) != "W001|A||ZAGAR\xd2LI|\r\n" {
		t.Errorf("%q, %v", raw, err)
	}
	if _, err := newRecordFile(dir, "x.SOG", charmap.ISO8859_1); gis.KindOf(err) != gis.Internal {
		t.Errorf("a file that is there was taken: %v", err)
	}
	r, err = newRecordFile(dir, "y.SOG", charmap.ISO8859_1)
	if err != nil {
		t.Fatal(err)
	}
	r.line("euro: €")
	if err := r.close(); err == nil || !strings.Contains(err.Error(), "demo.character") {
		t.Errorf("€ in Latin-1: %v", err)
	}
}

func TestStreetsHaveTheirWordAndCode(t *testing.T) {
	for n, want := range map[int]street{
		0:   {"236", "VIA", "DEL BASILISCO"},
		1:   {"236", "VIA", "DELL'IPPOGRIFO"},
		3:   {"240", "VIALE", "DEL GRIFONE"},
		6:   {"130", "PIAZZA", "DEL TRITONE"},
		20:  {"130", "PIAZZA", "DEL BASILISCO ROSSO"},
		240: {"236", "VIA", "DEL BASILISCO 2"},
	} {
		if got := streetOf(n); got != want {
			t.Errorf("streetOf(%d) = %+v, want %+v", n, got, want)
		}
	}
}
