package finding

import (
	"reflect"
	"strings"

	"segit/gis"
	"segit/gis/text"
)

// fieldNames are the names of a record's fields, in order.
func fieldNames() []string {
	kind := reflect.TypeFor[record]()
	names := make([]string, kind.NumField())
	for i := range names {
		names[i], _, _ = strings.Cut(kind.Field(i).Tag.Get("json"), ",")
	}
	return names
}

// fields are the values of a finding's record, in the order of [fieldNames].
func fields(f *gis.Finding, words text.Catalogue) []any {
	r := reflect.ValueOf(recordOf(f, words))
	values := make([]any, r.NumField())
	for i := range values {
		values[i] = r.Field(i).Interface()
	}
	return values
}

// Batch is findings as rows of a GIS layer, with the field names of
// [WriteJSON] and their geometry: numbers as numbers, lists joined by "; ".
func Batch(findings []gis.Finding, words text.Catalogue) *gis.Batch {
	schema := &gis.Schema{Dataset: "findings", Shape: gis.AnyShape}
	for i, name := range fieldNames() {
		kind := gis.Text
		switch reflect.TypeFor[record]().Field(i).Type.Kind() {
		case reflect.Int, reflect.Pointer:
			kind = gis.Integer
		}
		schema.Columns = append(schema.Columns, gis.Column{Name: name, Type: kind})
	}
	b := gis.NewBatch(schema)
	for i := range findings {
		f := &findings[i]
		for col, v := range fields(f, words) {
			switch v := v.(type) {
			case int:
				b.SetNum(col, int64(v))
			case *int64:
				if v != nil {
					b.SetNum(col, *v)
				}
			default:
				b.SetText(col, plain(v))
			}
		}
		if f.Geometry != nil {
			b.Shapes.Append(f.Geometry)
		}
		b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	return b
}
