package table

import (
	"testing"

	"segit/gis"
)

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		" a b ": "a b", "\u00a0a\u00a0b\u2007": "a b", "\ufeffa": "a", "a\u200bb": "ab", "a\tb\n": "a b", "È": "È", "": "", "   ": "",
	} {
		if got := clean(text); got != want {
			t.Errorf("clean(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestNormal(t *testing.T) {
	for _, test := range []struct {
		role gis.Role
		text string
		want string
	}{
		{gis.RoleSheet, "0012", "12"},
		{gis.RoleParcel, "00345/02", "345/2"},
		{gis.RoleParcel, "12a", "12A"},
		{gis.RoleSub, "000", ""},
		{gis.RoleSection, "_", ""},
		{gis.RoleSection, "a", "A"},
		{gis.RoleUrbanSection, "urb", "URB"},
		{gis.RoleComune, " w001", "W001"},
		{gis.RoleFiscalCode, "rss mra 70a01w001v", "RSSMRA70A01W001V"},
		{gis.RoleFiscalCode, "01234567890", "01234567890"},
		{gis.RoleCivic, "0012/a", "0012/a"},
		{gis.RoleStreet, "Via dell'Orto", "Via dell'Orto"},
		{"", "0012", "0012"},
	} {
		c := column{role: test.role}
		if got := c.normal(test.text); got != test.want {
			t.Errorf("%s %q is %q, want %q", test.role, test.text, got, test.want)
		}
	}
}

func TestFlag(t *testing.T) {
	for text, want := range map[string]int64{"1": 1, "s": 1, "SÌ": 1, "sì": 1, "si": 1, "True": 1, "x": 1, "0": 0, "n": 0, "No": 0, "FALSO": 0, "-": 0} {
		if got, ok := flag(text); !ok || got != want {
			t.Errorf("flag(%q) = %d, %v", text, got, ok)
		}
	}
	for _, text := range []string{"forse", "2", "?"} {
		if _, ok := flag(text); ok {
			t.Errorf("%q is a flag", text)
		}
	}
}

func TestPickTakesTheFirstThatIsFilled(t *testing.T) {
	c := column{cells: []int{2, 0}}
	for _, test := range []struct {
		cells []string
		want  string
	}{
		{[]string{"a", "b", "c"}, "c"}, {[]string{"a", "b", " "}, "a"}, {[]string{"", "b", "\u00a0"}, ""},
	} {
		if got := c.pick(test.cells); got != test.want {
			t.Errorf("%q gives %q, want %q", test.cells, got, test.want)
		}
	}
}

func TestPersonsAndCompaniesInTwoColumns(t *testing.T) {
	k := readAll(t, "CODICE FISCALE;PARTITA IVA;FOGLIO;PARTICELLA;MQ\nRSSMRA70A01W001V;;1;2;80\n;12345678903;1;3;90\n", tari(t, ""))
	want := []string{"2 fiscal-code=RSSMRA70A01W001V sheet=1 parcel=2 surface=80", "3 fiscal-code=12345678903 sheet=1 parcel=3 surface=90"}
	if len(k.rows) != 2 || k.rows[0] != want[0] || k.rows[1] != want[1] {
		t.Errorf("got %q", k.rows)
	}
}

func TestACivicNumberIsNoParcel(t *testing.T) {
	k := readAll(t, "VIA;NUMERO;FOGLIO;PARTICELLA;MQ\nROMA;12;;;80\n", tari(t, ""))
	if len(k.rows) != 1 || k.rows[0] != "2 street=ROMA surface=80 numero=12" {
		t.Errorf("got %q", k.rows)
	}
}
