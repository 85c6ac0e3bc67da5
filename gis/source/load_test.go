package source

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/format/charset"
)

const small = "id = \"mense\"\nformats = [\"csv\"]\n[[field]]\nname = \"sheet\"\nrole = \"sheet\"\nheaders = [\"FOGLIO\"]\n"

func TestLoadANewSource(t *testing.T) {
	d, err := Load(strings.NewReader(small), "mense.toml", nil)
	if err != nil {
		t.Fatal(err)
	}
	if d.ID != "mense" || d.Dataset != "mense" || d.Status != Ready || d.Scope != WholeSource || d.Table.Header != HeaderAuto || len(d.Table.Dates) == 0 {
		t.Errorf("defaults: %+v", d)
	}
	if f := d.Fields[0]; f.Type != gis.Text || f.Role != gis.RoleSheet || f.Dataset != "mense" {
		t.Errorf("field: %+v", f)
	}
}

func TestProfileExtends(t *testing.T) {
	c := catalogue(t)
	d, err := Load(strings.NewReader(`
extends = "tari"
required = [["account"]]
shape = "point"
[title]
it = "TARI del fornitore"
en = "The contractor's TARI"
[table]
separator = "tab"
encoding = "latin1"
header = "no"
skip = 2
decimal = "."
dates = ["aaaa.mm.gg"]
[[field]]
name = "surface"
headers = ["NUMERO"]
column = 4
decimal = ","
[[field]]
name = "period_from"
dates = ["mm/dd/yyyy"]
[[field]]
name = "note"
`), "fornitore.toml", c)
	if err != nil {
		t.Fatal(err)
	}
	base, _ := Find(c, "tari")
	if d.ID != "tari" || d.Profile != "fornitore.toml" || d.Title.It != "TARI del fornitore" || d.About != base.About || d.Shape != gis.PointShape {
		t.Errorf("head: %+v", d)
	}
	table := d.Table
	if table.Separator != '\t' || table.Encoding != charset.CP1252 || table.Header != HeaderNo || table.Skip != 2 || table.Decimal != '.' || !slices.Equal(table.Dates, []string{"2006.01.02"}) {
		t.Errorf("table: %+v", table)
	}
	field := func(name string) Field {
		return d.Fields[slices.IndexFunc(d.Fields, func(f Field) bool { return f.Name == name })]
	}
	surface := field("surface")
	if surface.Headers[0] != "NUMERO" || !slices.Contains(surface.Headers, "MQ") || surface.Type != gis.Number || surface.Column != 4 || surface.Decimal != ',' {
		t.Errorf("surface: %+v", surface)
	}
	if slices.Contains(field("parcel").Headers, "NUMERO") {
		t.Error("the header NUMERO stands for two fields")
	}
	if from := field("period_from"); !slices.Equal(from.Dates, []string{"01/02/2006"}) || from.Role != gis.RoleFrom {
		t.Errorf("period_from: %+v", from)
	}
	if note := field("note"); note.Type != gis.Text || note.Role != "" {
		t.Errorf("note: %+v", note)
	}
	for _, f := range base.Fields {
		if f.Name == "parcel" && !slices.Contains(f.Headers, "NUMERO") {
			t.Error("the profile changed the catalogue")
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	c := catalogue(t)
	for name, test := range map[string]struct {
		text string
		code string
		line int
	}{
		"not TOML":             {"id = \"x\"\nformats = [", "source.toml", 2},
		"a wrong type":         {"id = 5\n", "source.toml", 1},
		"unknown key":          {small + "rule = \"sub\"\n", "source.key", 7},
		"unknown table":        {small + "[tabel]\nskip = 1\n", "source.key", 7},
		"no id":                {"formats = [\"csv\"]\n", "source.no-id", 0},
		"unknown base":         {"# mine\nextends = \"tarri\"\n", "source.extends", 2},
		"another id":           {"extends = \"tari\"\nid = \"x\"\n", "source.other-id", 2},
		"unknown status":       {"status = \"soon\"\n" + small, "source.value", 1},
		"unknown scope":        {"scope = \"all\"\n" + small, "source.value", 1},
		"unknown format":       {"id = \"x\"\nformats = [\"csv\", \"xls\"]\n", "source.value", 2},
		"unknown shape":        {"shape = \"blob\"\n" + small, "source.value", 1},
		"unknown role":         {small + "[[field]]\nname = \"b\"\nrole = \"subb\"\n", "source.role", 9},
		"unknown role wanted":  {"required = [[\"subb\"]]\n" + small, "source.role", 1},
		"role that none plays": {"required = [[\"sub\"]]\n" + small, "source.required-role", 1},
		"unknown type":         {small + "[[field]]\nname = \"b\"\ntype = \"float\"\n", "source.value", 9},
		"no name":              {small + "[[field]]\nrole = \"sub\"\n", "source.no-name", 7},
		"name twice":           {small + "[[field]]\nname = \"sheet\"\n", "source.twice", 8},
		"role twice":           {small + "[[field]]\nname = \"b\"\nrole = \"sheet\"\n", "source.twice", 9},
		"header twice":         {small + "[[field]]\nname = \"b\"\nheaders = [\"foglio\"]\n", "source.twice", 9},
		"header without words": {small + "[[field]]\nname = \"b\"\nheaders = [\"--\"]\n", "source.header", 9},
		"column below one":     {small + "[[field]]\nname = \"b\"\ncolumn = -1\n", "source.value", 9},
		"bad decimal":          {small + "[[field]]\nname = \"b\"\ndecimal = \";\"\n", "source.value", 9},
		"bad date":             {small + "[[field]]\nname = \"b\"\ndates = [\"dd/mm\"]\n", "source.date", 9},
		"bad separator":        {small + "[table]\nseparator = \"::\"\n", "source.value", 8},
		"bad encoding":         {small + "[table]\nencoding = \"ebcdic\"\n", "source.value", 8},
		"bad header":           {small + "[table]\nheader = \"maybe\"\n", "source.value", 8},
		"bad skip":             {small + "[table]\nskip = -1\n", "source.value", 8},
		"bad table decimal":    {small + "[table]\ndecimal = \"x\"\n", "source.value", 8},
		"bad table date":       {small + "[table]\ndates = [\"hh:mm\"]\n", "source.date", 8},
		"bad pattern":          {small + "[recognise]\nnames = [\"[\"]\n", "source.pattern", 8},
		"no formats":           {"id = \"x\"\n[[field]]\nname = \"b\"\n", "source.no-formats", 0},
		"no fields":            {"id = \"x\"\nformats = [\"csv\"]\n", "source.no-fields", 0},
		"too long":             {"# " + strings.Repeat("x", maxDescriptor), "source.long", 0},
	} {
		var refused *gis.Error
		_, err := Load(strings.NewReader(test.text), "mine.toml", c)
		if !errors.As(err, &refused) || refused.Code != test.code || refused.Line != test.line || refused.File != "mine.toml" {
			t.Errorf("%s: got %v, want %s at line %d", name, err, test.code, test.line)
		}
	}
}

func TestDateForms(t *testing.T) {
	for form, want := range map[string]string{
		"dd/mm/yyyy": "02/01/2006", "d/m/yyyy": "2/1/2006", "gg-mm-aa": "02-01-06", "yyyymmdd": "20060102", "ddmmyyyy": "02012006", "MM/DD/YYYY": "01/02/2006",
	} {
		got, bad := dateLayouts([]string{form})
		if bad != "" || got[0] != want {
			t.Errorf("%s gives %v %s, want %s", form, got, bad, want)
		}
	}
}

func FuzzLoad(f *testing.F) {
	f.Add(small)
	f.Add("extends = \"tari\"\n[table]\nseparator = \"|\"\n[[field]]\nname = \"surface\"\nheaders = [\"NUMERO\"]\ncolumn = 3\n")
	f.Add("[[field]]\nname=\"x\"\n[[field]]\n[field.x]\ny=1")
	c, err := Catalogue()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string) {
		d, err := Load(strings.NewReader(text), "fuzz.toml", c)
		if err == nil && (d.ID == "" || d.Dataset == "") {
			t.Errorf("accepted without an id: %+v", d)
		}
	})
}
