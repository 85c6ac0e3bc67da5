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
