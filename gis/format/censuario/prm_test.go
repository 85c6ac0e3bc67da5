package censuario_test

import (
	"testing"

	"segit/gis"
	"segit/gis/format/censuario"
)

const parameters = "Comune: W001 COMUNE INVENTATO\r\nSezione = A\r\nTipologia di estrazione: Terreni completa ptaspec no\r\n" +
	"Numero record FAB: 36\r\nRecord file TER|8|\r\nTotale righe titolarità: 18\r\nNumero soggetti: 7\r\nData: 01/01/2025\r\nriga libera\r\n"

func TestParameters(t *testing.T) {
	p := censuario.ParseParameters(parameters)
	if len(p.Lines) != 9 || p.Lines[0] != (censuario.Parameter{Name: "Comune", Value: "W001 COMUNE INVENTATO"}) ||
		p.Lines[8] != (censuario.Parameter{Name: "riga libera"}) {
		t.Errorf("lines %+v", p.Lines)
	}
	if p.Update || !p.NoSpecialPartite {
		t.Errorf("update %v, no special partite %v", p.Update, p.NoSpecialPartite)
	}
	for kind, want := range map[censuario.Kind]int64{censuario.FAB: 36, censuario.TER: 8, censuario.TIT: 18, censuario.SOG: 7} {
		if p.Records[kind] != want {
			t.Errorf("%v: %d records, want %d", kind, p.Records[kind], want)
		}
		if m, ok := p.Mismatch(kind, gis.Counts{Read: want}); ok {
			t.Errorf("%v does not match itself: %v", kind, m)
		}
		if m, ok := p.Mismatch(kind, gis.Counts{Read: want + 1, Rejected: 1}); !ok || m.Code != "prm.records" {
			t.Errorf("%v: %v, %v", kind, m, ok)
		}
	}
	if _, ok := p.Mismatch(censuario.PRM, gis.Counts{Read: 9}); ok {
		t.Error("a mismatch where nothing was announced")
	}
}

func TestUpdateSupply(t *testing.T) {
	for text, want := range map[string]bool{
		"Tipo: Aggiornamenti per data di registrazione": true, "AGGIORNAMENTI FABBRICATI": true,
		"Data aggiornamento: 01/01/2025": false, "Tipo: Attualità alla data": false,
	} {
		if got := censuario.ParseParameters(text).Update; got != want {
			t.Errorf("%q: update %v", text, got)
		}
	}
}

func TestReadParameters(t *testing.T) {
	c := read(t, censuario.PRM, parameters+"Tipo: aggiornamenti\r\n")
	if len(c.rows) != 0 || len(c.rejects) != 0 {
		t.Errorf("rows %v, rejects %v", c.rows, c.rejects)
	}
	if c.warned("prm.announced") != "FAB 36" || len(c.warnings) != 6 {
		t.Errorf("warnings %v", c.warnings)
	}
}

func TestDaysOfASupply(t *testing.T) {
	for text, want := range map[string][2]gis.Date{
		"Tipo: attualità alla data 31/12/2024":                     {0, gis.Day(2024, 12, 31)},
		"Aggiornamenti dal 01/01/2025 al 31/01/2025":               {gis.Day(2025, 1, 1), gis.Day(2025, 1, 31)},
		"Data inizio: 01012025\r\nData fine: 31012025":             {gis.Day(2025, 1, 1), gis.Day(2025, 1, 31)},
		"Data fine: 31/01/2025\r\nData inizio: 01/01/2025":         {gis.Day(2025, 1, 1), gis.Day(2025, 1, 31)},
		"Data richiesta: 05/02/2025\r\nNumero record FAB: 1012025": {},
		"Aggiornamenti dal 31/02/2025":                             {},
	} {
		if p := censuario.ParseParameters(text); p.Since != want[0] || p.Until != want[1] {
			t.Errorf("%q: from %s to %s", text, p.Since, p.Until)
		}
	}
}
