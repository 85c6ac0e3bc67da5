package censuario_test

import (
	"testing"

	"segit/gis/format/censuario"
)

func TestSubjectVariants(t *testing.T) {
	c := read(t, censuario.SOG,
		person(1, set{6: "F", 7: "31021970", 9: "rssmra 70a01 w001v", 10: "in comunione"})+
			person(2, set{6: "3", 7: "", 9: ""})+
			person(3, set{9: "00123456782"})+ // provisional: a person with a number
			person(4, set{9: "RSSMRA70A01W001*"})+
			"W001|A|1|G|COOPERATIVA INVENTATA|w001| 00123456782 |\r\n")
	if len(c.rows) != 5 || len(c.rejects) != 0 {
		t.Fatalf("rows %v, rejects %v", c.rows, c.rejects)
	}
	expect(t, c.rows[0], map[string]string{"sex": "F", "birth_date": "", "fiscal_code": "RSSMRA70A01W001V", "remarks": "in comunione"})
	expect(t, c.rows[1], map[string]string{"sex": "", "fiscal_code": "", "surname": "ROSSI"})
	expect(t, c.rows[2], map[string]string{"fiscal_code": "00123456782", "subject_type": "P", "sex": "M", "birth_date": "1970-01-01"})
	expect(t, c.rows[3], map[string]string{"fiscal_code": "RSSMRA70A01W001*"})
	expect(t, c.rows[4], map[string]string{"subject_id": "1", "subject_type": "G", "denomination": "COOPERATIVA INVENTATA", "place": "W001", "fiscal_code": "00123456782"})
	for _, code := range []string{"sog.birth", "sog.sex", "sog.no_code", "sog.code_letters"} {
		if c.warned(code) != "1" {
			t.Errorf("%s was not counted once: %v", code, c.warnings)
		}
	}
}
