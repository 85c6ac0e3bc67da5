package censuario

import (
	"strings"

	"segit/gis"
)

// fields are the fields of a record, by the 0-based index of the layout. The
// empty item behind the closing bar is not one of them.
type fields []string

// split cuts a line into into, which is used again.
func split(text string, into fields) fields {
	into = into[:0]
	for {
		i := strings.IndexByte(text, '|')
		if i < 0 {
			break
		}
		into = append(into, text[:i])
		text = text[i+1:]
	}
	if text != "" {
		into = append(into, text)
	}
	return into
}

// at is a field without the blanks around it, "" beyond the end.
func (f fields) at(i int) string {
	if i >= len(f) {
		return ""
	}
	return strings.TrimSpace(f[i])
}

// fault is why a line cannot go in; the zero value is none.
type fault = gis.Message

// integer reads digits only; an empty field is absent.
func (f fields) integer(i int) (v int64, there, ok bool) {
	text := f.at(i)
	v, ok = digits(text)
	return v, text != "", ok || text == ""
}

func digits(text string) (int64, bool) {
	if text == "" || len(text) > 18 {
		return 0, false
	}
	var v int64
	for i := 0; i < len(text); i++ {
		c := text[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + int64(c-'0')
	}
	return v, true
}

// decimal reads an unsigned number with a decimal comma.
func (f fields) decimal(i int) (v gis.Decimal, there, ok bool) {
	text := f.at(i)
	if text == "" {
		return 0, false, true
	}
	v, ok = gis.ParseDecimal(text, ',')
	return v, true, ok && v >= 0
}

// money reads an unsigned amount in euro with a decimal comma.
func (f fields) money(i int) (v gis.Cents, there, ok bool) {
	text := f.at(i)
	if text == "" {
		return 0, false, true
	}
	v, ok = gis.ParseCents(text, ',')
	return v, true, ok && v >= 0
}

// day reads ddmmyyyy. Zeros and 31/12/9999 are absent: the layout fills with
// the first, exports write the second for "still open".
func (f fields) day(i int) (d gis.Date, there, ok bool) {
	text := f.at(i)
	if text == "" || text == "00000000" {
		return 0, false, true
	}
	if v, ok := digits(text); len(text) == 8 && ok {
		if d, ok := calendarDay(int(v%10000), int(v/10000%100), int(v/1000000)); ok {
			return d, d != gis.OpenEnd, true
		}
	}
	return 0, true, false
}

// mutation reads a mutation number: "" and zeros mean that there is none.
func (f fields) mutation(i int) string {
	text := f.at(i)
	if strings.Trim(text, "0") == "" {
		return ""
	}
	return text
}

// joined puts the fields that are filled together.
func (f fields) joined(separator string, indexes ...int) string {
	joined := ""
	for _, i := range indexes {
		switch text := f.at(i); {
		case text == "":
		case joined == "":
			joined = text
		default:
			joined += separator + text
		}
	}
	return joined
}

// unzeroed is a number as people read it, without leading zeros.
func unzeroed(text string) string { return strings.TrimLeft(text, "0") }

// badNumber and badDate name the field as a person counts it, from 1. The
// value itself stays in the kept line: a shifted line may hold a name there.
func badNumber(i int) fault { return gis.Say("census.number", i+1) }
func badDate(i int) fault   { return gis.Say("census.date", i+1) }
