package layer

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"math"
	"strconv"

	"segit/gis"
)

// Split cuts the values of a feature into the JSON of each; tokens is reused.
// The values were written by this package, so that what stands between commas
// outside of strings is one value: there are no arrays and objects in them.
func Split(values []byte, tokens [][]byte) [][]byte {
	tokens = tokens[:0]
	if len(values) < 2 || len(values) == 2 {
		return tokens
	}
	inner := values[1 : len(values)-1]
	quoted, start := false, 0
	for i := 0; i < len(inner); i++ {
		switch c := inner[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case c == ',' && !quoted:
			tokens = append(tokens, inner[start:i])
			start = i + 1
		}
	}
	return append(tokens, inner[start:])
}

// Null reports a value that is absent.
func Null(token []byte) bool { return len(token) == 0 || string(token) == "null" }

// AppendValue writes a value of a batch as JSON: money in euro, days as
// YYYY-MM-DD, what is absent as null.
func AppendValue(dst []byte, b *gis.Batch, col, row int) []byte {
	kind := b.Schema.Columns[col].Type
	if kind == gis.Text {
		if b.Text(col, row) == "" {
			return append(dst, "null"...)
		}
		return AppendText(dst, b.Text(col, row))
	}
	v, ok := b.Num(col, row)
	if !ok {
		return append(dst, "null"...)
	}
	switch kind {
	case gis.Number:
		return strconv.AppendFloat(dst, gis.Decimal(v).Float(), 'f', -1, 64)
	case gis.Money:
		return strconv.AppendFloat(dst, float64(v)/100, 'f', 2, 64)
	case gis.DayType:
		return AppendText(dst, gis.Date(v).String())
	case gis.Flag:
		return strconv.AppendBool(dst, v != 0)
	case gis.Real:
		f, _ := b.Real(col, row)
		if math.IsNaN(f) || math.IsInf(f, 0) {
			return append(dst, "null"...)
		}
		raw, err := json.Marshal(f)
		if err != nil {
			return append(dst, "null"...) // cannot be: it is a number
		}
		return append(dst, raw...)
	}
	return strconv.AppendInt(dst, v, 10)
}

// AppendText writes a text as JSON.
func AppendText(dst []byte, text string) []byte {
	plain := true
	for i := 0; i < len(text); i++ {
		if c := text[i]; c < 0x20 || c == '"' || c == '\\' || c >= 0x80 || c == '<' || c == '>' || c == '&' {
			plain = false
			break
		}
	}
	if plain {
		return append(append(append(dst, '"'), text...), '"')
	}
	raw, err := json.Marshal(text)
	if err != nil {
		return append(dst, `""`...) // cannot be: every text has a form
	}
	return append(dst, raw...)
}

// longestKey is how many bytes of a text an index holds. Texts that agree so
// far are told apart by looking at the features.
const longestKey = 48

// TextKey is a text as indexes order it.
func TextKey(text string) []byte {
	if i := bytes.IndexByte([]byte(text), 0); i >= 0 {
		text = text[:i]
	}
	return []byte(text[:min(len(text), longestKey)])
}

// NumberKey is a number as indexes order it.
func NumberKey(v float64) []byte {
	bits := math.Float64bits(v)
	if bits>>63 == 1 {
		bits = ^bits
	} else {
		bits |= 1 << 63
	}
	return binary.BigEndian.AppendUint64(nil, bits)
}

// Key is a value as the index of its column orders it; nil for an absent one.
func (c *Column) Key(token []byte) []byte {
	if Null(token) {
		return nil
	}
	if c.Numeric() {
		v, err := strconv.ParseFloat(string(token), 64)
		if err != nil {
			return nil
		}
		return NumberKey(v)
	}
	return TextKey(TextOf(token))
}

// Numeric reports whether the values are numbers.
func (c *Column) Numeric() bool {
	switch c.Type {
	case gis.Integer, gis.Number, gis.Money, gis.Real:
		return true
	}
	return false
}

// TextOf is the text of a value: of a string what it says, of the rest its
// JSON; "" for an absent one.
func TextOf(token []byte) string {
	if len(token) == 0 || token[0] != '"' {
		if Null(token) {
			return ""
		}
		return string(token)
	}
	if bytes.IndexByte(token, '\\') < 0 {
		return string(token[1 : len(token)-1])
	}
	var text string
	if json.Unmarshal(token, &text) != nil {
		return ""
	}
	return text
}
