package rights

import (
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"segit/assets"
	"segit/gis"
)

// Role is what the table says of a role: patterns "dataset.column", where "*"
// stands for every dataset or column, and "open" for the columns that make no
// row one of a person or of a single unit ([gis.Role.Private]).
type Role struct {
	ID     string   `toml:"id"`
	Sees   []string `toml:"sees"`
	Writes []string `toml:"writes"`
}

// Table is what each role may.
type Table []Role

// BuiltIn is the table that the program carries (assets/rights/roles.toml).
func BuiltIn() (Table, error) { return Parse(assets.Roles()) }

// Parse reads a table. It refuses unknown entries, roles named twice, patterns
// of another form and a table that does not say what is open to everybody.
func Parse(text string) (Table, error) {
	const op = "rights.Parse"
	var t struct {
		Role Table `toml:"role"`
	}
	meta, err := toml.Decode(text, &t)
	if err != nil {
		return nil, gis.Refuse(op, gis.BadInput, "rights.form", err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, gis.Refuse(op, gis.BadInput, "rights.form", unknown[0])
	}
	for i, r := range t.Role {
		if r.ID == "" || t.Role.index(r.ID) != i {
			return nil, gis.Refuse(op, gis.BadInput, "rights.twice", r.ID)
		}
		for _, pattern := range slices.Concat(r.Sees, r.Writes) {
			dataset, column, found := strings.Cut(pattern, ".")
			if !found || dataset == "" || column == "" {
				return nil, gis.Refuse(op, gis.BadInput, "rights.form", pattern)
			}
		}
	}
	if t.Role.index(Anonymous) < 0 {
		return nil, gis.Refuse(op, gis.BadInput, "rights.form", Anonymous)
	}
	return t.Role, nil
}

func (t Table) index(id string) int {
	return slices.IndexFunc(t, func(r Role) bool { return r.ID == id })
}

// Roles are the roles that a person may be given, in the order of the table.
func (t Table) Roles() []string {
	var all []string
	for _, r := range t {
		if r.ID != Anonymous {
			all = append(all, r.ID)
		}
	}
	return all
}

// Sees reports whether a column of a dataset may leave the server for a caller.
// role is what the column is, "" when that is not known: then no pattern "open"
// holds for it. A role that the table does not have sees nothing.
func (t Table) Sees(c *Caller, dataset, column string, role gis.Role) bool {
	i := t.index(c.role())
	return i >= 0 && holds(t[i].Sees, dataset, column, role != "" && !role.Private())
}

// SeesAll reports whether every column of a dataset may leave for a caller.
func (t Table) SeesAll(c *Caller, dataset string) bool {
	i := t.index(c.role())
	return i >= 0 && holds(t[i].Sees, dataset, "", false)
}

// SeesSome reports whether a caller may know that a dataset is there at all:
// anonymous callers, that those of open data are.
func (t Table) SeesSome(c *Caller, dataset string) bool {
	i := t.index(c.role())
	return i >= 0 && slices.ContainsFunc(t[i].Sees, func(pattern string) bool {
		of, _, _ := strings.Cut(pattern, ".")
		return of == "*" || of == dataset
	})
}

// Writes reports whether a caller may edit a column of a dataset, and sees it;
// "*" for the column asks whether there are any.
func (t Table) Writes(c *Caller, dataset, column string) bool {
	i := t.index(c.role())
	switch {
	case i < 0 || !c.Known():
		return false
	case column == "*":
		return holds(t[i].Writes, dataset, column, false) && t.SeesSome(c, dataset)
	}
	return holds(t[i].Writes, dataset, column, false) && holds(t[i].Sees, dataset, column, false)
}

// holds reports whether one of the patterns names a column; "" for the column
// asks for all of them.
func holds(patterns []string, dataset, column string, open bool) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		of, which, _ := strings.Cut(pattern, ".")
		return (of == "*" || of == dataset) && (which == "*" || which == "open" && open || column != "" && which == column)
	})
}
