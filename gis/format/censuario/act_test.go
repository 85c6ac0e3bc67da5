package censuario_test

import (
	"testing"

	"segit/gis/format/censuario"
)

func TestValidity(t *testing.T) {
	tests := []struct {
		name     string
		changed  set
		from, to string
		warned   string // code of the warning, "" for none
	}{
		{"open", nil, "2001-01-01", "", ""},
		{"no day of effect", set{22: ""}, "2001-01-02", "", ""},
		{"no day at all", set{22: "", 23: "00000000"}, "", "", ""},
		{"closed", set{28: "15032012", 29: "16032012", 37: "9002"}, "2001-01-01", "2012-03-15", ""},
		{"closed, mutation in zeros", set{37: "000000000"}, "2001-01-01", "", ""},
		{"a closing day of 9999", set{28: "31129999"}, "2001-01-01", "", ""},
		{"mutation without day of effect", set{29: "16032012", 37: "9002"}, "2001-01-01", "2012-03-16", "census.disagrees"},
		{"mutation without any day", set{37: "9002"}, "2001-01-01", "2001-01-01", "census.disagrees"},
		{"mutation without any day at all", set{22: "", 23: "", 37: "9002"}, "", "", "census.disagrees"},
		{"day without mutation", set{28: "15032012"}, "2001-01-01", "", "census.disagrees"},
		{"day without mutation, suppressed", set{28: "15032012", 34: "C"}, "2001-01-01", "2012-03-15", "census.disagrees"},
		{"closed before it opened", set{28: "15031999", 37: "9002"}, "2001-01-01", "2001-01-01", "census.inverted"},
		{"29 February", set{22: "29022000"}, "2000-02-29", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := read(t, censuario.FAB, unit(1, tt.changed)+other(1, dwelling))
			if len(c.rows) != 1 {
				t.Fatalf("rejects %v", c.rejects)
			}
			expect(t, c.rows[0], map[string]string{"from": tt.from, "to": tt.to})
			for _, code := range []string{"census.disagrees", "census.inverted"} {
				if got := c.warned(code) == "1"; got != (code == tt.warned) {
					t.Errorf("warnings %v, want %q", c.warnings, tt.warned)
				}
			}
		})
	}
}

func TestNotes(t *testing.T) {
	tests := []struct {
		changed set
		want    string
	}{
		{nil, "V 123.1/2001"},
		{set{26: ""}, "V 123/2001"},
		{set{24: ""}, "123.1/2001"},
		{set{25: "", 26: "", 27: ""}, "V"},
		{set{25: "", 26: ""}, "V /2001"},
		{set{24: "", 25: "", 26: "", 27: ""}, ""},
	}
	for _, tt := range tests {
		c := read(t, censuario.FAB, unit(1, tt.changed))
		if got := c.rows[0]["opened_by"]; got != tt.want {
			t.Errorf("opened_by %q, want %q", got, tt.want)
		}
	}
}
