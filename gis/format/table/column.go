package table

import (
	"strings"
	"unicode"

	"segit/gis"
	"segit/gis/format/delimited"
	"segit/gis/source"
)

// value is a cell that was understood.
type value struct {
	text  string
	num   int64
	there bool
}

// column reads one field of every row.
type column struct {
	name    string // header, or the field's name without one
	field   string
	kind    gis.Type
	role    gis.Role
	cells   []int
	target  int // column of the schema, -1 for a period
	numbers numbers
	dates   dates
	sample  []string // values of the sample, for roles that values may deny
}

func newColumn(b source.Binding, d *source.Descriptor) *column {
	c := &column{name: strings.TrimSpace(b.Header), field: b.Field.Name, kind: b.Field.Type, role: b.Field.Role, cells: b.Cells, target: b.Column}
	if c.name == "" {
		c.name = c.field
	}
	if c.numbers.given = b.Field.Decimal; c.numbers.given == 0 {
		c.numbers.given = d.Table.Decimal
	}
	if c.dates.layouts = b.Field.Dates; c.dates.layouts == nil {
		c.dates.layouts = d.Table.Dates
	}
	return c
}

// judge learns from the sample what the column's values have in common.
func (c *column) judge(rows []delimited.Row, width int) {
	for _, row := range rows {
		if row.Fault != nil || len(row.Cells) < width {
			continue
		}
		text := c.pick(row.Cells)
		switch {
		case text == "":
		case c.role == gis.RoleSection, c.role == gis.RoleComune:
			c.sample = append(c.sample, text)
		case c.kind == gis.Number, c.kind == gis.Money, c.kind == gis.Integer, c.kind == gis.Real:
			c.numbers.learn(text)
		}
	}
}

// denied reports whether most values of the sample do not pass.
func (c *column) denied(pass func(string) bool) bool {
	bad := 0
	for _, v := range c.sample {
		if !pass(v) {
			bad++
		}
	}
	return 2*bad > len(c.sample)
}

// pick is the first cell of the field that is not blank, cleaned.
func (c *column) pick(cells []string) string {
	for _, i := range c.cells {
		if text := clean(cells[i]); text != "" {
			return text
		}
	}
	return ""
}

// read understands the column's value in a row, or says why it cannot. The
// reason never holds what may be a person's.
func (c *column) read(cells []string) (value, *gis.Message) {
	text := c.pick(cells)
	if text == "" {
		return value{}, nil
	}
	num, ok := int64(0), false
	switch c.kind {
	case gis.Text:
		text = c.normal(text)
		return value{text: text, there: text != ""}, nil
	case gis.DayType:
		day, there, ok := c.dates.read(text)
		if !ok {
			return value{}, c.reason("table.date", text)
		}
		return value{num: int64(day), there: there}, nil
	case gis.Flag:
		num, ok = flag(text)
	default:
		var code string
		if num, code = c.numbers.read(text, c.kind); code != "" {
			return value{}, c.reason(code, text)
		}
		if num < 0 && c.role == gis.RoleSurface {
			return value{}, c.reason("table.negative", text)
		}
		ok = true
	}
	if !ok {
		return value{}, c.reason("table.flag", text)
	}
	return value{num: num, there: true}, nil
}

func (c *column) reason(code, text string) *gis.Message {
	if c.role.Personal() {
		text = "…"
	}
	return reject(code, c.name, text)
}

// normal is a text in the form in which it is stored: parts of keys by domain
// rule B.5, codes without blanks in upper case, all else as it came.
func (c *column) normal(text string) string {
	switch c.role {
	case gis.RoleSheet, gis.RoleParcel, gis.RoleSub:
		return gis.NormaliseNumber(text)
	case gis.RoleSection, gis.RoleUrbanSection:
		return gis.NormaliseSection(text)
	case gis.RoleComune, gis.RoleFiscalCode:
		return strings.ToUpper(strings.Join(strings.Fields(text), ""))
	}
	return text
}

// clean takes the blanks off both ends, hard ones and byte order marks too, and
// turns hard blanks inside into plain ones.
func clean(text string) string {
	plain := true
	for i := 0; i < len(text); i++ {
		if c := text[i]; c >= 0x80 || c < ' ' {
			plain = false
			break
		}
	}
	if plain {
		return strings.Trim(text, " ")
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '\uFEFF' || r == '\u200B':
			return -1
		case unicode.IsSpace(r):
			return ' '
		}
		return r
	}, text)
	return strings.Trim(text, " ")
}

// flag reads the ways in which offices write yes and no.
func flag(text string) (int64, bool) {
	switch strings.ToUpper(text) {
	case "1", "S", "SI", "SÌ", "Y", "YES", "T", "TRUE", "VERO", "X":
		return 1, true
	case "0", "N", "NO", "F", "FALSE", "FALSO", "-":
		return 0, true
	}
	return 0, false
}
