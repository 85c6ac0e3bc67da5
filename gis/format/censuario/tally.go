package censuario

import (
	"segit/gis"
	"segit/gis/format/charset"
)

// tally counts what is odd but goes in, so that a file of a million rows says
// it once. The codes stand in the order they were met.
type tally struct {
	codes      []string
	counts     map[string]int64
	shortLines int64
	fewest     int // fields of the shortest line that went in
	full       int // fields of the layout it was measured by
}

// note counts one more of what code says.
func (t *tally) note(code string) {
	if t.counts == nil {
		t.counts = map[string]int64{}
	}
	if t.counts[code] == 0 {
		t.codes = append(t.codes, code)
	}
	t.counts[code]++
}

// noteIf counts when there is something to count.
func (t *tally) noteIf(there bool, code string) {
	if there {
		t.note(code)
	}
}

// noteStage counts what is odd in the life of a row.
func (rd *reader) noteStage(s stage) {
	rd.tally.noteIf(s.disagrees, "census.disagrees")
	rd.tally.noteIf(s.inverted, "census.inverted")
}

// short counts a line that lacks fields at its end.
func (t *tally) short(fields, full int) {
	t.shortLines++
	if t.fewest == 0 || fields < t.fewest {
		t.fewest, t.full = fields, full
	}
}

// summary warns of everything counted and of the file's letters.
func (rd *reader) summary(d *charset.Decoder) {
	if rd.tally.shortLines > 0 {
		rd.sink.Warn(gis.Say("census.short", rd.tally.shortLines, rd.tally.fewest, rd.tally.full))
	}
	for _, code := range rd.tally.codes {
		rd.sink.Warn(gis.Say(code, rd.tally.counts[code]))
	}
	if d.Odd() > 0 {
		rd.sink.Warn(gis.Say("census.mixed_encoding", d.Odd(), d.Found()))
	}
}
