package cadastre_test

import (
	"testing"

	"segit/gis"
	"segit/gis/cadastre"
)

func TestNormaliseCategory(t *testing.T) {
	tests := []struct {
		text, want string
		ok         bool
	}{
		{"A02", "A02", true},
		{"A/2", "A02", true},
		{"A2", "A02", true},
		{"a/02", "A02", true},
		{" C 6 ", "C06", true},
		{"A/10", "A10", true},
		{"", "", true},
		{"G01", "G01", false},
		{"A", "A", false},
		{"A/", "A/", false},
		{"A/100", "A/100", false},
		{"ufficio", "UFFICIO", false},
		{"à2", "À2", false},
	}
	for _, tt := range tests {
		if got, ok := cadastre.NormaliseCategory(tt.text); got != tt.want || ok != tt.ok {
			t.Errorf("NormaliseCategory(%q) = %q, %v; want %q, %v", tt.text, got, ok, tt.want, tt.ok)
		}
	}
}

func TestNormalisePartita(t *testing.T) {
	for text, want := range map[string]string{
		"0004711": "4711", "c": "C", " A ": "A", "0": "0", "0000000": "0", "": "", "1": "1",
	} {
		if got := cadastre.NormalisePartita(text); got != want {
			t.Errorf("NormalisePartita(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestSuppressed(t *testing.T) {
	tests := []struct {
		cadastre gis.Cadastre
		partita  string
		want     bool
	}{
		{gis.Urban, "C", true},
		{gis.Urban, " c ", true},
		{gis.Urban, "0", false},
		{gis.Urban, "", false},
		{gis.Land, "0", true},
		{gis.Land, "0000000", true},
		{gis.Land, "C", false},
		{gis.Land, "", false},
	}
	for _, tt := range tests {
		if got := cadastre.Suppressed(tt.cadastre, tt.partita); got != tt.want {
			t.Errorf("Suppressed(%v, %q) = %v", tt.cadastre, tt.partita, got)
		}
	}
}
