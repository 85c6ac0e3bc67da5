package censuario_test

import (
	"testing"

	"segit/gis/format/censuario"
)

func TestParcel(t *testing.T) {
	c := read(t, censuario.TER, parcel(1, set{8: "2", 9: "0003", 13: "1", 14: "2", 15: "3", 35: "0000000", 36: "nota", 39: "FRZ", 40: "FRAZIONAMENTO"})+
		"W001|A|1|T|1|2|A1|B2|\r\n"+"W001|A|1|T|1|3|4|0000012|\r\n"+
		"W001|A|1|T|1|4|AA|001|02|0|12|50|AB|049|U|1|0|0|\r\n"+
		parcel(2, set{11: "777", 12: "", 13: "", 14: "", 15: "", 21: "", 22: "", 35: ""}))
	if len(c.rows) != 2 || len(c.rejects) != 0 {
		t.Fatalf("rows %v, rejects %v", c.rows, c.rejects)
	}
	expect(t, c.rows[0], map[string]string{
		"comune": "W001", "section": "A", "sheet": "12", "parcel": "345/2", "sub": "3", "quality": "49", "class": "2",
		"surface": "10203", "dominical_income": "109.99", "agrarian_income": "45.83", "partita": "0", "annotation": "nota",
		"cause_from": "FRZ FRAZIONAMENTO", "deductions": "A1; B2", "reserves": "4 12",
		"portions": "AA 001 02 1250; AB 049 U 10000", "from": "2001-01-01", "to": "", "mutation_from": "8001",
	})
	expect(t, c.rows[1], map[string]string{"quality": "777", "surface": "", "dominical_income": "", "partita": ""})
	if c.warned("ter.quality") != "1" {
		t.Errorf("warnings %v", c.warnings)
	}
}
