package source

import (
	"slices"
	"strconv"
	"strings"

	"segit/gis"
)

// Binding ties a field to the cells of a row. Column is its place in the
// schema, -1 for a period, which becomes the validity of the row.
type Binding struct {
	Field  Field
	Header string // as the file writes it, "" when there is no header
	Cells  []int  // 0-based; of several the first that is not blank counts
	Column int
}

// Layout is a descriptor applied to the header of one file. Columns that no
// field claims are kept as text without a role.
type Layout struct {
	Schema   *gis.Schema
	Bindings []Binding
	Width    int // cells of a row
}

// Layout applies the descriptor to a header; without one, headers holds as many
// empty names as rows have cells. A column without a name is called by its
// position. Remarks tell what was chosen where a role was
// offered twice. It is refused when no group of the required roles is there.
func (d *Descriptor) Layout(headers []string) (Layout, []gis.Message, error) {
	l := Layout{Schema: &gis.Schema{Dataset: d.Dataset, Source: d.ID, Shape: gis.NoShape}, Width: len(headers)}
	var remarks []gis.Message
	taken := make([]bool, len(headers))
	for _, f := range d.Fields {
		if f.Dataset == d.Dataset && f.Column > 0 && f.Column <= len(headers) {
			taken[f.Column-1] = true
		}
	}
	for _, f := range d.Fields {
		if f.Dataset != d.Dataset {
			continue
		}
		cells := d.cellsOf(f, headers, taken)
		if len(cells) == 0 {
			continue
		}
		switch {
		case len(cells) > 1 && complementary(f.Role):
			remarks = append(remarks, gis.Say("source.several", f.Name, quoteHeaders(headers, cells)))
		case len(cells) > 1:
			remarks = append(remarks, gis.Say("source.first", f.Name, quoteHeaders(headers, cells), headers[cells[0]]))
			cells = cells[:1]
		}
		for _, c := range cells {
			taken[c] = true
		}
		l.bind(Binding{Field: f, Header: headers[cells[0]], Cells: cells})
	}
	for c, header := range headers {
		if taken[c] {
			continue
		}
		l.bind(Binding{Field: Field{Name: l.freeName(header, c), Dataset: d.Dataset, Type: gis.Text}, Header: header, Cells: []int{c}})
	}
	if missing, ok := l.missing(d.Required); !ok {
		return l, remarks, gis.Refuse("source.Layout", gis.BadInput, "source.required", d.ID, missing, quoteHeaders(headers, nil))
	}
	l.Schema.Identity = d.identity(l.Schema)
	return l, remarks, nil
}

// identity are the columns that tell the rows of a schema, nil when no group of
// the identity's roles is complete.
func (d *Descriptor) identity(s *gis.Schema) []string {
	for _, group := range d.Identity {
		var columns []string
		for _, role := range group {
			if col := s.Role(role); col >= 0 {
				columns = append(columns, s.Columns[col].Name)
			}
		}
		if len(columns) == len(group) {
			return columns
		}
	}
	return nil
}

// complementary reports whether several columns may share a role, each filled
// where the others are not: a codice fiscale for persons and a partita IVA for
// companies. Elsewhere a second column means something else (a NUMERO beside a
// PARTICELLA may be a civic number) and must not stand in for the first.
func complementary(r gis.Role) bool { return r == gis.RoleFiscalCode || r == gis.RoleFullName }

// cellsOf are the cells of a field: its fixed position, or the headers that it
// goes by, the preferred names first.
func (d *Descriptor) cellsOf(f Field, headers []string, taken []bool) []int {
	if f.Column > 0 {
		if f.Column > len(headers) {
			return nil
		}
		return []int{f.Column - 1}
	}
	names := map[string]bool{}
	for _, h := range headers {
		names[HeaderName(h)] = true
	}
	var cells []int
	for _, name := range f.cells(names) {
		for c, h := range headers {
			if !taken[c] && HeaderName(h) == name {
				cells = append(cells, c)
			}
		}
	}
	return cells
}

// bind adds a binding, and its column unless it is a period.
func (l *Layout) bind(b Binding) {
	b.Column = -1
	if b.Field.Role != gis.RoleFrom && b.Field.Role != gis.RoleTo {
		b.Column = len(l.Schema.Columns)
		l.Schema.Columns = append(l.Schema.Columns, gis.Column{Name: b.Field.Name, Type: b.Field.Type, Role: b.Field.Role})
	}
	l.Bindings = append(l.Bindings, b)
}

// freeName makes a column name that the schema does not have yet.
func (l *Layout) freeName(header string, cell int) string {
	name := ColumnName(header)
	if name == "" {
		name = "column_" + strconv.Itoa(cell+1)
	}
	free := name
	for n := 2; l.Schema.Index(free) >= 0; n++ {
		free = name + "_" + strconv.Itoa(n)
	}
	return free
}

// missing reports whether a group of roles is complete; if not, the groups as
// text.
func (l *Layout) missing(groups [][]gis.Role) (string, bool) {
	var texts []string
	for _, group := range groups {
		complete := true
		for _, role := range group {
			complete = complete && slices.ContainsFunc(l.Bindings, func(b Binding) bool { return b.Field.Role == role })
		}
		if complete {
			return "", true
		}
		texts = append(texts, strings.ReplaceAll(join(group), ", ", " + "))
	}
	return strings.Join(texts, " | "), len(groups) == 0
}

// quoteHeaders lists headers as they are written; cells nil means all.
func quoteHeaders(headers []string, cells []int) string {
	var texts []string
	for c, h := range headers {
		if cells == nil || slices.Contains(cells, c) {
			texts = append(texts, strconv.Quote(strings.TrimSpace(h)))
		}
	}
	return strings.Join(texts, ", ")
}

// ApplyRoles is the schema of a vector layer with the dataset, the source and,
// by its field names, the roles of a descriptor. Columns and their types stay.
func ApplyRoles(d Descriptor, raw *gis.Schema) *gis.Schema {
	s := &gis.Schema{Dataset: d.Dataset, Source: d.ID, Shape: raw.Shape, Columns: slices.Clone(raw.Columns)}
	headers := make([]string, len(s.Columns))
	for i := range s.Columns {
		s.Columns[i].Role = ""
		headers[i] = s.Columns[i].Name
	}
	taken := make([]bool, len(headers))
	for _, f := range d.Fields {
		if f.Dataset != d.Dataset || f.Role == "" {
			continue
		}
		if cells := d.cellsOf(f, headers, taken); len(cells) > 0 {
			s.Columns[cells[0]].Role = f.Role
			taken[cells[0]] = true
		}
	}
	return s
}
