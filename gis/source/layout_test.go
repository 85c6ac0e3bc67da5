package source

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"segit/gis"
)

func tari(t testing.TB) Descriptor {
	t.Helper()
	d, ok := Find(catalogue(t), "tari")
	if !ok {
		t.Fatal("no tari")
	}
	return d
}

// TestEveryUsualHeader holds the header names of domain C.6: each, in several
// forms of writing, must give its role.
func TestEveryUsualHeader(t *testing.T) {
	usual := map[gis.Role]string{
		gis.RoleFiscalCode: "CODICE_FISCALE COD_FISCALE CF CODFISC PARTITA_IVA CF_PIVA",
		gis.RoleSurname:    "COGNOME",
		gis.RoleGivenName:  "NOME",
		gis.RoleFullName:   "COGNOME_NOME NOMINATIVO DENOMINAZIONE RAGIONE_SOCIALE CONTRIBUENTE",
		gis.RoleSection:    "SEZIONE SEZ",
		gis.RoleSheet:      "FOGLIO FG FOG",
		gis.RoleParcel:     "PARTICELLA PART MAPPALE NUMERO NUM PARTICELLA_NUM",
		gis.RoleSub:        "SUBALTERNO SUB",
		gis.RoleStreet:     "INDIRIZZO VIA UBICAZIONE",
		gis.RoleCivic:      "CIVICO NUM_CIVICO",
		gis.RoleExponent:   "ESPONENTE",
		gis.RoleStaircase:  "SCALA",
		gis.RoleFloor:      "PIANO",
		gis.RoleInterior:   "INTERNO",
		gis.RoleSurface:    "SUPERFICIE MQ SUP SUP_TASSATA METRI_QUADRI",
		gis.RoleFrom:       "DATA_INIZIO DECORRENZA INIZIO",
		gis.RoleTo:         "DATA_FINE CESSAZIONE FINE",
		gis.RoleUse:        "TIPO_UTENZA CATEGORIA CLASSE",
		gis.RoleOccupants:  "COMPONENTI NUM_COMPONENTI N_OCCUPANTI",
	}
	d := tari(t)
	d.Required = nil
	for role, names := range usual {
		for _, name := range strings.Fields(names) {
			for _, form := range []string{name, strings.ToLower(name), strings.ReplaceAll(name, "_", " "), " " + strings.ReplaceAll(name, "_", "") + " ", strings.ReplaceAll(name, "_", ". ")} {
				l, _, err := d.Layout([]string{"X", form})
				if err != nil {
					t.Fatal(err)
				}
				if !slices.ContainsFunc(l.Bindings, func(b Binding) bool { return b.Field.Role == role && b.Cells[0] == 1 }) {
					t.Errorf("header %q does not give the role %s", form, role)
				}
			}
		}
	}
}

func TestLayout(t *testing.T) {
	d := tari(t)
	l, remarks, err := d.Layout([]string{"CF", "Foglio", "Particella", "MQ", "DAL", "AL", "Note", "PARTITA IVA", "note", ""})
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	for _, c := range l.Schema.Columns {
		columns = append(columns, c.Name+":"+string(c.Role))
	}
	want := []string{"fiscal_code:fiscal-code", "sheet:sheet", "parcel:parcel", "surface:surface", "note:", "note_2:", "column_10:"}
	if !slices.Equal(columns, want) {
		t.Errorf("columns %q, want %q", columns, want)
	}
	if l.Schema.Dataset != "tari" || l.Schema.Source != "tari" || l.Width != 10 {
		t.Errorf("schema %+v", l.Schema)
	}
	if cf := l.Bindings[0]; !slices.Equal(cf.Cells, []int{0, 7}) {
		t.Errorf("fiscal code in cells %v", cf.Cells)
	}
	periods := 0
	for _, b := range l.Bindings {
		if b.Column < 0 {
			periods++
		}
	}
	if periods != 2 {
		t.Errorf("%d periods", periods)
	}
	if len(remarks) != 1 || remarks[0].Code != "source.several" {
		t.Errorf("remarks %v", remarks)
	}
}

func TestLayoutWantsItsRoles(t *testing.T) {
	d := tari(t)
	for headers, ok := range map[string]bool{
		"FOGLIO;PARTICELLA;MQ": true, "CF;VIA;CIVICO;MQ": true,
		"FOGLIO;MQ": false, "CF;VIA;MQ": false, "FOGLIO;PARTICELLA": false, "A;B": false,
	} {
		_, _, err := d.Layout(strings.Split(headers, ";"))
		var refused *gis.Error
		if ok != (err == nil) || !ok && (!errors.As(err, &refused) || refused.Code != "source.required") {
			t.Errorf("%s: %v", headers, err)
		}
	}
}

func TestPreferredHeaderWins(t *testing.T) {
	d, err := Load(strings.NewReader("extends = \"tari\"\n[[field]]\nname = \"surface\"\nheaders = [\"Area netta\"]\n"), "p.toml", catalogue(t))
	if err != nil {
		t.Fatal(err)
	}
	l, remarks, err := d.Layout([]string{"FOGLIO", "NUMERO", "PARTICELLA", "SUPERFICIE", "AREA_NETTA"})
	if err != nil {
		t.Fatal(err)
	}
	if len(remarks) != 2 || remarks[0].Code != "source.first" || remarks[0].Args[2] != "PARTICELLA" {
		t.Errorf("remarks %v", remarks)
	}
	if l.Schema.Index("numero") < 0 || l.Schema.Index("superficie") < 0 {
		t.Errorf("a column is lost: %v", l.Schema.Columns)
	}
	for _, b := range l.Bindings {
		if b.Field.Role == gis.RoleSurface && (b.Header != "AREA_NETTA" || !slices.Equal(b.Cells, []int{4})) {
			t.Errorf("surface from %q, cells %v", b.Header, b.Cells)
		}
	}
}

func TestFixedPositions(t *testing.T) {
	d, err := Load(strings.NewReader(`id = "canone"
formats = ["csv"]
[table]
header = "no"
[[field]]
name = "sheet"
role = "sheet"
column = 2
[[field]]
name = "late"
column = 9
`), "canone.toml", nil)
	if err != nil {
		t.Fatal(err)
	}
	l, _, err := d.Layout(make([]string, 3))
	if err != nil {
		t.Fatal(err)
	}
	var columns []string
	for _, c := range l.Schema.Columns {
		columns = append(columns, c.Name)
	}
	if want := []string{"sheet", "column_1", "column_3"}; !slices.Equal(columns, want) {
		t.Errorf("columns %q, want %q", columns, want)
	}
}

func TestApplyRoles(t *testing.T) {
	d, _ := Find(catalogue(t), "buildings")
	raw := &gis.Schema{Dataset: "layer", Shape: gis.PolygonShape, Columns: []gis.Column{
		{Name: "edifc_uso", Type: gis.Text}, {Name: "Tipo", Type: gis.Text}, {Name: "quota", Type: gis.Real, Role: gis.RoleLabel},
	}}
	s := ApplyRoles(d, raw)
	if s.Dataset != "buildings" || s.Source != "buildings" || s.Shape != gis.PolygonShape || s.Role(gis.RoleUse) != 0 || s.Columns[1].Role != "" || s.Columns[2] != (gis.Column{Name: "quota", Type: gis.Real}) {
		t.Errorf("%+v", s)
	}
	if raw.Dataset != "layer" || raw.Columns[2].Role != gis.RoleLabel {
		t.Error("the raw schema was changed")
	}
}

func ExampleDescriptor_Layout() {
	catalogue, err := Catalogue()
	if err != nil {
		fmt.Println(err)
		return
	}
	tari, _ := Find(catalogue, "tari")
	layout, _, err := tari.Layout([]string{"Cod. Fiscale", "FG", "Mappale", "mq", "Decorrenza"})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, b := range layout.Bindings {
		fmt.Println(b.Header, "is", b.Field.Role)
	}
	// Output:
	// Cod. Fiscale is fiscal-code
	// FG is sheet
	// Mappale is parcel
	// mq is surface
	// Decorrenza is period-from
}

// What a row of a TARI export is about is told by the account, else by who pays for
// what, as far as the file says it.
func TestLayoutIdentity(t *testing.T) {
	d := tari(t)
	for header, want := range map[string]string{
		"CODICE_UTENZA;CF;FOGLIO;PARTICELLA;SUB;MQ": "account",
		"CF;FOGLIO;PARTICELLA;SUB;MQ":               "fiscal_code sheet parcel sub",
		"CF;FOGLIO;PARTICELLA;MQ":                   "fiscal_code sheet parcel",
		"CF;VIA;CIVICO;MQ":                          "fiscal_code street civic",
		"FOGLIO;PARTICELLA;SUB;MQ":                  "",
	} {
		l, _, err := d.Layout(strings.Split(header, ";"))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(l.Schema.Identity, " "); got != want {
			t.Errorf("%s: identity %q, want %q", header, got, want)
		}
	}
}
