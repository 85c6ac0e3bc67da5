package merge

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// Dispute is a conflict: values of one column, none of whose authors saw the
// other, that stand beside each other until somebody who sees them all decides.
type Dispute struct {
	ID     string          `json:"id"` // of layer, row and column: the same everywhere
	Layer  string          `json:"layer"`
	Row    string          `json:"row"`
	Column string          `json:"column"`
	Cell   string          `json:"cell,omitempty"`
	Base   json.RawMessage `json:"base,omitempty"` // what the first of them replaced
	Values []Value         `json:"values"`         // the first is current
}

// Saw names the operations of every value shown: what an operation that
// resolves the conflict has seen.
func (d *Dispute) Saw() []string {
	names := make([]string, len(d.Values))
	for i := range d.Values {
		names[i] = d.Values[i].By
	}
	return names
}

// DisputeID is the id of a conflict on a column of a row.
func DisputeID(layer, row, column string) string {
	sum := sha256.Sum256([]byte(layer + "\x00" + row + "\x00" + column))
	return hex.EncodeToString(sum[:6])
}

// Disputes are the conflicts of a row, by column.
func (r *Row) Disputes(layer, id string) []Dispute {
	var all []Dispute
	add := func(column string, values []Value) {
		all = append(all, Dispute{
			ID: DisputeID(layer, id, column), Layer: layer, Row: id, Column: column, Cell: r.Cell, Base: values[0].Base, Values: values,
		})
	}
	for name, column := range r.Columns {
		if column.Contested() {
			add(name, slices.Clone(column.Values))
		}
	}
	if r.contested() {
		values := make([]Value, len(r.Presence.Marks))
		for i, m := range r.Presence.Marks {
			values[i] = m.Value
		}
		add(PresenceColumn, values)
	}
	slices.SortFunc(all, func(a, b Dispute) int { return cmp.Compare(a.Column, b.Column) })
	return all
}
