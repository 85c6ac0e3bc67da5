package report

import (
	"bytes"
	"testing"
	"time"

	"segit/gis/text"
)

func TestRecoverySheetHoldsTheWholeKey(t *testing.T) {
	words, err := text.Load(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	head := Heading{Comune: "W001", Words: words, Printed: time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)}
	var pdf bytes.Buffer
	if err := Recovery(&pdf, head, "W001.segit", "P1YD9-VCJCY-9TXRW-MFG7V-XT9T3-WMMA1-1B83K-8NDYQ"); err != nil {
		t.Fatal(err)
	}
	sound(t, pdf.Bytes())
	has(t, flowing(t, pdf.Bytes()), "W001.segit", "P1YD9-VCJCY-9TXRW-MFG7V- XT9T3-WMMA1-1B83K-8NDYQ", "RISERVATO")
}
