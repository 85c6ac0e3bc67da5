package censuario_test

import (
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/format/censuario"
)

// TestBadLines puts a bad line behind a good one: the good one goes in, the bad
// one is kept with its number, its reason and its text.
func TestBadLines(t *testing.T) {
	const shift = "W001|A|1002|P|BIANCHI|"
	tests := []struct {
		name string
		kind censuario.Kind
		line string
		code string
		args string
	}{
		{"too few fields for the head", censuario.FAB, "W001|A|2|F|1|\r\n", "census.fields", "5 6"},
		{"too few fields", censuario.FAB, record(34, set{0: "W001", 2: "2", 3: "F", 4: "1", 5: "1"}, nil), "fab.fields", "34 35"},
		{"too many fields", censuario.FAB, record(51, set{0: "W001", 2: "2", 3: "F", 4: "1", 5: "1"}, nil), "census.many", "51 45"},
		{"another municipality", censuario.FAB, unit(2, set{0: "W002"}), "census.comune", "W002 W001"},
		{"no municipality", censuario.FAB, unit(2, set{0: ""}), "census.belfiore", ""},
		{"another cadastre", censuario.FAB, unit(2, set{3: "T"}), "census.object_type", "F"},
		{"record type", censuario.FAB, unit(2, set{5: "6"}), "census.record_type", "5"},
		{"record type of two digits", censuario.FAB, unit(2, set{5: "11"}), "census.record_type", "5"},
		{"object id", censuario.FAB, unit(2, set{2: "50X"}), "census.number", "3"},
		{"stage", censuario.FAB, unit(2, set{4: "-1"}), "census.number", "5"},
		{"stage beyond measure", censuario.FAB, unit(2, set{4: "99999999999"}), "census.number", "5"},
		{"surface", censuario.FAB, unit(2, set{10: "14O"}), "census.number", "11"},
		{"negative surface", censuario.FAB, unit(2, set{10: "-142"}), "census.number", "11"},
		{"consistency with a point", censuario.FAB, unit(2, set{9: "6.5"}), "census.number", "10"},
		{"rendita with three decimals", censuario.FAB, unit(2, set{12: "788,891"}), "census.number", "13"},
		{"rendita beyond measure", censuario.FAB, unit(2, set{12: strings.Repeat("9", 30)}), "census.number", "13"},
		{"a day that does not exist", censuario.FAB, unit(2, set{22: "31022001"}), "census.date", "23"},
		{"a date of seven figures", censuario.FAB, unit(2, set{23: "1012001"}), "census.date", "24"},
		{"a month of 13", censuario.FAB, unit(2, set{28: "01132001"}), "census.date", "29"},
		{"a null byte", censuario.FAB, unit(2, set{35: "a\x00b"}), "census.nul", ""},
		{"a line without end", censuario.FAB, unit(2, set{35: strings.Repeat("x", 70<<10)}), "census.too_long", "64"},
		{"no record at all", censuario.FAB, "totale unità 1\r\n", "census.belfiore", ""},
		{"the same unit again", censuario.FAB, unit(1, set{10: "150"}), "census.duplicate", "1"},
		{"record 2 without its unit", censuario.FAB, other(2, "2||0012|00345||0001||"), "census.orphan", ""},
		{"identifiers in no group", censuario.FAB, other(1, "2||0012|"), "census.groups", "8 6"},
		{"identifier without number", censuario.FAB, other(1, "2||0012|||0001||"), "fab.identifier", ""},
		{"truncated", censuario.FAB, strings.TrimSuffix(unit(2, nil), "|1|\r\n"), "census.truncated", ""},
		{"truncated behind a bar", censuario.FAB, strings.TrimSuffix(unit(2, nil), "||||||1|\r\n"), "census.truncated", ""},

		{"ter fields", censuario.TER, record(35, set{0: "W001", 2: "2", 3: "T", 4: "1", 5: "1"}, nil), "ter.fields", "35 36"},
		{"ter record type", censuario.TER, parcel(2, set{5: "5"}), "census.record_type", "4"},
		{"ter without sheet", censuario.TER, parcel(2, set{6: "0000"}), "ter.key", ""},
		{"ter quality", censuario.TER, parcel(2, set{11: "4X"}), "census.number", "12"},
		{"ter are", censuario.TER, parcel(2, set{14: "100"}), "census.number", "15"},
		{"ter hectares", censuario.TER, parcel(2, set{13: "10000000"}), "census.number", "14"},
		{"ter income", censuario.TER, parcel(2, set{21: "x"}), "census.number", "22"},
		{"ter agrarian income", censuario.TER, parcel(2, set{22: "1,234"}), "census.number", "23"},
		{"ter portion", censuario.TER, "W001|A|1|T|1|4|AA|001|02|0|12|500|\r\n", "census.number", "12"},
		{"ter portion quality", censuario.TER, "W001|A|1|T|1|4|AA|x|02|0|12|50|\r\n", "census.number", "8"},

		{"sog type", censuario.SOG, person(2, set{3: "X"}), "sog.type", ""},
		{"sog fields", censuario.SOG, "W001|A|2|P|\r\n", "sog.fields", "4 5"},
		{"sog too many fields", censuario.SOG, record(15, set{0: "W001", 2: "2", 3: "G"}, nil), "census.many", "15 7"},
		{"sog id", censuario.SOG, person(2, set{2: ""}), "census.number", "3"},
		{"sog twice", censuario.SOG, person(1, set{5: "MARIA"}), "census.duplicate", "1"},
		{"sog truncated", censuario.SOG, shift + "AN", "census.truncated", ""},
		{"sog truncated behind a bar", censuario.SOG, shift, "census.truncated", ""},

		{"tit fields", censuario.TIT, record(24, set{0: "W001", 2: "1", 3: "P", 4: "2", 5: "F"}, nil), "tit.fields", "24 25"},
		{"tit subject", censuario.TIT, title(2, set{2: "x"}), "census.number", "3"},
		{"tit subject type", censuario.TIT, title(2, set{3: ""}), "tit.subject_type", ""},
		{"tit object", censuario.TIT, title(2, set{4: ""}), "census.number", "5"},
		{"tit object type", censuario.TIT, title(2, set{5: "U"}), "tit.object_type", ""},
		{"tit quota over zero", censuario.TIT, title(2, set{9: "0"}), "tit.quota", ""},
		{"tit half a quota", censuario.TIT, title(2, set{9: ""}), "tit.quota", ""},
		{"tit quota with decimals", censuario.TIT, title(2, set{8: "333,33", 9: "1000"}), "tit.quota", ""},
		{"tit no quota but a letter", censuario.TIT, title(2, set{8: "x", 9: ""}), "tit.quota", ""},
		{"tit date", censuario.TIT, title(2, set{12: "30022001"}), "census.date", "13"},
		{"tit closing date", censuario.TIT, title(2, set{24: "00012001"}), "census.date", "25"},
	}
	good := map[censuario.Kind]string{
		censuario.FAB: unit(1, nil) + other(1, "2||0012|00345||0001||"),
		censuario.TER: parcel(1, nil), censuario.SOG: person(1, nil), censuario.TIT: title(1, nil),
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := read(t, tt.kind, good[tt.kind]+tt.line)
			if len(c.rows) != 1 || len(c.rejects) != 1 {
				t.Fatalf("%d rows, rejects %v", len(c.rows), c.rejects)
			}
			r := c.rejects[0]
			if want := strings.Count(good[tt.kind], "\n") + 1; r.Line != want {
				t.Errorf("line %d, want %d", r.Line, want)
			}
			if args := strings.Join(r.Reason.Args, " "); r.Reason.Code != tt.code || args != tt.args {
				t.Errorf("reason %s(%s), want %s(%s)", r.Reason.Code, args, tt.code, tt.args)
			}
			if text := strings.TrimSuffix(tt.line, "\r\n"); r.Text != text && (tt.code != "census.too_long" || !strings.HasPrefix(text, r.Text)) {
				t.Errorf("text %q, want %q", r.Text, text)
			}
		})
	}
}

// TestRefused holds the files that are no census file.
func TestRefused(t *testing.T) {
	tests := []struct {
		name, text, code string
		kind             censuario.Kind
	}{
		{"empty", "", "census.empty", censuario.FAB},
		{"blank lines", "\r\n \r\n", "census.empty", censuario.TIT},
		{"mark alone", "\xEF\xBB\xBF", "census.empty", censuario.FAB},
		{"binary", "PK\x03\x04\x14\x00\x06\x00\x08\x00!\x00", "census.binary", censuario.SOG},
		{"utf-16", "\xFF\xFEW\x000\x00", "census.utf16", censuario.FAB},
		{"a letter", "Egregio signore,\r\nin allegato\r\n", "census.not_census", censuario.FAB},
		{"TER as FAB", parcel(1, nil), "census.other_kind", censuario.FAB},
		{"FAB as TER", unit(1, nil), "census.other_kind", censuario.TER},
		{"TIT as SOG", title(1, nil), "census.other_kind", censuario.SOG},
		{"SOG as PRM", person(1, nil), "census.other_kind", censuario.PRM},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var c collected
			counts, err := censuario.Read(t.Context(), tt.kind, strings.NewReader(tt.text), censuario.Options{File: "f.fab"}, &c)
			var e *gis.Error
			if !asError(err, &e) || e.Code != tt.code || e.Kind != gis.BadInput || e.File != "f.fab" {
				t.Errorf("error %v, want %s", err, tt.code)
			}
			if counts != (gis.Counts{}) || len(c.rows)+len(c.rejects)+len(c.warnings) != 0 {
				t.Errorf("something came of it: %+v %+v", counts, c)
			}
		})
	}
}
