package gis

import "testing"

// Whatever is refused, no error holds the fiscal code of a person.
func TestErrorsHoldNoPersonCode(t *testing.T) {
	for text, want := range map[string]string{
		"PRSNNT80A01W001X":                   "…",
		"prsnnt80a01w001x":                   "…",
		"PRSNNTULALMWLLMX":                   "…", // digits as letters
		"W001/A/12/PRSNNT80A01W001X":         "W001/A/12/…",
		"PRSNNT80A01W001X PRSNNT80A01W001Y!": "… …!",
		"xPRSNNT80A01W001X":                  "xPRSNNT80A01W001X",
		"73ef862f7063cb9b7ffb8c12":           "73ef862f7063cb9b7ffb8c12",
		"W001/A/12/345/6":                    "W001/A/12/345/6",
		"":                                   "",
		"à PRSNNT80A01W001X è":               "à … è",
		"comune/sezione/foglio":              "comune/sezione/foglio",
		"PRSNNT80A01W001":                    "PRSNNT80A01W001",
	} {
		if got := Refuse("prova", BadInput, "x", text).Args[0]; got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
	if _, _, err := ParseKey("PRSNNT80A01W001X"); err == nil || err.Error() != "gis.ParseKey: key.form(…)" {
		t.Error(err)
	}
}
