package source

import "testing"

func TestHeaderName(t *testing.T) {
	for header, want := range map[string]string{
		"COD_FISCALE": "CODFISCALE", " Cod. Fiscale ": "CODFISCALE", "codfiscale": "CODFISCALE", "N° componenti": "NCOMPONENTI",
		"Unità": "UNITA", "Superficie (m²)": "SUPERFICIEM2", "\ufeffFOGLIO": "FOGLIO", "--": "", "": "",
	} {
		if got := HeaderName(header); got != want {
			t.Errorf("HeaderName(%q) = %q, want %q", header, got, want)
		}
	}
}

func TestColumnName(t *testing.T) {
	for header, want := range map[string]string{"Nota libera": "nota_libera", " Unità (n.) ": "unità_n", "ID-2": "id_2", "--": "", "": ""} {
		if got := ColumnName(header); got != want {
			t.Errorf("ColumnName(%q) = %q, want %q", header, got, want)
		}
	}
}

func TestKnown(t *testing.T) {
	d := tari(t)
	for _, test := range []struct {
		cells []string
		want  int
	}{
		{[]string{"FOGLIO", "foglio", "x"}, 1},
		{[]string{"CF", "P. IVA", "Mq", "fiscal_code"}, 2},
		{[]string{"period_from"}, 1}, // a field's own name serves too
		{[]string{"", "1", "2"}, 0},
		{nil, 0},
	} {
		if got := d.Known(test.cells); got != test.want {
			t.Errorf("%q: %d known, want %d", test.cells, got, test.want)
		}
	}
}

func TestNamedLike(t *testing.T) {
	h := Hints{Names: []string{"*tari*", "utenze-20??.csv"}}
	for name, want := range map[string]bool{"TARI.csv": true, "elenco_tari_2024.txt": true, "Utenze-2024.CSV": true, "utenze-24.csv": false, "tar.csv": false} {
		if _, got := h.namedLike(name); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
