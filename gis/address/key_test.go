package address_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"segit/gis/address"
)

func ExampleOf() {
	census := address.Of("VIALE", "SANT'ANTONIO", "00012", "A")
	account := address.Of("", "v.le S. Antonio", "12/a", "")
	fmt.Println(census, account == census, account.Complete())
	// Output: VIALE SAN ANTONIO 12/A true true
}

func TestStreet(t *testing.T) {
	tests := []struct{ kind, street, wantType, wantStreet string }{
		{"VIA", "ETNEA", "VIA", "ETNEA"},
		{"", "Via Etnea", "VIA", "ETNEA"},
		{"via", "VIA ETNEA", "VIA", "ETNEA"},
		{"V.", "ETNEA", "VIA", "ETNEA"},
		{"", "V. ETNEA", "VIA", "ETNEA"},
		{"", "V.ETNEA", "VIA", "ETNEA"},
		{"VIA", "V. EMANUELE", "VIA", "V EMANUELE"},
		{"", "V.LE DEI MILLE", "VIALE", "DEI MILLE"},
		{"", "V. LE ROSE", "VIA", "LE ROSE"},
		{"", "V LE ROSE", "VIA", "LE ROSE"},
		{"", "P.ZZA DELL'UNITÀ", "PIAZZA", "DELL UNITA"},
		{"PIAZZA", "dell’Unita'", "PIAZZA", "DELL UNITA"},
		{"", "P.za Roma", "PIAZZA", "ROMA"},
		{"", "P.LE  ROMA ", "PIAZZALE", "ROMA"},
		{"", "C.SO ITALIA", "CORSO", "ITALIA"},
		{"", "L.GO PAISIELLO", "LARGO", "PAISIELLO"},
		{"", "Strada Statale 114", "STRADA STATALE", "114"},
		{"", "S.S. 114", "STRADA STATALE", "114"},
		{"", "S.P. 12", "STRADA PROVINCIALE", "12"},
		{"VIA", "SS. TRINITÀ", "VIA", "SANTI TRINITA"},
		{"VIA", "Santissima Trinità", "VIA", "SANTI TRINITA"},
		{"VIA", "S. ANNA", "VIA", "SAN ANNA"},
		{"VIA", "Sant'Anna", "VIA", "SAN ANNA"},
		{"VIA", "S.TA MARIA", "VIA", "SAN MARIA"},
		{"VIA", "SANTA MARIA", "VIA", "SAN MARIA"},
		{"VIA", "PLEBISCITO S", "VIA", "PLEBISCITO S"},
		{"LOCALITÀ", "Piano d'Api", "LOCALITA", "PIANO D API"},
		{"VIA", "VIA", "VIA", "VIA"},
		{"", "VIA", "", "VIA"},
		{"", "PONTE VECCHIO", "", "PONTE VECCHIO"},
		{"RUE", "DE LA GARE", "RUE", "DE LA GARE"},
		{"", "", "", ""},
		{"VIA", "", "VIA", ""},
	}
	for _, tt := range tests {
		k := address.Of(tt.kind, tt.street, "1", "")
		if k.Type != tt.wantType || k.Street != tt.wantStreet {
			t.Errorf("Of(%q, %q) = %q + %q, want %q + %q", tt.kind, tt.street, k.Type, k.Street, tt.wantType, tt.wantStreet)
		}
	}
}

func TestCivic(t *testing.T) {
	tests := []struct{ civic, exponent, number, rest string }{
		{"12", "", "12", ""},
		{"00012", "", "12", ""},
		{" 12 ", "a", "12", "A"},
		{"12/A", "", "12", "A"},
		{"12/a", "", "12", "A"},
		{"12 A", "", "12", "A"},
		{"12A", "", "12", "A"},
		{"12-A", "", "12", "A"},
		{"12 BIS", "", "12", "BIS"},
		{"12/1", "", "12", "1"},
		{"12/001", "", "12", "1"},
		{"10-12", "", "10", ""},
		{"0010 - 0012", "", "10", ""},
		{"N. 12", "", "12", ""},
		{"n° 12/B", "", "12", "B"},
		{"12 int. 3", "", "12", ""},
		{"12/A scala B", "", "12", "A"},
		{"12 rosso", "", "12", "R"},
		{"12R", "", "12", "R"},
		{"SNC", "", "", ""},
		{"S.N.C.", "", "", ""},
		{"0", "", "", ""},
		{"", "A", "", ""},
		{"KM 3", "", "", ""},
	}
	for _, tt := range tests {
		k := address.Of("VIA", "ROMA", tt.civic, tt.exponent)
		if k.Number != tt.number || k.Exponent != tt.rest {
			t.Errorf("civic %q, %q = %q + %q, want %q + %q", tt.civic, tt.exponent, k.Number, k.Exponent, tt.number, tt.rest)
		}
	}
}

func TestCivicInStreet(t *testing.T) {
	tests := []struct{ street, civic, want string }{
		{"VIA ROMA, 12/A", "", "VIA ROMA 12/A"},
		{"VIA ROMA n. 12", "", "VIA ROMA 12"},
		{"VIA ROMA N°12", "", "VIA ROMA 12"},
		{"VIA ROMA, SNC", "", "VIA ROMA SNC"},
		{"VIA ROMA 12", "", "VIA ROMA 12"}, // the number belongs to the name
		{"VIA ROMA, 12", "7", "VIA ROMA 12 7"},
		{"ſtraße N. 5", "", "STRASSE 5"},
	}
	for _, tt := range tests {
		if got := address.Of("", tt.street, tt.civic, "").String(); got != tt.want {
			t.Errorf("Of(%q, %q) = %q, want %q", tt.street, tt.civic, got, tt.want)
		}
	}
	if k := address.Of("", "STRADA STATALE 114", "", ""); k.Complete() {
		t.Errorf("%+v has a number", k)
	}
}

func TestComplete(t *testing.T) {
	for k, want := range map[address.Key]bool{
		address.Of("VIA", "ROMA", "12", ""):  true,
		address.Of("VIA", "ROMA", "SNC", ""): false,
		address.Of("VIA", "", "12", ""):      false,
		{}:                                   false,
	} {
		if k.Complete() != want {
			t.Errorf("%q complete = %v", k, !want)
		}
	}
	if got := address.Of("VIA", "ROMA", "12", "A").OfStreet(); got != address.Of("", "via Roma", "", "") {
		t.Errorf("street %+v", got)
	}
}

// TestLongFields holds that the work does not grow with the square of a field's
// length: each word joined to a growing text would be an allocation.
func TestLongFields(t *testing.T) {
	for _, s := range []string{" N.", "V.", "S. ", "12 ", "\u0301"} {
		long := strings.Repeat(s, 1<<14)
		allocations := testing.AllocsPerRun(1, func() { address.Of(long, long, long, long) })
		if allocations > 500 {
			t.Errorf("%q: %v allocations", s, allocations)
		}
	}
}

// FuzzOf holds that a normalised address stays as it is when read again.
func FuzzOf(f *testing.F) {
	f.Add("VIA", "S. GIOVANNI LA PUNTA", "00012", "A")
	f.Add("", "P.ZZA DELL'UNITÀ, 3", "", "")
	f.Add("V.", "SS. 114", "10-12", "bis")
	f.Fuzz(func(t *testing.T, kind, street, civic, exponent string) {
		k := address.Of(kind, street, civic, exponent)
		if utf8.ValidString(kind+street) && !utf8.ValidString(k.String()) {
			t.Errorf("%q is not UTF-8", k)
		}
		if again := address.Of("", "X", k.Number, k.Exponent); again.Number != k.Number {
			t.Errorf("number %q became %q", k.Number, again.Number)
		}
		if k.Number == "" && k.Exponent != "" {
			t.Errorf("exponent %q without number", k.Exponent)
		}
	})
}

func BenchmarkOf(b *testing.B) {
	for range b.N {
		address.Of("VIA", "DELLE ROSE INVENTATE", "00012", "A")
	}
}
