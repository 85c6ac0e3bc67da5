package merge

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"segit/gis"
	"segit/gis/finding"
	"segit/store"
)

// Kind is how the operations on a column join.
type Kind uint8

// The kinds of column.
const (
	RegisterKind Kind = iota // one value; what is concurrent and differs is a conflict
	StateKind                // the same, and a change of it follows the state table
	NoteKind                 // every operation adds one
	SetKind                  // tags, links
	PresenceKind             // deletion and restoration of the row
)

// Rules say what may be written and how it joins.
type Rules struct{ states finding.States }

// BuiltIn are the rules of the protocol with the state table of the program.
func BuiltIn() (Rules, error) {
	states, err := finding.BuiltInStates()
	return Rules{states}, err
}

// Kind is how a column's operations join. A column that this version does not
// know is a register, so that nothing newer devices write is lost.
func (Rules) Kind(layer, column string) Kind {
	switch {
	case column == PresenceColumn:
		return PresenceKind
	case column == "note":
		return NoteKind
	case column == "tags", column == "links":
		return SetKind
	case column == "state" && layer == store.DatasetFindings:
		return StateKind
	}
	return RegisterKind
}

// The schemas of operations that are read: N-2 to N.
const (
	MinSchema = 1
	MaxSchema = 1
)

// Check says why an operation cannot be joined to any row, by a code that
// travels; "" when it can. It looks at the operation alone, so that the answer
// is the same whenever and wherever it is asked. What it refuses is kept whole,
// set aside, and the operations after it go through.
func (rules Rules) Check(o *store.Operation) string {
	switch {
	case o.Schema < MinSchema || o.Schema > MaxSchema:
		return "schema"
	case !slices.Contains(editable(), o.Layer) || o.ID == "":
		return "unknown-row"
	case !named(o.ID) || !named(o.Cell):
		return "bad-value"
	case len(o.Set) == 0:
		return "empty"
	}
	switch o.Kind {
	case store.CreateKind, store.SetKind, store.TransitionKind, store.ResolveKind, store.DeleteKind, store.RestoreKind:
	default:
		return "unknown-kind"
	}
	for column, change := range o.Set {
		if code := rules.checkColumn(o, column, change); code != "" {
			return code
		}
	}
	return ""
}

// editable are the layers whose rows people write.
func editable() []string {
	return []string{store.DatasetFindings, store.LayerNotes, store.LayerAssertions, store.LayerAttachments, store.LayerCorrections}
}

// longestName is how many bytes the name of a row or of a sheet may have.
const longestName = 200

// mostSeen is how many operations one may say that it saw on a column.
const mostSeen = 10_000

// named reports whether a text can name something: stores keep names beside
// characters that end them.
func named(text string) bool {
	return len(text) <= longestName && utf8.ValidString(text) && !strings.ContainsFunc(text, unicode.IsControl)
}

func (rules Rules) checkColumn(o *store.Operation, column string, change store.Change) string {
	if len(change.New) > 0 && !json.Valid(change.New) {
		return "bad-value"
	}
	if column == "" || !named(column) || len(change.Saw) > mostSeen || !holds(o.Layer, column, change.New) {
		return "bad-value"
	}
	kind, own := rules.Kind(o.Layer, column), o.Name()
	removes := o.Kind == store.DeleteKind || o.Kind == store.RestoreKind
	switch {
	case removes != (kind == PresenceKind):
		return "unknown-kind"
	case slices.ContainsFunc(change.Saw, func(name string) bool { return name == own || !named(name) }):
		return "bad-value"
	}
	var text string
	var edit SetEdit
	switch kind {
	case NoteKind:
		if json.Unmarshal(change.New, &text) != nil {
			return "bad-value"
		}
	case SetKind:
		if json.Unmarshal(change.New, &edit) != nil {
			return "bad-value"
		}
	case StateKind:
		return rules.checkState(o, change)
	}
	return ""
}

// checkState looks whether the author might go from the state before the eyes
// to the new one. Who resolves a conflict stands before several states.
func (rules Rules) checkState(o *store.Operation, change store.Change) string {
	var before *finding.Decision
	if change.Base != nil && json.Unmarshal(change.Base, &before) != nil {
		return "bad-value"
	}
	var after *finding.Decision
	if change.New != nil && json.Unmarshal(change.New, &after) != nil {
		return "bad-value"
	}
	if after == nil {
		after = &finding.Decision{State: rules.states.First()} // an undo of the first decision
	}
	if _, err := rules.states.Of(after.State); err != nil {
		return "bad-value"
	}
	if o.Kind == store.ResolveKind || o.Undoes != "" { // an undo goes back where the author was
		return ""
	}
	if err := rules.states.Follows(before, *after); err != nil {
		return codeIllegal
	}
	return ""
}

const codeIllegal = "illegal-transition"

// Refusal is the sentence of a code of [Rules.Check].
func Refusal(code string) gis.Message { return gis.Say("sync.parked." + code) }
