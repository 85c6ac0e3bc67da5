package report

import (
	"testing"

	"segit/gis"
	"segit/gis/text"
)

func TestSourcesOfAddsWhatOnlyTheEvidenceNames(t *testing.T) {
	known := []gis.Supply{{File: "a.csv", SHA256: "1", Source: "tari"}}
	evidence := []gis.Evidence{
		{File: "a.csv", SHA256: "1"},
		{File: "a.csv", SHA256: "2"}, // the same name, another file
		{File: "b.csv", SHA256: "3"},
		{File: "b.csv", SHA256: "3"},
	}
	got := sourcesOf(known, evidence)
	if len(got) != 3 || got[0].Source != "tari" || got[1].SHA256 != "2" || got[2].File != "b.csv" {
		t.Errorf("%+v", got)
	}
	if got[1].Date != gis.Always {
		t.Error("a day was made up")
	}
	if len(known) != 1 || len(sourcesOf(nil, nil)) != 0 {
		t.Error("the input was changed")
	}
}

func TestShortHash(t *testing.T) {
	for hash, want := range map[string]string{hashOf(0xab): "abababababab…", "abc": "abc", "": ""} {
		if got := shortHash(hash); got != want {
			t.Errorf("shortHash(%q) = %q, want %q", hash, got, want)
		}
	}
}

func TestParam(t *testing.T) {
	p := blank(t)
	tests := map[string]Param{
		"min_gap = 1.500,25 m²":        {Name: "min_gap", Value: "1500.25", Unit: "m²"},
		"exempt = SERRA,RUDERE":        {Name: "exempt", Value: "SERRA,RUDERE"},
		"rate = non impostato":         {Name: "rate", Unit: "€/m²"},
		"share = 0,8 (quota di legge)": {Name: "share", Value: "0.8", Label: gis.Say("quota di legge")},
	}
	for want, param := range tests {
		if got := p.param(param); got != want {
			t.Errorf("param = %q, want %q", got, want)
		}
	}
}

func TestDatasetWithoutAName(t *testing.T) {
	if got := blank(t).dataset("pozzi_2019"); got != "pozzi_2019" {
		t.Errorf("%q", got)
	}
}

func TestHolder(t *testing.T) {
	p := &paper{words: heading(t, text.Italian).Words}
	tests := map[string]gis.Finding{
		"":                          {},
		"ROSSI MARIA":               {Name: "ROSSI MARIA"},
		"(c.f. RSSMRA70A01W001V)":   {FiscalCode: "RSSMRA70A01W001V"},
		"ROSSI MARIA, quota 1/2":    {Name: "ROSSI MARIA", Quota: "1/2"},
		"ROSSI (c.f. X), quota 1/1": {Name: "ROSSI", FiscalCode: "X", Quota: "1/1"},
	}
	for want, f := range tests {
		if got := p.holder(&f); got != want {
			t.Errorf("holder = %q, want %q", got, want)
		}
	}
}

func TestKeyInWords(t *testing.T) {
	p := &paper{words: heading(t, text.Italian).Words}
	tests := map[string]gis.Key{
		"sezione A · foglio 12 · particella 345 · subalterno 6": gis.MakeKey("W001", "A", "12", "345", "6"),
		"foglio 12 · particella 345/2":                          gis.MakeKey("W001", "", "12", "345/2", ""),
		"":                                                      {},
	}
	for want, k := range tests {
		if got := p.keyInWords(k); got != want {
			t.Errorf("keyInWords = %q, want %q", got, want)
		}
	}
}
