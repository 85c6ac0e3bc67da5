package source

import (
	"io"
	"slices"
	"strings"

	"segit/gis"
	"segit/gis/format/charset"
)

// Load reads a descriptor. With `extends = "id"` it changes the entry of that
// id in the catalogue: what it says takes the place of what was there, its
// fields are added or changed by name, and its header names come first. Errors
// name file, line and key.
func Load(r io.Reader, name string, catalogue []Descriptor) (Descriptor, error) {
	f, err := parse(r, name)
	if err != nil {
		return Descriptor{}, err
	}
	var d Descriptor
	if f.Extends != "" {
		base, ok := Find(catalogue, f.Extends)
		if !ok {
			return Descriptor{}, f.refuse("", 0, "extends", "source.extends", f.Extends)
		}
		d = base.clone()
		d.Profile, d.Status = name, Ready
	}
	return f.build(d)
}

// Find is the entry of an id.
func Find(catalogue []Descriptor, id string) (Descriptor, bool) {
	for i := range catalogue {
		if catalogue[i].ID == id {
			return catalogue[i], true
		}
	}
	return Descriptor{}, false
}

// clone copies what build changes.
func (d Descriptor) clone() Descriptor {
	d.Fields = slices.Clone(d.Fields)
	for i := range d.Fields {
		d.Fields[i].Headers = slices.Clone(d.Fields[i].Headers)
	}
	return d
}

// build puts what is written over d, which is empty or the extended entry.
func (f *file) build(d Descriptor) (Descriptor, error) {
	fresh := d.ID == ""
	if fresh {
		d.ID, d.Status, d.Scope = f.ID, Ready, WholeSource
		d.Table.Header, d.Table.Dates = HeaderAuto, defaultDates()
	}
	if d.ID == "" {
		return d, f.refuse("", 0, "id", "source.no-id")
	}
	if f.ID != "" && f.ID != d.ID {
		return d, f.refuse("", 0, "id", "source.other-id", f.ID, d.ID)
	}
	if f.Dataset != "" {
		d.Dataset = f.Dataset
	} else if fresh {
		d.Dataset = d.ID
	}
	for _, w := range []struct{ into, from *Words }{
		{&d.Title, &f.Title}, {&d.Office, &f.Office}, {&d.About, &f.About}, {&d.Cadence, &f.Cadence}, {&d.Legal, &f.Legal},
	} {
		if *w.from != (Words{}) {
			*w.into = *w.from
		}
	}
	for _, step := range []func(*Descriptor) error{f.kinds, f.roles, f.table, f.hints, f.fields} {
		if err := step(&d); err != nil {
			return d, err
		}
	}
	return d, f.complete(&d)
}

// kinds reads status, formats, scope and shape.
func (f *file) kinds(d *Descriptor) error {
	if f.Status != "" {
		if d.Status = Status(f.Status); d.Status != Ready && d.Status != Later {
			return f.refuse("", 0, "status", "source.value", "status", f.Status, "ready, later")
		}
	}
	if f.Scope != "" {
		d.Scope = Scope(f.Scope)
		if scopes := []Scope{WholeSource, ByFile, BySection, BySheet}; !slices.Contains(scopes, d.Scope) {
			return f.refuse("", 0, "scope", "source.value", "scope", f.Scope, join(scopes))
		}
	}
	if len(f.Formats) > 0 {
		d.Formats = nil
	}
	for _, name := range f.Formats {
		formats := []Format{FAB, TER, SOG, TIT, PRM, Sheet, InspireGML, Shapefile, GeoPackage, GeoJSON, Delimited, OtherGIS}
		if !slices.Contains(formats, Format(name)) {
			return f.refuse("", 0, "formats", "source.value", "formats", name, join(formats))
		}
		d.Formats = append(d.Formats, Format(name))
	}
	if f.Shape == "" {
		return nil
	}
	var names []string
	for k := gis.NoShape; k <= gis.AnyShape; k++ {
		if f.Shape == k.String() {
			d.Shape = k
			return nil
		}
		names = append(names, k.String())
	}
	return f.refuse("", 0, "shape", "source.value", "shape", f.Shape, strings.Join(names, ", "))
}

// roles reads the groups of roles.
func (f *file) roles(d *Descriptor) error {
	for _, of := range []struct {
		key  string
		from [][]string
		into *[][]gis.Role
	}{{"required", f.Required, &d.Required}, {"identity", f.Identity, &d.Identity}} {
		if len(of.from) > 0 {
			*of.into = nil
		}
		for _, names := range of.from {
			var group []gis.Role
			for _, name := range names {
				if !slices.Contains(gis.Roles(), gis.Role(name)) {
					return f.refuse("", 0, of.key, "source.role", name)
				}
				group = append(group, gis.Role(name))
			}
			*of.into = append(*of.into, group)
		}
	}
	return nil
}

func (f *file) table(d *Descriptor) error {
	if s := f.Table.Separator; s != "" {
		switch s {
		case ";", ",", "|", "\t":
			d.Table.Separator = s[0]
		case "tab":
			d.Table.Separator = '\t'
		default:
			return f.refuse("table", 0, "separator", "source.value", "separator", s, "; , | tab")
		}
	}
	if f.Table.Encoding != "" {
		e, ok := charset.Parse(f.Table.Encoding)
		if !ok {
			return f.refuse("table", 0, "encoding", "source.value", "encoding", f.Table.Encoding, "auto, utf-8, cp1252")
		}
		d.Table.Encoding = e
	}
	if f.Table.Header != "" {
		d.Table.Header = Header(f.Table.Header)
		if choices := []Header{HeaderAuto, HeaderYes, HeaderNo}; !slices.Contains(choices, d.Table.Header) {
			return f.refuse("table", 0, "header", "source.value", "header", f.Table.Header, join(choices))
		}
	}
	if f.Table.Skip < 0 {
		return f.refuse("table", 0, "skip", "source.value", "skip", f.Table.Skip, "0, 1, 2 …")
	}
	if f.Table.Skip > 0 {
		d.Table.Skip = f.Table.Skip
	}
	mark, ok := decimalMark(f.Table.Decimal)
	if !ok {
		return f.refuse("table", 0, "decimal", "source.value", "decimal", f.Table.Decimal, `"," "."`)
	}
	if mark != 0 {
		d.Table.Decimal = mark
	}
	dates, bad := dateLayouts(f.Table.Dates)
	if bad != "" {
		return f.refuse("table", 0, "dates", "source.date", bad)
	}
	if dates != nil {
		d.Table.Dates = dates
	}
	return nil
}

func (f *file) hints(d *Descriptor) error {
	if f.Recognise.Names != nil {
		d.Hints.Names = f.Recognise.Names
	}
	if f.Recognise.Headers != nil {
		d.Hints.Headers = f.Recognise.Headers
	}
	for _, pattern := range d.Hints.Names {
		if !validPattern(pattern) {
			return f.refuse("recognise", 0, "names", "source.pattern", pattern)
		}
	}
	return nil
}

// complete checks what no single key can.
func (f *file) complete(d *Descriptor) error {
	if d.Status == Later {
		return nil
	}
	if len(d.Formats) == 0 {
		return f.refuse("", 0, "formats", "source.no-formats", d.ID)
	}
	if len(d.Fields) == 0 {
		return f.refuse("", 0, "field", "source.no-fields", d.ID)
	}
	for key, groups := range map[string][][]gis.Role{"required": d.Required, "identity": d.Identity} {
		for _, role := range slices.Concat(groups...) {
			if !slices.ContainsFunc(d.Fields, func(field Field) bool { return field.Role == role }) {
				return f.refuse("", 0, key, "source.required-role", role)
			}
		}
	}
	return nil
}

func decimalMark(text string) (byte, bool) {
	switch text {
	case "":
		return 0, true
	case ",", ".":
		return text[0], true
	}
	return 0, false
}

func join[T ~string](values []T) string {
	texts := make([]string, len(values))
	for i, v := range values {
		texts[i] = string(v)
	}
	return strings.Join(texts, ", ")
}
