package address_test

import (
	"strings"
	"testing"

	"segit/gis/address"
)

// TestAbbreviations writes each type of street as offices abbreviate it, in a
// field of its own and at the head of the name.
func TestAbbreviations(t *testing.T) {
	tests := map[string][]string{
		"VIA":                {"V.", "v", "Via"},
		"VIALE":              {"V.LE", "V.le", "VLE", "VL.", "Viale"},
		"VICOLO":             {"V.LO", "VLO", "VIC.", "Vicolo"},
		"VICO":               {"Vico"},
		"PIAZZA":             {"P.ZA", "P.ZZA", "PZA", "PZ.", "Piazza"},
		"PIAZZALE":           {"P.LE", "P.ZLE", "PZZLE", "Piazzale"},
		"PIAZZETTA":          {"P.TTA", "P.ZTTA", "PZZTTA", "Piazzetta"},
		"CORSO":              {"C.SO", "CSO", "Corso"},
		"LARGO":              {"L.GO", "LGO", "Largo"},
		"STRADA":             {"STR.", "Strada"},
		"TRAVERSA":           {"TRAV.", "TRV", "Traversa"},
		"CONTRADA":           {"C.DA", "CTR.", "CONTR.", "Contrada"},
		"LOCALITA":           {"LOC.", "Località", "LOCALITA'"},
		"FRAZIONE":           {"FRAZ.", "FRZ", "Frazione"},
		"BORGO":              {"B.GO", "Borgo"},
		"BORGATA":            {"B.TA", "Borgata"},
		"SALITA":             {"SAL.", "Salita"},
		"VILLAGGIO":          {"VILL.", "Villaggio"},
		"QUARTIERE":          {"Q.RE", "Quartiere"},
		"CIRCONVALLAZIONE":   {"CIRC.", "CIRC.NE", "Circonvallazione"},
		"LUNGOMARE":          {"L.MARE", "Lungomare"},
		"CORTILE":            {"C.LE", "Cortile"},
		"GALLERIA":           {"GALL.", "Galleria"},
		"STRADA COMUNALE":    {"STR.COM.", "Strada Comunale"},
		"STRADA PROVINCIALE": {"STR.PROV.", "Strada Provinciale"},
		"STRADA STATALE":     {"Strada Statale"},
		"STRADA REGIONALE":   {"Strada Regionale"},
		"STRADA VICINALE":    {"STR.VIC.", "Strada Vicinale"},
		"STRADA PODERALE":    {"Strada Poderale"},
		"VIA PROVINCIALE":    {"Via Provinciale"},
		"VICO CHIUSO":        {"Vico Chiuso"},
		"VICO CIECO":         {"Vico Cieco"},
		"CASE SPARSE":        {"Case Sparse"},
	}
	for want, forms := range tests {
		for _, form := range forms {
			for place, k := range map[string]address.Key{
				"own field": address.Of(form, "dei Gigli", "1", ""), "head": address.Of("", form+" dei Gigli", "1", ""),
			} {
				if k.Type != want || k.Street != "DEI GIGLI" {
					t.Errorf("%q in the %s = %q + %q, want %q", form, place, k.Type, k.Street, want)
				}
			}
		}
	}
}

// TestNumberedRoads holds that SS, SP and SR are roads only before a number.
func TestNumberedRoads(t *testing.T) {
	for text, want := range map[string]string{
		"S.S. 114": "STRADA STATALE 114", "SS 114": "STRADA STATALE 114", "S.P. 12": "STRADA PROVINCIALE 12", "SR 1": "STRADA REGIONALE 1",
		"SS. ANNUNZIATA": "SANTI ANNUNZIATA", "S. P. CLARENZA": "SAN P CLARENZA",
	} {
		if got := address.Of("", text, "", "").String(); got != want {
			t.Errorf("%q = %q, want %q", text, got, want)
		}
	}
}

// TestStreetTypesOfTheCensus holds that each type that a toponym code decodes
// to is one type, whatever else stands in the name.
func TestStreetTypesOfTheCensus(t *testing.T) {
	for _, kind := range strings.Fields("BORGO CIRCONVALLAZIONE CONTRADA CORSO FRAZIONE LARGO LOCALITÀ PIAZZA RAMPA PIAZZALE PIAZZETTA " +
		"RIONE SALITA SOTTOPORTICO STRADA SUPPORTICO TRAVERSA VALLONE VIA VIALE VICO VICOLETTO VICOLO VILLAGGIO LARGHETTO SCESA ZONA") {
		if own, head := address.Of(kind, "DEI GIGLI", "1", ""), address.Of("", kind+" DEI GIGLI", "1", ""); own != head {
			t.Errorf("%s: %+v and %+v", kind, own, head)
		}
	}
}
