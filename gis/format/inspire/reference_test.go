package inspire_test

import (
	"fmt"
	"testing"

	"segit/gis/cadastre"
	"segit/gis/format/inspire"
)

func TestParseReference(t *testing.T) {
	for text, want := range map[string]inspire.Reference{
		"IT.AGE.PLA.A176_003100.329":       {Sheet: cadastre.SheetName{Comune: "A176", Sheet: "31"}, Label: "329"},
		"G273_0033A0.673":                  {Sheet: cadastre.SheetName{Comune: "G273", Sheet: "33", Annex: "A"}, Label: "673"},
		"IT.AGE.PLA.L439_002100.STRADA001": {Sheet: cadastre.SheetName{Comune: "L439", Sheet: "21"}, Label: "STRADA001"},
		"IT.AGE.PLA.C351A000100.12.B":      {Sheet: cadastre.SheetName{Comune: "C351", Section: "A", Sheet: "1"}, Label: "12.B"},
		"C351_0001A0.123":                  {Sheet: cadastre.SheetName{Comune: "C351", Sheet: "1", Annex: "A"}, Label: "123"},
		"IT.AGE.MAP.A176_003100":           {Sheet: cadastre.SheetName{Comune: "A176", Sheet: "31"}},
	} {
		got, ok := inspire.ParseReference(text)
		if !ok || got != want {
			t.Errorf("%q: %+v, %v", text, got, ok)
		}
		if again, _ := inspire.ParseReference(got.String()); again != want {
			t.Errorf("%q is written as %q", text, got)
		}
	}
	for _, text := range []string{"", "IT.AGE.PLA.", "A176_003100", "A176_003100.", "IT.AGE.PLA.A176_00310.329", "ES.LOCAL.CP.1", "IT.AGE.MAP.A176_003100.329"} {
		if r, ok := inspire.ParseReference(text); ok {
			t.Errorf("%q was read as %+v", text, r)
		}
	}
}

func ExampleParseReference() {
	ref, ok := inspire.ParseReference("IT.AGE.PLA.A176_003100.329")
	fmt.Println(ref.Sheet.Comune, ref.Sheet.Sheet, ref.Label, ok)
	// Output: A176 31 329 true
}
