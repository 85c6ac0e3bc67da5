package person_test

import (
	"encoding/csv"
	"fmt"
	"os"
	"testing"

	"segit/gis"
	"segit/gis/person"
)

func TestCheckKnownCodes(t *testing.T) {
	f, err := os.Open("testdata/codici_fiscali.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 12 {
		t.Fatalf("%d rows, want a header and 11", len(rows))
	}
	for _, row := range rows[1:] {
		if got := person.Check(row[0]).Valid(); got != (row[1] == "1") {
			t.Errorf("Check(%s) valid = %v, want %s (%s)", row[0], got, row[1], row[2])
		}
	}
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		code string
		want person.Verdict
	}{
		{"RSSMRA70A01W001V", person.Natural},
		{" rssmra 70a01 w001v ", person.Natural},
		{"RSSMRA70A01W00MN", person.Omocode},
		{"RSSMRATLALMWLLMM", person.Omocode},
		{"RSSMRA70A01W001A", person.Invalid},
		{"RSSMRA70A01W001", person.Invalid},
		{"RSSMRA70A32W001" + check("RSSMRA70A32W001"), person.Invalid}, // 32 January
		{"RSSMRA70A00W001" + check("RSSMRA70A00W001"), person.Invalid},
		{"RSSMRA70B30W001" + check("RSSMRA70B30W001"), person.Invalid}, // 30 February
		{"RSSMRA70B29W001" + check("RSSMRA70B29W001"), person.Invalid}, // 1970 and 2070 are not leap
		{"RSSMRA00B29W001" + check("RSSMRA00B29W001"), person.Natural}, // 2000 is
		{"RSSMRA70F01W001" + check("RSSMRA70F01W001"), person.Invalid}, // no month F
		{"RSS1RA70A01W001" + check("RSS1RA70A01W001"), person.Invalid},
		{"RSSMRA70A01W00A" + check("RSSMRA70A01W00A"), person.Invalid}, // A stands for no digit
		{"00123456782", person.Company},
		{"00123456783", person.Invalid},
		{"0012345678A", person.Invalid},
		{"àààààààààààààààà", person.Invalid},
		{"", person.Invalid},
	} {
		if got := person.Check(c.code); got != c.want {
			t.Errorf("Check(%q) = %v, want %v", c.code, got, c.want)
		}
	}
	if got := person.CheckNatural("00123456782"); got != person.Provisional {
		t.Errorf("eleven digits of a natural person = %v, want provisional", got)
	}
}

func check(body string) string { return string(rune(person.CheckCharacter(body))) }

func TestMake(t *testing.T) {
	for _, c := range []struct {
		surname, name string
		birth         gis.Date
		female        bool
		want          string
	}{
		{"Rossi", "Mario", gis.Day(1970, 1, 1), false, "RSSMRA70A01W001V"},
		{"BIANCHI", "ANNA MARIA", gis.Day(1955, 5, 12), true, "BNCNMR55E52W001W"},
		{"Ferrara", "Giuseppe", gis.Day(1931, 11, 30), false, "FRRGPP31S30W001F"},
		{"D'Urso", "Lucia", gis.Day(1988, 3, 8), true, "DRSLCU88C48W001U"},
		{"Fo", "Al", gis.Day(1999, 7, 5), false, "FOXLAX99L05W001B"},
	} {
		if got := person.Make(c.surname, c.name, c.birth, c.female, "W001"); got != c.want {
			t.Errorf("Make(%s %s) = %s, want %s", c.surname, c.name, got, c.want)
		}
	}
	if got := person.SurnameCode("Nicolò"); got != "NCL" {
		t.Errorf("accent: %s", got)
	}
	if got := person.SurnameCode("'"); got != "XXX" {
		t.Errorf("no letters: %s", got)
	}
}

func TestParse(t *testing.T) {
	for _, code := range []string{"DRSLCU88C48W001U", "RSSMRATLALMWLLMM"} {
		if _, ok := person.Parse(code); !ok {
			t.Errorf("Parse(%s) refused", code)
		}
	}
	got, _ := person.Parse("DRSLCU88C48W001U")
	want := person.Parts{Surname: "DRS", Name: "LCU", Year: 88, Month: 3, Day: 8, Female: true, Place: "W001"}
	if got != want {
		t.Errorf("Parse = %+v, want %+v", got, want)
	}
}

func TestCandidate(t *testing.T) {
	for _, code := range []string{"RSSMRA70A01W00MN", "RSSMRAT0A0MW001K", "RSSMRATLALMWLLMM"} {
		if got, ok := person.Candidate(code); !ok || got != "RSSMRA70A01W001V" {
			t.Errorf("Candidate(%s) = %s, %v", code, got, ok)
		}
	}
	for _, code := range []string{"RSSMRA70A01W001V", "00123456782", "RSSMRA70A01W00MA"} {
		if got, ok := person.Candidate(code); ok {
			t.Errorf("Candidate(%s) = %s: it is no omocode", code, got)
		}
	}
}

func TestMakeVAT(t *testing.T) {
	for _, n := range []int{0, 1, 123456, 9_999_999, 10_000_001} {
		code := person.MakeVAT(n)
		if person.Check(code) != person.Company || code[7:10] != person.InventedOffice {
			t.Errorf("MakeVAT(%d) = %s", n, code)
		}
	}
}

func ExampleMake() {
	code := person.Make("Malavoglia", "Bastianazzo", gis.Day(1950, 4, 23), false, "W001")
	fmt.Println(code, person.Check(code))
	// Output: MLVBTN50D23W001P natural
}

func FuzzCheck(f *testing.F) {
	for _, s := range []string{"RSSMRA70A01W001V", "RSSMRATLALMWLLMM", "00123456782", "", "ÀÀ", "RSSMRA70Z01W001V"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, code string) {
		v := person.Check(code)
		if n := len(person.Normalise(code)); v.Valid() && n != 11 && n != 16 {
			t.Fatalf("%q of %d characters is %v", code, n, v)
		}
		plain, ok := person.Candidate(code)
		if ok != (v == person.Omocode) {
			t.Fatalf("%q is %v, candidate %v", code, v, ok)
		}
		if ok && person.Check(plain) != person.Natural {
			t.Fatalf("candidate %q of %q is %v", plain, code, person.Check(plain))
		}
	})
}

func TestMakeOfBelfiore(t *testing.T) {
	code := person.Make("Zà", "Io", gis.Day(2001, 12, 31), true, "W001")
	parts, ok := person.Parse(code)
	if !ok || parts.Place != "W001" || !parts.Female || parts.Day != 31 || parts.Month != 12 || parts.Year != 1 {
		t.Errorf("%s is read as %+v, %v", code, parts, ok)
	}
}
