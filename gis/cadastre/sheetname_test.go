package cadastre_test

import (
	"fmt"
	"testing"

	"segit/gis/cadastre"
)

func TestParseSheetName(t *testing.T) {
	for text, want := range map[string]cadastre.SheetName{
		"H501D076700":   {Comune: "H501", Section: "D", Sheet: "767"},
		"h282b0001a0":   {Comune: "H282", Section: "B", Sheet: "1", Annex: "A"},
		"W001_001200":   {Comune: "W001", Sheet: "12"},
		"W001_00120B":   {Comune: "W001", Sheet: "12", Development: "B"},
		" W001_000000 ": {Comune: "W001"},
		"W001A0000QU":   {Comune: "W001", Section: "A", Annex: "Q", Development: "U"},
		"W001A012X00":   {Comune: "W001", Section: "A", Sheet: "12X"},
	} {
		got, ok := cadastre.ParseSheetName(text)
		if !ok || got != want {
			t.Errorf("%q: %+v, %v", text, got, ok)
		}
		if again, _ := cadastre.ParseSheetName(got.String()); again != want || len(got.String()) != 11 {
			t.Errorf("%q is written as %q", text, got)
		}
	}
	for _, text := range []string{"", "345", "345+", "STRADA001", "STRADA00001", "ACQUA000001", "H501D07670", "H501D0767000", "H501-076700", "1501D076700", "H501D07_700"} {
		if n, ok := cadastre.ParseSheetName(text); ok {
			t.Errorf("%q was taken for sheet %+v", text, n)
		}
	}
}

func ExampleParseSheetName() {
	name, ok := cadastre.ParseSheetName("H501D076700")
	fmt.Println(name.Comune, name.Section, name.Sheet, ok)
	// Output: H501 D 767 true
}
