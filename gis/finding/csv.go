package finding

import (
	"encoding/csv"
	"fmt"
	"io"
	"iter"
	"reflect"
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
	kind := reflect.TypeFor[record]()
	row := make([]string, 0, kind.NumField()+1)
	for i := range kind.NumField() {
		row = append(row, kind.Field(i).Tag.Get("json"))
	}
	if err := out.Write(append(row, "geometry")); err != nil {
		return err
	}
	for f, err := range findings {
		if err != nil {
			return err
		}
		row = row[:0]
		r := reflect.ValueOf(recordOf(&f, words))
		for i := range r.NumField() {
			row = append(row, cell(r.Field(i).Interface()))
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

// cell is a field of a record as text.
func cell(v any) string {
	switch v := v.(type) {
	case *int64:
		if v == nil {
			return ""
		}
		return strconv.FormatInt(*v, 10)
	case measure:
		if v.number {
			return v.text
		}
		return harmless(v.text)
	case []string:
		return harmless(strings.Join(v, "; "))
	case []rowSource:
		rows := make([]string, len(v))
		for i, s := range v {
			rows[i] = s.SHA256 + " " + s.File + ":" + strconv.FormatUint(uint64(s.Row), 10)
		}
		return strings.Join(rows, "; ")
	case string:
		return harmless(v)
	}
	return fmt.Sprint(v) // version, tax year
}

func harmless(text string) string {
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
