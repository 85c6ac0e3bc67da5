package feature

import (
	"math"
	"strconv"
	"strings"
	"time"

	"segit/gis"
)

// Text sets a cell from a text, in the column's type: a number with a decimal
// point, a day as YYYYMMDD, YYYY-MM-DD or YYYY/MM/DD with or without a time
// behind, a flag as T F Y N 1 0 true false. Blank is null; what does not read is
// a fault.
func (r *Rows) Text(col int, text string) {
	c := &r.cells[col]
	if r.schema.Columns[col].Type == gis.Text {
		*c = cell{set: true, text: text}
		return
	}
	trimmed := strings.TrimSpace(text)
	if trimmed == "" {
		return
	}
	num, ok := parse(r.schema.Columns[col].Type, trimmed)
	*c = cell{set: true, num: num}
	if !ok {
		c.text = text // for the reject
		r.Fault(gis.Say("vector.value", r.schema.Columns[col].Name))
	}
}

// parse reads a text as a value of a type other than Text.
func parse(t gis.Type, text string) (int64, bool) {
	switch t {
	case gis.Integer:
		if n, err := strconv.ParseInt(text, 10, 64); err == nil {
			return n, true
		}
		f, err := strconv.ParseFloat(text, 64)
		return int64(f), err == nil && whole(f)
	case gis.Number:
		d, ok := gis.ParseDecimal(text, '.')
		if !ok {
			f, err := strconv.ParseFloat(text, 64)
			if err != nil {
				return 0, false
			}
			d, ok = gis.DecimalOf(f)
		}
		return int64(d), ok
	case gis.Money:
		c, ok := gis.ParseCents(text, '.')
		return int64(c), ok
	case gis.Real:
		f, err := strconv.ParseFloat(text, 64)
		return int64(math.Float64bits(f)), err == nil && finite(f)
	case gis.DayType:
		return parseDay(text)
	}
	switch strings.ToLower(text) {
	case "1", "t", "true", "y", "yes", "s":
		return 1, true
	case "0", "f", "false", "n", "no":
		return 0, true
	}
	return 0, false
}

// parseDay reads a day of the forms that containers write.
func parseDay(text string) (int64, bool) {
	layouts := [...]string{time.DateOnly, "2006/01/02", "20060102"}
	for _, layout := range layouts {
		if len(text) < len(layout) || len(text) > len(layout) && text[len(layout)] != 'T' && text[len(layout)] != ' ' {
			continue
		}
		if day, ok := gis.ParseDay(text[:len(layout)], layout); ok {
			return int64(day), true
		}
	}
	return 0, false
}

// Int sets a cell from a whole number, in the column's type.
func (r *Rows) Int(col int, v int64) {
	c := &r.cells[col]
	ok := true
	switch r.schema.Columns[col].Type {
	case gis.Text:
		c.text = strconv.FormatInt(v, 10)
	case gis.Integer:
		c.num = v
	case gis.Number:
		ok = v > -math.MaxInt64/int64(gis.One) && v < math.MaxInt64/int64(gis.One)
		c.num = v * int64(gis.One)
	case gis.Money:
		ok = v > -math.MaxInt64/100 && v < math.MaxInt64/100
		c.num = v * 100
	case gis.Real:
		c.num = int64(math.Float64bits(float64(v)))
	case gis.Flag:
		ok = v == 0 || v == 1
		c.num = v
	default:
		c.num, ok = parseDay(strconv.FormatInt(v, 10))
	}
	c.set = true
	if !ok {
		c.text = strconv.FormatInt(v, 10)
		r.Fault(gis.Say("vector.value", r.schema.Columns[col].Name))
	}
}

// Float sets a cell from a float, in the column's type.
func (r *Rows) Float(col int, v float64) {
	c := &r.cells[col]
	ok := finite(v)
	switch r.schema.Columns[col].Type {
	case gis.Real:
		c.num = int64(math.Float64bits(v))
	case gis.Text:
		c.text = strconv.FormatFloat(v, 'f', -1, 64)
	case gis.Number:
		var d gis.Decimal
		d, ok = gis.DecimalOf(v)
		c.num = int64(d)
	case gis.Money:
		cents := math.Round(v * 100)
		ok = ok && math.Abs(cents) < 1<<53
		c.num = int64(cents)
	default:
		ok = ok && whole(v)
		if ok {
			r.Int(col, int64(v))
			return
		}
	}
	c.set = true
	if !ok {
		c.text = strconv.FormatFloat(v, 'g', -1, 64)
		r.Fault(gis.Say("vector.value", r.schema.Columns[col].Name))
	}
}

func finite(f float64) bool { return f-f == 0 }

// whole reports whether a float is an integer that an int64 holds exactly.
func whole(f float64) bool { return f == math.Trunc(f) && math.Abs(f) < 1<<53 }
