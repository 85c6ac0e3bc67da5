package report

import (
	"strings"
	"time"

	"segit/gis"
	"segit/gis/text"
)

// written puts a value that was stored in the program's own form (decimal
// point, YYYY-MM-DD, RFC 3339) into the reader's: an Italian takes 1600.625
// for more than a million. Whole numbers stay as they are: they may be codes.
func (p *paper) written(value string) string {
	if _, fraction, split := strings.Cut(value, "."); split && plainNumber(value) {
		if d, ok := gis.ParseDecimal(value, '.'); ok {
			return p.words.Number(d, len(fraction))
		}
	}
	if day, ok := gis.ParseDay(value, time.DateOnly); ok && day != gis.OpenEnd {
		return p.words.Date(day)
	}
	if t, err := time.Parse(time.RFC3339, value); err == nil {
		return minute(p.words, t)
	}
	return value
}

// minute is a day and the time of day in its own zone.
func minute(words text.Catalogue, t time.Time) string {
	return words.Date(gis.DayOf(t)) + t.Format(" 15:04")
}

// plainNumber reports digits with one point inside and at most a minus in
// front; 01.02 and such are no numbers.
func plainNumber(s string) bool {
	whole, fraction, _ := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(whole) && digits(fraction) && (whole == "0" || whole[0] != '0')
}
