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
	// Shown names, of a conflict about the row itself ([PresenceColumn]), every
	// operation whose effect is seen: who decides has seen them all.
	Shown []string `json:"shown,omitempty"`
}

// Saw names the operations of every value shown: what an operation that
// resolves the conflict has seen.
func (d *Dispute) Saw() []string {
	if len(d.Shown) > 0 {
		return slices.Clone(d.Shown)
	}
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
	add := func(column string, base json.RawMessage, values []Value) *Dispute {
		all = append(all, Dispute{
			ID: DisputeID(layer, id, column), Layer: layer, Row: id, Column: column, Cell: r.Cell, Base: base, Values: values,
		})
		return &all[len(all)-1]
	}
	for name, column := range r.Columns {
		if column.Contested() {
			add(name, column.Values[0].Base, slices.Clone(column.Values))
		}
	}
	if r.contested() {
		add(PresenceColumn, json.RawMessage(Kept), r.sides()).Shown = r.Shown() // before somebody deleted it, it was there
	}
	slices.SortFunc(all, func(a, b Dispute) int { return cmp.Compare(a.Column, b.Column) })
	return all
}
