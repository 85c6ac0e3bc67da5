package source

import (
	"slices"
	"strings"

	"segit/gis"
)

// typeNames are the types as descriptors write them.
func typeNames() map[string]gis.Type {
	return map[string]gis.Type{
		"text": gis.Text, "integer": gis.Integer, "number": gis.Number, "money": gis.Money,
		"date": gis.DayType, "flag": gis.Flag, "real": gis.Real,
	}
}

// fields adds the written fields to d, or changes those of the same name.
func (f *file) fields(d *Descriptor) error {
	for n, written := range f.Fields {
		if written.Name == "" {
			return f.refuse("field", n, "name", "source.no-name")
		}
		dataset := written.Dataset
		if dataset == "" {
			dataset = d.Dataset
		}
		same := func(g Field) bool { return g.Name == written.Name && g.Dataset == dataset }
		at := slices.IndexFunc(d.Fields, same)
		if at >= 0 && d.Profile == "" {
			return f.refuse("field", n, "name", "source.twice", "name", written.Name)
		}
		if at < 0 {
			at = len(d.Fields)
			d.Fields = append(d.Fields, Field{Name: written.Name, Dataset: dataset, Type: gis.Text})
		}
		if err := f.field(d, at, n); err != nil {
			return err
		}
	}
	return nil
}

// field puts the n-th written field over field at of d.
func (f *file) field(d *Descriptor, at, n int) error {
	written, field := f.Fields[n], &d.Fields[at]
	if written.Type != "" {
		t, ok := typeNames()[written.Type]
		if !ok {
			return f.refuse("field", n, "type", "source.value", "type", written.Type, "text, integer, number, money, date, flag, real")
		}
		field.Type = t
	}
	if written.Role != "" {
		field.Role = gis.Role(written.Role)
		if !slices.Contains(gis.Roles(), field.Role) {
			return f.refuse("field", n, "role", "source.role", written.Role)
		}
	}
	for i, other := range d.Fields {
		if i != at && field.Role != "" && other.Role == field.Role && other.Dataset == field.Dataset {
			return f.refuse("field", n, "role", "source.twice", "role", written.Role)
		}
	}
	if written.Column < 0 {
		return f.refuse("field", n, "column", "source.value", "column", written.Column, "1, 2, 3 …")
	}
	if written.Column > 0 {
		field.Column = written.Column
	}
	mark, ok := decimalMark(written.Decimal)
	if !ok {
		return f.refuse("field", n, "decimal", "source.value", "decimal", written.Decimal, `"," "."`)
	}
	if mark != 0 {
		field.Decimal = mark
	}
	dates, bad := dateLayouts(written.Dates)
	if bad != "" {
		return f.refuse("field", n, "dates", "source.date", bad)
	}
	if dates != nil {
		field.Dates = dates
	}
	return f.headers(d, at, n)
}

// headers gives a field its header names. A profile's names come before the
// catalogue's and are taken away from the other fields; within one file a name
// may stand for one field only.
func (f *file) headers(d *Descriptor, at, n int) error {
	field := &d.Fields[at]
	var names []string
	for _, header := range f.Fields[n].Headers {
		name := HeaderName(header)
		if name == "" {
			return f.refuse("field", n, "headers", "source.header", header)
		}
		names = append(names, name)
		for other := range d.Fields {
			if other == at || d.Fields[other].Dataset != field.Dataset || !slices.Contains(d.Fields[other].Headers, name) {
				continue
			}
			if d.Profile == "" || f.writes(d.Fields[other].Name, name) {
				return f.refuse("field", n, "headers", "source.twice", "headers", header)
			}
			d.Fields[other].Headers = slices.DeleteFunc(d.Fields[other].Headers, func(s string) bool { return s == name })
		}
	}
	for _, name := range field.Headers {
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	field.Headers = names
	return nil
}

// writes reports whether this very file gives a header name to a field.
func (f *file) writes(field, header string) bool {
	for _, written := range f.Fields {
		if written.Name == field && slices.ContainsFunc(written.Headers, func(h string) bool { return HeaderName(h) == header }) {
			return true
		}
	}
	return false
}

// defaultDates are the layouts of package time that Italian exports use.
func defaultDates() []string {
	return []string{"2/1/2006", "2006-1-2", "2-1-2006", "2.1.2006", "2006/1/2", "02012006", "20060102", "2/1/06", "2-1-06"}
}

// dateLayouts turns forms such as "dd/mm/yyyy" or "gg/mm/aaaa" into layouts of
// package time; bad is the first form that has not a day, a month and a year.
func dateLayouts(forms []string) (layouts []string, bad string) {
	words := strings.NewReplacer(
		"yyyy", "2006", "aaaa", "2006", "yy", "06", "aa", "06",
		"mm", "01", "m", "1", "dd", "02", "gg", "02", "d", "2", "g", "2",
	)
	for _, form := range forms {
		layout := words.Replace(strings.ToLower(form))
		rest := layout
		for _, part := range [][]string{{"2006", "06"}, {"01", "1"}, {"02", "2"}} {
			found := false
			for _, digits := range part {
				if before, after, ok := strings.Cut(rest, digits); ok {
					rest, found = before+after, true
					break
				}
			}
			if !found {
				return nil, form
			}
		}
		if strings.ContainsFunc(rest, func(r rune) bool { return !strings.ContainsRune("/-. ", r) }) {
			return nil, form
		}
		layouts = append(layouts, layout)
	}
	return layouts, ""
}
