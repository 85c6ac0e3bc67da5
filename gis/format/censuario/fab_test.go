package censuario_test

import (
	"testing"

	"segit/gis/format/censuario"
)

func TestUnit(t *testing.T) {
	c := read(t, censuario.FAB, unit(1, set{
		6: "2", 7: "a/3", 8: "U", 11: "1250000", 13: "L1", 14: "B", 15: "C", 16: "3", 17: "4", 18: "S1", 19: "T", 20: "1", 21: "2",
		34: " c ", 35: " nota ", 38: "CT0001", 39: "15062005", 40: "VAR", 41: "VARIAZIONE", 44: "4",
	})+
		other(1, "2|u1|0012|00345||0001||u1|0012|0346|2|||")+
		other(1, "2||0013|A||||")+
		other(1, "3|236|DELLE ROSE|1|2||7|58|DEI GIGLI|3|4|5|8|")+
		other(1, "3|999|DEL FICO|SNC|||9|")+
		other(1, "4||0012|00345||0100||0012|00345||0101|")+
		other(1, "5|1|0004711|2||"))
	if len(c.rows) != 1 || len(c.rejects) != 0 {
		t.Fatalf("rows %v, rejects %v", c.rows, c.rejects)
	}
	expect(t, c.rows[0], map[string]string{
		"comune": "W001", "section": "A", "sheet": "12", "parcel": "345", "sub": "1", "urban_section": "U1",
		"also_keys": "W001/A/12/346+2;W001/A/13/A", "zone": "2", "category": "A03", "class": "U", "rendita_lire": "1250000",
		"lot": "L1", "building": "B", "staircase": "C", "interior": "3-4", "floor": "S1-T-1-2", "partita": "C", "annotation": "nota",
		"notice": "CT0001", "notified": "2005-06-15", "cause_from": "VAR VARIAZIONE", "class_flag": "4",
		"street_type": "", "street": "DEL FICO", "civic": "SNC", "street_code": "9",
		"other_addresses": "VIA DELLE ROSE 1-2; CORSO DEI GIGLI 3-4-5",
		"common_parts":    "W001/A/12/345/100;W001/A/12/345/101", "reserves": "1 4711; 2",
	})
	if c.warned("fab.toponym") != "1" || c.warned("fab.category") != "" {
		t.Errorf("warnings %v", c.warnings)
	}
}

func TestOddUnit(t *testing.T) {
	c := read(t, censuario.FAB, unit(1, set{7: "Z/9", 11: "x", 39: "99999999"})+
		other(1, "2||0012|00345||0001||")+other(1, "3|piazza|DEL FICO||||")+other(1, "3|||||||"))
	expect(t, c.rows[0], map[string]string{
		"category": "Z/9", "rendita_lire": "", "notified": "", "street_type": "PIAZZA", "street": "DEL FICO",
	})
	if len(c.rejects) != 0 || c.warned("fab.category") != "1" || c.warned("census.left_empty") != "1" {
		t.Errorf("rejects %v, warnings %v", c.rejects, c.warnings)
	}
}
