package cadastre_test

import (
	"fmt"
	"slices"
	"testing"

	"segit/gis"
	"segit/gis/cadastre"
)

func ExampleLoadCodes() {
	codes, err := cadastre.LoadCodes()
	if err != nil {
		fmt.Println(err)
		return
	}
	category, _ := codes.Category("C06")
	quality, _ := codes.Quality(282)
	street, _ := codes.Toponym(236)
	partita, _ := codes.SpecialPartita(gis.Urban, "C")
	fmt.Println(category)
	fmt.Println(quality, street, partita)
	fmt.Println(codes.Right("30"))
	// Output:
	// stalle, scuderie, rimesse ed autorimesse
	// ente urbano VIA unità immobiliari soppresse
	// [Abitazione Usufruttuario parziale]
}

func TestCodes(t *testing.T) {
	codes, err := cadastre.LoadCodes()
	if err != nil {
		t.Fatal(err)
	}
	for _, code := range []string{"A01", "A11", "B08", "D10", "E09", "F05", "F06", "F07"} {
		if words, ok := codes.Category(code); !ok || words == "" {
			t.Errorf("category %s has no words", code)
		}
	}
	if _, ok := codes.Category("Z01"); ok {
		t.Error("category Z01 is known")
	}
	if got := codes.Right("7s"); !slices.Equal(got, []string{"Uso proprietà superficiaria", "Uso proprietà superficiaria"}) {
		t.Errorf("7s = %q", got)
	}
	if got := codes.Right("90"); !slices.Equal(got, []string{"Servitù"}) {
		t.Errorf("90 = %q", got)
	}
	if got := codes.Right("3z"); got != nil {
		t.Errorf("3z = %q", got)
	}
	if words, ok := codes.Toponym(0); words != "" || !ok {
		t.Errorf("toponym 0 = %q, %v", words, ok)
	}
	if _, ok := codes.Toponym(237); ok {
		t.Error("toponym 237 is known")
	}
	land, _ := codes.SpecialPartita(gis.Land, "0")
	urban, _ := codes.SpecialPartita(gis.Urban, "0")
	if land != "particelle soppresse" || urban != "beni comuni censibili" {
		t.Errorf("partita 0: land %q, urban %q", land, urban)
	}
}

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

func TestLiabilityOf(t *testing.T) {
	tests := []struct {
		right, written string
		want           cadastre.Liability
	}{
		{"10", "", cadastre.Liable},
		{"1s", "", cadastre.Liable},
		{"30", "", cadastre.Liable},
		{"50", "", cadastre.Liable},
		{"60", "", cadastre.Liable},
		{"70", "", cadastre.Liable},
		{"80", "", cadastre.Liable},
		{"8a", "", cadastre.Liable},
		{"8e", "", cadastre.Liable},
		{"8s", "", cadastre.Liable},
		{"20", "", cadastre.NotLiable},
		{"2s", "", cadastre.NotLiable},
		{"1t", "", cadastre.NotLiable},
		{"40", "", cadastre.NotLiable},
		{"90", "", cadastre.NotLiable},
		{"20", "Nuda  Proprietà", cadastre.NotLiable},
		{"20", "Livellario", cadastre.LiabilityUnknown},
		{"30", "Usufruttuario parziale", cadastre.LiabilityUnknown},
		{"70", "usufruttuario di colonia per", cadastre.LiabilityUnknown},
		{"14", "", cadastre.LiabilityUnknown},
		{"99", "diritto del coniuge", cadastre.LiabilityUnknown},
		{"0", "", cadastre.LiabilityUnknown},
		{"", "", cadastre.LiabilityUnknown},
	}
	for _, tt := range tests {
		if got := cadastre.LiabilityOf(tt.right, tt.written); got != tt.want {
			t.Errorf("LiabilityOf(%q, %q) = %d, want %d", tt.right, tt.written, got, tt.want)
		}
	}
}
