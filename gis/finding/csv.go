package finding

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/paulmach/orb/encoding/wkt"

	"segit/gis"
	"segit/gis/text"
)

// WriteCSV writes findings as they come, one row each: RFC 4180, UTF-8, commas,
// decimal points, a header with the field names of [WriteJSON]. Several reasons
// and sources stand in one field with "; " between, a source as
// "sha256 file:row". geometry is WKT in the archive's CRS.
//
// A text that a spreadsheet would run as a formula (it begins with = + - @ or a
// tab) gets an apostrophe in front: names and addresses come from outside.
func WriteCSV(w io.Writer, findings iter.Seq2[gis.Finding, error], words text.Catalogue) error {
	out := csv.NewWriter(w)
	if err := out.Write(append(fieldNames(), "geometry")); err != nil {
		return err
	}
	var row []string
	for f, err := range findings {
		if err != nil {
			return err
		}
		row = row[:0]
		for _, v := range fields(&f, words) {
			row = append(row, cell(v))
		}
		place, err := geometryWKT(&f)
		if err != nil {
			return err
		}
		if err := out.Write(append(row, place)); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

// cell is a field of a record as text that a spreadsheet takes for a value and
// never for a formula.
func cell(v any) string {
	if m, ok := v.(measure); ok && m.number {
		return m.text
	}
	if _, ok := v.(*int64); ok {
		return plain(v)
	}
	return Harmless(plain(v))
}

// plain is a field of a record as text.
func plain(v any) string {
	switch v := v.(type) {
	case *int64:
		if v == nil {
			return ""
		}
		return strconv.FormatInt(*v, 10)
	case measure:
		return v.text
	case []string:
		return strings.Join(v, "; ")
	case []rowSource:
		rows := make([]string, len(v))
		for i, s := range v {
			rows[i] = s.SHA256 + " " + s.File + ":" + strconv.FormatUint(uint64(s.Row), 10)
		}
		return strings.Join(rows, "; ")
	case string:
		return v
	}
	return fmt.Sprint(v) // version, tax year
}

// Harmless puts an apostrophe before a text that a spreadsheet would run as a
// formula.
func Harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// geometryWKT is the finding's geometry in WKT, "" when it has none. It refuses
// the coordinates that JSON refuses.
func geometryWKT(f *gis.Finding) (string, error) {
	if f.Geometry == nil {
		return "", nil
	}
	if _, err := marshal(shapeOf(f.Geometry)); err != nil {
		return "", unwritable(f, err)
	}
	return wkt.MarshalString(f.Geometry), nil
}
