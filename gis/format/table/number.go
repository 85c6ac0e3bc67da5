package table

import (
	"math"
	"strconv"
	"strings"

	"segit/gis"
)

// numbers reads the numbers of one column. A number with both marks, with a
// repeated one, or with a part that is not three digits long tells by itself
// which mark is the decimal one; "1.234" does not, and is read as the rest of
// the column is.
type numbers struct {
	given   byte  // decimal mark by the descriptor, 0 for none
	comma   bool  // a value told that the comma is decimal
	point   bool  // a value told that the point is
	guessed int64 // values that did not tell, while nothing else did
}

// form is what a number shows of its marks.
type form uint8

const (
	noNumber  form = iota
	plain          // no mark
	withComma      // the comma is decimal
	withPoint      // the point is decimal
	oneComma       // "1,234": decimals or thousands
	onePoint       // "1.234"
)

// learn takes a value as evidence.
func (n *numbers) learn(text string) {
	_, f := formOf(text)
	n.comma = n.comma || f == withComma
	n.point = n.point || f == withPoint
}

// mark is the decimal mark of values that do not tell; 0 when the column mixes
// both and nothing else decides.
func (n *numbers) mark() byte {
	switch {
	case n.given != 0:
		return n.given
	case n.comma && n.point:
		return 0
	case n.point:
		return '.'
	}
	return ','
}

// read understands a number as the column's type stores it, or gives the code
// of the reason why not.
func (n *numbers) read(text string, kind gis.Type) (num int64, code string) {
	text, f := formOf(text)
	mark := byte(0)
	switch f {
	case noNumber:
		return 0, "table.number"
	case withComma:
		mark, n.comma = ',', true
	case withPoint:
		mark, n.point = '.', true
	case oneComma, onePoint:
		if mark = n.mark(); mark == 0 {
			return 0, "table.unclear"
		}
		if n.given == 0 && !n.comma && !n.point {
			n.guessed++
		}
	case plain:
		mark = ','
	}
	other := "."
	if mark == '.' {
		other = ","
	}
	return store(strings.ReplaceAll(text, other, ""), mark, kind)
}

// store turns digits with one decimal mark at most into the number stored.
func store(text string, mark byte, kind gis.Type) (int64, string) {
	switch kind {
	case gis.Money:
		if v, ok := gis.ParseCents(text, mark); ok {
			return int64(v), ""
		}
		return 0, "table.money"
	case gis.Integer:
		if v, ok := gis.ParseDecimal(text, mark); ok && v%gis.One == 0 {
			return int64(v / gis.One), ""
		}
		return 0, "table.integer"
	case gis.Real:
		if v, err := strconv.ParseFloat(strings.Replace(text, string(rune(mark)), ".", 1), 64); err == nil {
			return int64(math.Float64bits(v)), ""
		}
		return 0, "table.number"
	}
	if v, ok := gis.ParseDecimal(rounded(text, mark), mark); ok {
		return int64(v), ""
	}
	return 0, "table.number"
}

// rounded takes away what spreadsheets leave behind the sixth decimal, as in
// "104.80000000000001", rounding half up.
func rounded(text string, mark byte) string {
	at := strings.IndexByte(text, mark)
	if at < 0 || len(text)-at-1 <= 6 {
		return text
	}
	kept := []byte(text[:at+7])
	if text[at+7] < '5' {
		return string(kept)
	}
	for i := len(kept) - 1; i >= 0 && kept[i] != '-' && kept[i] != '+'; i-- {
		switch kept[i] {
		case mark:
		case '9':
			kept[i] = '0'
		default:
			kept[i]++
			return string(kept)
		}
	}
	digits := strings.TrimLeft(string(kept), "+-") // all were nines
	return string(kept[:len(kept)-len(digits)]) + "1" + digits
}

// formOf takes blanks and units off a number and tells its form.
func formOf(text string) (string, form) {
	f := formOfDigits(text)
	if f != noNumber {
		return text, f
	}
	text = strings.Trim(strings.ReplaceAll(strings.ReplaceAll(text, " ", ""), "'", ""), "€")
	for _, unit := range []string{"mq", "MQ", "Mq", "m²", "m2", "M2", "mq."} {
		text = strings.TrimSuffix(text, unit)
	}
	return text, formOfDigits(text)
}

func formOfDigits(text string) form {
	body := strings.TrimLeft(text, "+-")
	comma, point, ok := marksOf(body)
	switch {
	case !ok || len(text)-len(body) > 1:
		return noNumber
	case comma.n == 0 && point.n == 0:
		return plain
	case point.n == 0:
		return alone(body, ',', comma, withComma, oneComma, withPoint)
	case comma.n == 0:
		return alone(body, '.', point, withPoint, onePoint, withComma)
	case comma.last > point.last && comma.n == 1 && grouped(body[:comma.last], '.'):
		return withComma
	case point.last > comma.last && point.n == 1 && grouped(body[:point.last], ','):
		return withPoint
	}
	return noNumber
}

// marks are the places of one mark in a number.
type marks struct{ n, last int }

// marksOf finds the marks among digits; false when there is anything else, or
// no digit.
func marksOf(body string) (comma, point marks, ok bool) {
	for i := 0; i < len(body); i++ {
		switch c := body[i]; {
		case c == ',':
			comma = marks{comma.n + 1, i}
		case c == '.':
			point = marks{point.n + 1, i}
		case c < '0' || c > '9':
			return comma, point, false
		}
	}
	return comma, point, len(body) > comma.n+point.n
}

// alone tells a number with one kind of mark: repeated, it parts thousands and
// the other one is decimal.
func alone(body string, mark byte, m marks, decimal, either, other form) form {
	switch {
	case m.n == 1:
		return single(body, m.last, decimal, either)
	case grouped(body, mark):
		return other
	}
	return noNumber
}

// single tells a number with one mark: decimal unless it could part thousands.
func single(body string, at int, decimal, either form) form {
	if whole := body[:at]; len(body)-at-1 == 3 && len(whole) > 0 && len(whole) <= 3 && whole[0] != '0' {
		return either
	}
	return decimal
}

// grouped reports whether the mark parts text into thousands.
func grouped(text string, mark byte) bool {
	groups := strings.Split(text, string(rune(mark)))
	for i, g := range groups {
		if i > 0 && len(g) != 3 || i == 0 && (g == "" || len(g) > 3) {
			return false
		}
	}
	return len(groups) > 1
}
