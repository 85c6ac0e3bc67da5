package censuario_test

import (
	"testing"

	"segit/gis"
	"segit/gis/format/censuario"
)

// TestSupplyCounts holds what the hand-made supply is made of.
func TestSupplyCounts(t *testing.T) {
	tests := []struct {
		kind      censuario.Kind
		lines     int64
		rows      int
		disagrees string // 500007 and its title have a closing date and no final mutation
	}{
		{censuario.FAB, 36, 12, "1"},
		{censuario.TER, 8, 8, ""},
		{censuario.SOG, 7, 7, ""},
		{censuario.TIT, 18, 18, "1"},
	}
	for _, tt := range tests {
		c, counts := readSupply(t, tt.kind)
		if counts != (gis.Counts{Read: tt.lines}) || len(c.rows) != tt.rows || len(c.rejects) != 0 {
			t.Errorf("%v: counts %+v, %d rows, rejects %v", tt.kind, counts, len(c.rows), c.rejects)
		}
		if len(c.warnings) != len(tt.disagrees) || c.warned("census.disagrees") != tt.disagrees {
			t.Errorf("%v: warnings %v", tt.kind, c.warnings)
		}
	}
}

// TestPlantedUnits checks the anomalies that were planted among the units.
func TestPlantedUnits(t *testing.T) {
	c, _ := readSupply(t, censuario.FAB)
	tests := []map[string]string{
		{
			"object_id": "500001", "comune": "C351", "section": "A", "sheet": "999", "parcel": "100", "sub": "1",
			"category": "A02", "class": "5", "consistency": "6.5", "surface": "142", "rendita": "788.89",
			"staircase": "A", "interior": "1", "floor": "1", "street_type": "VIA", "street": "ETNEA SINTETICA",
			"civic": "10", "street_code": "00012", "partita": "4711", "opened_by": "V 123.1/2001",
			"mutation_from": "9001", "mutation_to": "", "cause_from": "CST COSTITUZIONE", "class_flag": "1",
			"from": "2001-01-01", "to": "", "stage": "1", "line": "1", "also_keys": "", "rendita_lire": "",
		},
		{"object_id": "500005", "category": "A05", "sub": "", "parcel": "101", "surface": "58"},
		{"object_id": "500006", "category": "F03", "rendita": "", "surface": "", "annotation": "in corso di costruzione"},
		{
			"object_id": "500007", "partita": "C", "from": "2001-01-01", "to": "2012-03-15",
			"mutation_to": "", "closed_by": "V 999.1/2012", "cause_to": "SOP SOPPRESSIONE",
		},
		{"object_id": "500008", "category": "D08", "surface": "", "rendita": "12450.00"},
		{"object_id": "500012", "partita": "A", "category": "", "annotation": "bene comune non censibile"},
	}
	for _, want := range tests {
		t.Run(want["object_id"], func(t *testing.T) { expect(t, c.by(t, "object_id", want["object_id"]), want) })
	}
}

// TestPlantedParcels checks the anomalies that were planted among the parcels.
func TestPlantedParcels(t *testing.T) {
	c, _ := readSupply(t, censuario.TER)
	tests := []map[string]string{
		{
			"object_id": "600001", "sheet": "999", "parcel": "100", "quality": "282", "surface": "640", "partita": "1",
			"dominical_income": "", "from": "2001-01-01", "to": "", "cause_from": "IMP IMPIANTO", "opened_by": "I 1.1/1990",
		},
		{
			"object_id": "600004", "parcel": "110", "quality": "49", "class": "2", "surface": "3550",
			"dominical_income": "109.99", "agrarian_income": "45.83", "partita": "9001",
		},
		{"object_id": "600005", "parcel": "111", "surface": "11230"},
		{"object_id": "600006", "quality": "279"},
		{"object_id": "600008", "partita": "0", "parcel": "99"},
	}
	for _, want := range tests {
		t.Run(want["object_id"], func(t *testing.T) { expect(t, c.by(t, "object_id", want["object_id"]), want) })
	}
	units, _ := readSupply(t, censuario.FAB)
	for _, row := range units.rows {
		if row["parcel"] == "110" || row["parcel"] == "111" {
			t.Errorf("parcel %s has a unit", row["parcel"])
		}
	}
}

func TestPlantedTitles(t *testing.T) {
	c, _ := readSupply(t, censuario.TIT)
	quotas := map[string]string{}
	rights := map[string]bool{}
	for _, row := range c.rows {
		if row["object_id"] == "500005" {
			quotas[row["subject_id"]] = row["quota_num"] + "/" + row["quota_den"]
		}
		if row["object_id"] == "500002" {
			rights[row["right"]] = true
		}
	}
	if len(quotas) != 2 || quotas["1003"] != "2/3" || quotas["1004"] != "1/2" {
		t.Errorf("quotas of 500005 = %v", quotas)
	}
	if len(rights) != 2 || !rights["80"] || !rights["20"] {
		t.Errorf("rights on 500002 = %v", rights)
	}
	expect(t, c.by(t, "title_id", "700001"), map[string]string{
		"comune": "C351", "section": "A", "subject_id": "1001", "subject_type": "P", "object_id": "500001",
		"object_type": "F", "right": "10", "quota_num": "1", "quota_den": "2", "regime": "C", "partita": "4711",
		"from": "2001-01-01", "to": "", "opened_by": "V 123.1/2001", "mutation_from": "9001", "cause_from": "COM COMPRAVENDITA",
	})
	expect(t, c.by(t, "title_id", "700018"), map[string]string{"object_type": "T", "object_id": "600006", "subject_id": "1003"})
}

func TestSubjects(t *testing.T) {
	c, _ := readSupply(t, censuario.SOG)
	expect(t, c.by(t, "subject_id", "1002"), map[string]string{
		"subject_type": "P", "surname": "BIANCHI", "given_name": "ANNA MARIA", "sex": "F",
		"birth_date": "1955-05-12", "place": "W001", "fiscal_code": "BNCNMR55E52W001W", "denomination": "",
	})
	expect(t, c.by(t, "subject_id", "2002"), map[string]string{
		"subject_type": "G", "denomination": "IMMOBILIARE SINTETICA S.R.L.", "place": "C351",
		"fiscal_code": "09876543217", "surname": "", "from": "", "to": "",
	})
}
