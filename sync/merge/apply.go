package merge

import (
	"encoding/json"
	"maps"
	"slices"

	"segit/gis"
	"segit/store"
)

// PresenceColumn is the column of an operation that deletes or restores a row.
// Its Saw names all that the author saw of the row ([Row.Shown]).
const PresenceColumn = "_row"

// Outcome is what became of an operation.
type Outcome uint8

// The outcomes, from the plainest.
const (
	Applied  Outcome = iota // it replaced what its author saw
	Merged                  // it met others' values and agrees with them, or was replaced before it came
	Conflict                // it stands beside a value that differs
)

// Apply joins an operation that [Rules.Check] passed to its row. Each operation
// is applied once.
func (r *Row) Apply(o *store.Operation, rules Rules) (Outcome, error) {
	if o.Cell != "" {
		r.Cell = o.Cell
	}
	if o.Kind == store.CreateKind {
		r.Made = &Making{o.Name(), o.Actor, o.At}
		r.Presence.join(Mark{Value: Value{By: o.Name(), Actor: o.Actor, At: o.At}})
	}
	worst := Applied
	for _, column := range slices.Sorted(maps.Keys(o.Set)) {
		outcome, err := r.applyColumn(o, column, rules)
		if err != nil {
			return 0, err
		}
		worst = max(worst, outcome)
	}
	if r.contested() {
		worst = Conflict
	}
	return worst, nil
}

func (r *Row) applyColumn(o *store.Operation, column string, rules Rules) (Outcome, error) {
	const op = "merge.Apply"
	change := o.Set[column]
	name := o.Name()
	value := Value{By: name, Value: change.New, Base: change.Base, Actor: o.Actor, At: o.At}
	switch rules.Kind(o.Layer, column) {
	case PresenceKind:
		if !r.Presence.join(Mark{Value: value, Deletes: o.Kind == store.DeleteKind, Saw: change.Saw}) {
			return Merged, nil
		}
		return Applied, nil
	case NoteKind:
		var text string
		if err := json.Unmarshal(change.New, &text); err != nil {
			return 0, gis.Wrap(op, gis.BadInput, err, "sync.value", column, name)
		}
		r.note(Note{By: name, Text: text, Actor: o.Actor, At: o.At, Column: column})
		return Applied, nil
	case SetKind:
		var edit SetEdit
		if err := json.Unmarshal(change.New, &edit); err != nil {
			return 0, gis.Wrap(op, gis.BadInput, err, "sync.value", column, name)
		}
		set := r.Sets[column]
		set.edit(name, edit, change.Saw)
		if r.Sets == nil {
			r.Sets = map[string]Set{}
		}
		r.Sets[column] = set
		return Applied, nil
	default:
		register := r.Columns[column]
		stands := register.join(value, change.Saw)
		if r.Columns == nil {
			r.Columns = map[string]Register{}
		}
		r.Columns[column] = register
		switch {
		case register.Contested():
			return Conflict, nil
		case !stands || len(register.Values) > 1:
			return Merged, nil
		}
		return Applied, nil
	}
}
