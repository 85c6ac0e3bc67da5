package censuario_test

import (
	"testing"

	"segit/gis/format/censuario"
)

func TestTitleVariants(t *testing.T) {
	c := read(t, censuario.TIT,
		title(1, set{6: "1S", 7: "superficie novantanovennale", 8: "000002", 9: "3", 10: "s", 11: "1002"})+
			title(2, set{8: "", 9: ""})+
			title(3, set{8: "0", 9: "0"})+
			title(4, set{8: "7", 9: "6"})+
			title(5, set{6: "zz", 11: "x", 19: "15032012", 20: "V", 21: "7", 23: "2012", 26: "9009", 30: "SUC", 31: "SUCCESSIONE"}))
	if len(c.rows) != 5 || len(c.rejects) != 0 {
		t.Fatalf("rows %v, rejects %v", c.rows, c.rejects)
	}
	expect(t, c.rows[0], map[string]string{
		"right": "1s", "right_text": "superficie novantanovennale", "quota_num": "2", "quota_den": "3", "regime": "S", "reference_subject": "1002",
	})
	expect(t, c.rows[1], map[string]string{"quota_num": "", "quota_den": ""})
	expect(t, c.rows[2], map[string]string{"quota_num": "", "quota_den": ""})
	expect(t, c.rows[3], map[string]string{"quota_num": "7", "quota_den": "6"})
	expect(t, c.rows[4], map[string]string{
		"right": "zz", "reference_subject": "", "to": "2012-03-15", "closed_by": "V 7/2012", "mutation_to": "9009", "cause_to": "SUC SUCCESSIONE",
	})
	if c.warned("tit.right") != "1" || c.warned("census.left_empty") != "1" {
		t.Errorf("warnings %v", c.warnings)
	}
}
