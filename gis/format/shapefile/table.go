package shapefile

import (
	"bytes"
	"encoding/binary"
	"io"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"segit/gis"
	"segit/gis/format/charset"
	"segit/gis/format/feature"
)

// table reads the rows of a .dbf (dBASE III to VII as shapefiles use it).
type table struct {
	data     window
	fields   []field
	first    int64 // offset of the first row
	width    int64 // bytes of a row
	rows     int64 // rows that the file really holds
	declared int64 // rows by the head
	encoding charset.Encoding
	decoder  *charset.Decoder
	dos      *charmap.Charmap // code page of the head, where it is one of DOS
	last     []string         // text of each field in the row before
	asterisk int64            // numbers that did not fit their field when they were written
}

// field is a column of the file.
type field struct {
	name     string
	kind     byte
	offset   int // in the row
	length   int
	decimals int
}

func openTable(from io.ReaderAt, size int64, encoding charset.Encoding) (*table, error) {
	t := &table{data: window{from: from, size: size}, encoding: encoding, decoder: charset.NewDecoder(encoding)}
	head, err := t.data.slice(0, 32)
	if err != nil {
		return nil, err
	}
	if head == nil {
		return nil, gis.Refuse(op, gis.BadInput, "shapefile.dbf")
	}
	t.declared = int64(binary.LittleEndian.Uint32(head[4:]))
	t.first = int64(binary.LittleEndian.Uint16(head[8:]))
	t.width = int64(binary.LittleEndian.Uint16(head[10:]))
	if encoding == charset.Auto {
		switch head[29] { // the "language driver"
		case 0x01:
			t.dos = charmap.CodePage437
		case 0x02:
			t.dos = charmap.CodePage850
		}
	}
	descriptors, err := t.data.slice(32, t.first-32)
	if err != nil {
		return nil, err
	}
	if descriptors == nil || t.width < 1 || !t.describe(descriptors) {
		return nil, gis.Refuse(op, gis.BadInput, "shapefile.dbf")
	}
	t.rows = min(t.declared, (size-t.first)/t.width)
	t.last = make([]string, len(t.fields))
	return t, nil
}

// describe reads the field descriptors, of 32 bytes each, up to their end mark.
func (t *table) describe(b []byte) bool {
	offset := 1 // behind the mark of deletion
	for len(b) >= 32 && b[0] != 0x0D {
		name, _, _ := bytes.Cut(b[:11], []byte{0})
		f := field{name: t.text(bytes.TrimSpace(name)), kind: b[11], offset: offset, length: int(b[16]), decimals: int(b[17])}
		if f.kind == 'C' { // long texts keep the high byte of their length here
			f.length += f.decimals << 8
		}
		if f.name == "" {
			return false
		}
		t.fields = append(t.fields, f)
		offset += f.length
		b = b[32:]
	}
	return int64(offset) <= t.width
}

// columns are the fields as a schema has them. Names that come twice get a
// number.
func (t *table) columns() []gis.Column {
	columns := make([]gis.Column, len(t.fields))
	for i, f := range t.fields {
		columns[i] = gis.Column{Name: feature.FreeName(columns[:i], f.name), Type: f.columnType()}
	}
	return columns
}

func (f field) columnType() gis.Type {
	switch f.kind {
	case 'N':
		switch {
		case f.decimals == 0 && f.length < 19:
			return gis.Integer
		case f.decimals > 0 && f.decimals <= 6 && f.length < 19:
			return gis.Number
		}
		return gis.Real
	case 'F', 'O', 'B':
		return gis.Real
	case 'I':
		return gis.Integer
	case 'D':
		return gis.DayType
	case 'L':
		return gis.Flag
	}
	return gis.Text
}

// rewind forgets what an earlier reading met.
func (t *table) rewind() { t.decoder, t.asterisk = charset.NewDecoder(t.encoding), 0 }

// row is a row of a number, 1-based; nil when the file does not hold it.
func (t *table) row(number int64) ([]byte, error) {
	if number > t.rows {
		return nil, nil
	}
	return t.data.slice(t.first+(number-1)*t.width, t.width)
}

// deleted reports the mark that programs leave on rows taken out but not yet
// packed away.
func deleted(row []byte) bool { return row[0] == '*' }

// zeros reports a row that was never written, or that a disk or a transfer lost: the
// mark in front of each is a blank or an asterisk.
func zeros(row []byte) bool {
	return !slices.ContainsFunc(row, func(c byte) bool { return c != 0 })
}

// cells sets the cells of a row; target tells for each field its column, or -1.
func (t *table) cells(rows *feature.Rows, row []byte, target []int) {
	for i := range t.fields {
		col := target[i]
		if col < 0 {
			continue
		}
		f := &t.fields[i]
		t.cell(rows, col, i, row[f.offset:f.offset+f.length])
	}
}

func (t *table) cell(rows *feature.Rows, col, field int, b []byte) {
	kind := t.fields[field].kind
	switch {
	case kind == 'I' && len(b) == 4:
		rows.Int(col, int64(int32(binary.LittleEndian.Uint32(b))))
		return
	case (kind == 'O' || kind == 'B') && len(b) == 8:
		rows.Float(col, math.Float64frombits(binary.LittleEndian.Uint64(b)))
		return
	}
	width := len(b)
	b = unpadded(b)
	switch kind {
	case 'C':
		if len(b) == width {
			b = t.whole(b)
		}
	case 'N', 'F':
		b = bytes.TrimLeft(b, " ")
		if n, ok := digits(b); ok {
			rows.Int(col, n)
			return
		}
		if len(b) > 0 && b[0] == '*' {
			t.asterisk++
			return
		}
	case 'D':
		if len(bytes.Trim(b, "0 ")) == 0 {
			return
		}
	case 'L':
		if len(b) == 1 && b[0] == '?' {
			return
		}
	}
	if len(b) > 0 {
		rows.Text(col, t.sameText(field, b))
	}
}

// unpadded is a cell without the blanks or zeros that fill it up.
func unpadded(b []byte) []byte {
	for len(b) > 0 && (b[len(b)-1] == ' ' || b[len(b)-1] == 0) {
		b = b[:len(b)-1]
	}
	return b
}

// sameText decodes a text. Comuni and sheets repeat from row to row, and what a
// field holds again is decoded once; but for letters of which the decoder keeps
// count.
func (t *table) sameText(field int, b []byte) string {
	last := &t.last[field]
	if string(b) == *last {
		return *last
	}
	if charset.ASCII(b) {
		*last = string(b)
		return *last
	}
	return t.text(b)
}

// digits reads a short whole number, which most numbers are.
func digits(b []byte) (int64, bool) {
	if len(b) == 0 || len(b) > 18 {
		return 0, false
	}
	var n int64
	for _, c := range b {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int64(c-'0')
	}
	return n, true
}

// text decodes a text.
func (t *table) text(b []byte) string {
	if t.dos != nil && !utf8.Valid(b) {
		var s strings.Builder
		for _, c := range b {
			s.WriteRune(t.dos.DecodeByte(c))
		}
		return s.String()
	}
	return t.decoder.Line(b)
}

// whole takes away a letter of UTF-8 that the end of a full field cut in two.
func (t *table) whole(b []byte) []byte {
	if t.decoder.Found() == charset.UTF8 && !utf8.Valid(b) {
		for cut := 1; cut < utf8.UTFMax && cut < len(b); cut++ {
			last := b[len(b)-cut:]
			if utf8.RuneStart(last[0]) && !utf8.FullRune(last) && utf8.Valid(b[:len(b)-cut]) {
				return b[:len(b)-cut]
			}
		}
	}
	return b
}
