package finding_test

import (
	"bytes"
	"iter"
	"testing"

	"github.com/xuri/excelize/v2"

	"segit/gis"
	"segit/gis/finding"
	"segit/gis/text"
)

func TestWorkbookKeepsNumbersAndNoFormula(t *testing.T) {
	words, err := text.Load(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	f := gis.Finding{
		ID: "x", Control: "tari-surface", TaxYear: 2025, Key: gis.MakeKey("W001", "A", "12", "3", "4"), Name: "=CMD()",
		Expected: gis.SquareMetres(80 * gis.One), Found: gis.SquareMetres(60 * gis.One),
	}
	var one iter.Seq2[gis.Finding, error] = func(yield func(gis.Finding, error) bool) { yield(f, nil) }
	var out bytes.Buffer
	if err := finding.WriteXLSX(&out, one, words); err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	rows, err := book.GetRows(book.GetSheetName(0))
	if err != nil || len(rows) != 2 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	values := map[string]string{}
	for i, name := range rows[0] {
		if i < len(rows[1]) {
			values[name] = rows[1][i]
		}
	}
	for name, want := range map[string]string{"control": "tari-surface", "tax_year": "2025", "sheet": "12", "sub": "4", "expected": "80", "found": "60", "name": "=CMD()"} {
		if values[name] != want {
			t.Errorf("%s: %q, want %q", name, values[name], want)
		}
	}
	for i := range rows[0] {
		cell, err := excelize.CoordinatesToCellName(i+1, 2)
		if err != nil {
			t.Fatal(err)
		}
		if formula, err := book.GetCellFormula(book.GetSheetName(0), cell); err != nil || formula != "" {
			t.Errorf("%s is a formula: %q %v", cell, formula, err)
		}
	}
}
