package finding

import (
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/text"
)

// wasteSurface is a measured finding with everything filled; the people in it
// are invented.
func wasteSurface() gis.Finding {
	euro := gis.Cents(4320)
	return gis.Finding{
		ID: "0123456789abcdef01234567", Control: "tari-surface", Version: 2,
		Severity: gis.High, TaxYear: 2025, Cadastre: gis.Urban,
		Key:        gis.MakeKey("W001", "A", "12", "345", "6"),
		FiscalCode: "RSSMRA70A01W001V", Name: "ROSSI MARIA", Address: `VIA DELLE PROVE 1 <"int" & 2>`, Quota: "1/2",
		Expected: gis.SquareMetres(80_500_000), Found: gis.SquareMetres(60_000_000), Delta: gis.SquareMetres(-20_500_000),
		Euro: &euro, Confidence: gis.Low,
		Reasons: []gis.Message{gis.Say("state.new"), gis.Say("date.form", "1")},
		Evidence: []gis.Evidence{
			{Dataset: "tari", Supply: 3, SHA256: "aa", File: "tari.csv", Row: 1204, Facts: []gis.Fact{
				{Label: "fact.surface", Value: "60"}, {Label: "fact.account", Value: "77"},
			}},
			{Dataset: "units", Supply: 1, SHA256: "bb", File: "W001A0001.FAB", Row: 12, Facts: []gis.Fact{
				{Label: "fact.surface", Value: "100.625"},
			}},
		},
		Geometry: orb.Polygon{
			{{0, 0}, {10, 0}, {10, 10.5}, {0, 0}},
			{{1, 1}, {2, 1}, {2, 2}, {1, 1}},
		},
		State: "checking",
		Notes: []gis.Note{{Text: "sentito il tecnico"}, {Text: "da rivedere"}},
	}
}

func words(t testing.TB, lang text.Lang) text.Catalogue {
	t.Helper()
	c, err := text.Load(lang)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
