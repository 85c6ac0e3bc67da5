package censuario_test

import (
	"strings"
	"testing"

	"segit/gis/format/censuario"
)

const dwelling = "2||0012|00345||0001||"

// TestInterleaved reads the records of two units in any order.
func TestInterleaved(t *testing.T) {
	records := []string{
		unit(1, nil), other(1, dwelling), other(1, "3|236|DELLE ROSE|1|||7|"),
		unit(2, nil), other(2, "2||0012|00346||0002||"), other(2, "3|236|DEI GIGLI|2|||8|"),
	}
	for name, order := range map[string][]int{
		"adjacent": {0, 1, 2, 3, 4, 5}, "by type": {0, 3, 1, 4, 2, 5}, "heads last": {1, 2, 4, 5, 3, 0}, "mixed": {4, 0, 5, 2, 3, 1},
	} {
		text := ""
		for _, i := range order {
			text += records[i]
		}
		c := read(t, censuario.FAB, text)
		if len(c.rows) != 2 || len(c.rejects) != 0 {
			t.Errorf("%s: %d rows, rejects %v", name, len(c.rows), c.rejects)
			continue
		}
		expect(t, c.by(t, "object_id", "1"), map[string]string{"parcel": "345", "street": "DELLE ROSE", "civic": "1"})
		expect(t, c.by(t, "object_id", "2"), map[string]string{"parcel": "346", "street": "DEI GIGLI", "civic": "2"})
	}
}

// TestStagesStayApart holds that records belong to their own progressivo and
// section: joined on the id alone they would multiply history.
func TestStagesStayApart(t *testing.T) {
	second := strings.NewReplacer("|F|1|", "|F|2|")
	elsewhere := strings.NewReplacer("W001|A|", "W001|B|")
	c := read(t, censuario.FAB,
		unit(1, set{28: "01012010", 37: "9002"})+other(1, dwelling)+
			second.Replace(unit(1, set{10: "99"}))+second.Replace(other(1, "2||0012|00400||0001||"))+
			elsewhere.Replace(unit(1, nil))+elsewhere.Replace(other(1, "2||0012|00345||0001||")))
	if len(c.rows) != 3 || len(c.rejects) != 0 {
		t.Fatalf("%d rows, rejects %v", len(c.rows), c.rejects)
	}
	expect(t, c.rows[0], map[string]string{"stage": "1", "parcel": "345", "to": "2010-01-01", "surface": "142"})
	expect(t, c.rows[1], map[string]string{"stage": "2", "parcel": "400", "to": "", "surface": "99"})
	expect(t, c.rows[2], map[string]string{"stage": "1", "section": "B", "parcel": "345"})
}

// TestBadHead holds that a bad record 1 takes its other records with it,
// wherever they stand, and names its line.
func TestBadHead(t *testing.T) {
	c := read(t, censuario.FAB, other(2, "3|236|DELLE ROSE|1|||7|")+unit(1, nil)+other(1, dwelling)+unit(2, set{10: "x"})+other(2, dwelling))
	if len(c.rows) != 1 || len(c.rejects) != 3 {
		t.Fatalf("%d rows, rejects %v", len(c.rows), c.rejects)
	}
	codes := map[int]string{}
	for _, r := range c.rejects {
		codes[r.Line] = r.Reason.Code + strings.Join(r.Reason.Args, " ")
	}
	if codes[4] != "census.number11" || codes[1] != "census.head_rejected4" || codes[5] != "census.head_rejected4" {
		t.Errorf("rejects %v", codes)
	}
}

// TestOnlyIdentifierBad holds what doc.go promises: the unit stays, without key.
func TestOnlyIdentifierBad(t *testing.T) {
	c := read(t, censuario.FAB, unit(1, nil)+other(1, "2||0012|")+other(1, "3|236|DELLE ROSE|1|||7|"))
	if len(c.rows) != 1 || len(c.rejects) != 1 || c.warned("fab.no_identifier") != "1" {
		t.Fatalf("rows %v, rejects %v, warnings %v", c.rows, c.rejects, c.warnings)
	}
	expect(t, c.rows[0], map[string]string{"comune": "W001", "section": "A", "sheet": "", "parcel": "", "street": "DELLE ROSE"})
}

// TestWindow holds that a record may stand far from its record 1, but not any
// distance: the text between them is bounded.
func TestWindow(t *testing.T) {
	var b strings.Builder
	b.WriteString(unit(1, nil))
	b.WriteString(other(900_000, dwelling)) // its record 1 comes at the very end
	b.WriteString(unit(2, nil))
	filler := strings.Repeat("x", 60<<10)
	b.WriteString(unit(3, set{10: "x"})) // bad, and gone when its record 2 comes
	for i := range 300 {
		b.WriteString(unit(10+i, set{35: filler}))
	}
	b.WriteString(other(2, dwelling)) // near enough
	for i := range 300 {
		b.WriteString(unit(1000+i, set{35: filler}))
	}
	b.WriteString(other(1, dwelling))
	b.WriteString(other(3, dwelling))
	b.WriteString(other(900_000, dwelling))
	b.WriteString(unit(900_000, nil))
	c := read(t, censuario.FAB, b.String())
	expect(t, c.by(t, "object_id", "2"), map[string]string{"parcel": "345"})
	expect(t, c.by(t, "object_id", "1"), map[string]string{"parcel": ""})
	expect(t, c.by(t, "object_id", "900000"), map[string]string{"parcel": ""})
	codes := map[string]int{}
	for _, r := range c.rejects {
		codes[r.Reason.Code]++
	}
	for code, n := range map[string]int{"census.late": 1, "census.orphan": 2, "census.head_rejected": 1, "census.number": 1} {
		if codes[code] != n {
			t.Errorf("%d rejects of %s, want %d", codes[code], code, n)
		}
	}
	if len(c.rows) != 603 {
		t.Errorf("%d rows", len(c.rows))
	}
}
