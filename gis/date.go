package gis

import (
	"math"
	"time"
)

// Date is a civil day, counted from 1970-01-01. Validity is [from, to): a row
// that closes on a day is no longer valid on it.
type Date int32

// The ends of time: an unknown beginning and an end that has not come.
const (
	Always  Date = math.MinInt32
	OpenEnd Date = math.MaxInt32
)

// Day makes a date; month and day must be in range (see [ParseDay]).
func Day(year int, month time.Month, day int) Date {
	return Date(time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400)
}

// DayOf is the civil day of t in t's own zone.
func DayOf(t time.Time) Date {
	y, m, d := t.Date()
	return Day(y, m, d)
}

// Time is midnight UTC of the day.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String is YYYY-MM-DD, or "" for an end of time.
func (d Date) String() string {
	if d == Always || d == OpenEnd {
		return ""
	}
	return d.Time().Format(time.DateOnly)
}

// Italian is DD/MM/YYYY, or "" for an end of time.
func (d Date) Italian() string {
	if d == Always || d == OpenEnd {
		return ""
	}
	return d.Time().Format("02/01/2006")
}

// MarshalText writes YYYY-MM-DD.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads YYYY-MM-DD; an empty text is [Always].
func (d *Date) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*d = Always
		return nil
	}
	day, ok := ParseDay(string(b), "2006-01-02")
	if !ok {
		return Refuse("gis.Date", BadInput, "date.form", string(b))
	}
	*d = day
	return nil
}

// ParseDay reads a day by a layout of package time. It refuses days that do
// not exist (31/02) and years before 1800 or after 2999, except 31/12/9999,
// which means open in Italian exports.
func ParseDay(text, layout string) (Date, bool) {
	t, err := time.Parse(layout, text)
	if err != nil {
		return 0, false
	}
	switch y := t.Year(); {
	case y == 9999:
		return OpenEnd, true
	case y < 1800 || y > 2999:
		return 0, false
	}
	return DayOf(t), true
}
