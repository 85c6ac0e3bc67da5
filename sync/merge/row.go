package merge

import (
	"cmp"
	"maps"
	"slices"
	"time"
)

// Row is what the operations accepted so far made of one row.
type Row struct {
	Cell     string              `json:"cell,omitempty"` // cadastral sheet it lies in, "section/sheet"
	Columns  map[string]Register `json:"columns,omitempty"`
	Notes    []Note              `json:"notes,omitempty"`
	Sets     map[string]Set      `json:"sets,omitempty"`
	Presence Presence            `json:"presence,omitzero"`
	Made     *Making             `json:"made,omitempty"` // of a row that a person made
}

// Making is who made a row, and when.
type Making struct {
	By    string    `json:"by"`
	Actor string    `json:"actor"`
	At    time.Time `json:"at"`
}

// Note is a remark that one operation left.
type Note struct {
	By     string    `json:"by"`
	Text   string    `json:"text"`
	Actor  string    `json:"actor"`
	At     time.Time `json:"at"`
	Column string    `json:"column"`
}

// Clone is a copy that shares nothing which Apply changes.
func (r *Row) Clone() Row {
	c := *r
	c.Columns = maps.Clone(r.Columns)
	for name, column := range c.Columns {
		c.Columns[name] = column.clone()
	}
	c.Notes = slices.Clone(r.Notes)
	c.Sets = maps.Clone(r.Sets)
	for name, set := range c.Sets {
		c.Sets[name] = set.clone()
	}
	c.Presence = r.Presence.clone()
	return c
}

// Only is the row with some of its columns and all that is not of a column:
// where it lies, whether it is there and who made it.
func (r *Row) Only(seen func(column string) bool) Row {
	c := r.Clone()
	maps.DeleteFunc(c.Columns, func(column string, _ Register) bool { return !seen(column) })
	maps.DeleteFunc(c.Sets, func(column string, _ Set) bool { return !seen(column) })
	c.Notes = slices.DeleteFunc(c.Notes, func(n Note) bool { return !seen(n.Column) })
	return c
}

// note puts a remark in its place, by time and then by name: the same on every
// device.
func (r *Row) note(n Note) {
	at, _ := slices.BinarySearchFunc(r.Notes, n, func(a, b Note) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.By, b.By)) })
	r.Notes = slices.Insert(r.Notes, at, n)
}

// trace is an operation whose effect on a row stands. Who added to a set, and
// when, is not kept.
type trace struct {
	by, actor string
	at        time.Time
}

// live gives the operations whose effect on the row stands, presence aside.
func (r *Row) live(found func(trace)) {
	for _, column := range r.Columns {
		for _, v := range column.Values {
			found(trace{v.By, v.Actor, v.At})
		}
	}
	for _, n := range r.Notes {
		found(trace{n.By, n.Actor, n.At})
	}
	for _, set := range r.Sets {
		for _, adds := range set.Adds {
			for _, by := range adds {
				found(trace{by: by})
			}
		}
	}
}

// Shown names the operations whose effect a person sees who looks at the whole
// row: what an operation that deletes the row has seen. Ascending.
func (r *Row) Shown() []string {
	var names []string
	r.live(func(t trace) { names = append(names, t.by) })
	for i := range r.Presence.Marks {
		names = append(names, r.Presence.Marks[i].By)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
