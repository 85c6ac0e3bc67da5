package text

import (
	"strconv"
	"strings"
	"time"

	"segit/gis"
)

// marks are the decimal mark and the thousands mark of the language.
func (c Catalogue) marks() (decimal, thousands string) {
	if c.lang == English {
		return ".", ","
	}
	return ",", "."
}

// Number is d with that many decimals (at most six), rounded half away from
// zero, with marks between thousands: "1.234,50".
func (c Catalogue) Number(d gis.Decimal, places int) string {
	places = min(max(places, 0), 6)
	unit := int64(1)
	for range 6 - places {
		unit *= 10
	}
	v, negative := int64(d), d < 0
	whole := uint64(v)
	if negative {
		whole = -whole
	}
	whole = (whole + uint64(unit)/2) / uint64(unit)
	return c.scaled(whole, negative, places)
}

// Euro is an amount with cents and its sign: "1.234,50 €".
func (c Catalogue) Euro(v gis.Cents) string {
	u := uint64(v)
	if v < 0 {
		u = -u
	}
	amount := c.scaled(u, v < 0, 2)
	if c.lang == English {
		return "€ " + amount
	}
	return amount + " €"
}

// Count is a whole number with marks between thousands.
func (c Catalogue) Count(n int64) string {
	u := uint64(n)
	if n < 0 {
		u = -u
	}
	return c.scaled(u, n < 0, 0)
}

// Area is square metres with two decimals: "1.234,50 m²".
func (c Catalogue) Area(d gis.Decimal) string { return c.Number(d, 2) + " m²" }

// scaled writes u/10^places.
func (c Catalogue) scaled(u uint64, negative bool, places int) string {
	decimal, thousands := c.marks()
	digits := strconv.FormatUint(u, 10)
	for len(digits) <= places {
		digits = "0" + digits
	}
	whole, fraction := digits[:len(digits)-places], digits[len(digits)-places:]
	var b strings.Builder
	if negative && u != 0 {
		b.WriteByte('-')
	}
	for i, digit := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteString(thousands)
		}
		b.WriteRune(digit)
	}
	if places > 0 {
		b.WriteString(decimal + fraction)
	}
	return b.String()
}

// Date is a day as the language writes it: 31/12/2024, or 31 Dec 2024. An end
// of time gives "".
func (c Catalogue) Date(d gis.Date) string {
	if c.lang != English || d == gis.Always || d == gis.OpenEnd {
		return d.Italian()
	}
	return d.Time().Format("2 Jan 2006")
}

// Moment is a day and an hour of the clock on the wall as the language writes
// them: 31/12/2024 09:30, or 31 Dec 2024 09:30.
func (c Catalogue) Moment(at time.Time) string {
	at = at.Local()
	return c.Date(gis.DayOf(at)) + at.Format(" 15:04")
}

// Measure is what a control expected or found: "104,80 m²", "1.234,50 €", or
// its words; "" for the zero value.
func (c Catalogue) Measure(m gis.Measure) string {
	switch {
	case m.Unit != "":
		return c.Number(m.Value, 2) + " " + m.Unit
	case m.Word.Code != "":
		return c.Say(m.Word)
	}
	return ""
}
