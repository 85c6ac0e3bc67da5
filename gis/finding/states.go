package finding

import (
	"slices"
	"strings"

	"github.com/BurntSushi/toml"

	"segit/assets"
	"segit/gis"
)

// State is a stage of the work on a finding.
type State struct {
	ID     string   `toml:"id"`     // "to-invite": stored and printed in JSON
	Open   bool     `toml:"open"`   // work is not over
	Reason bool     `toml:"reason"` // a reason is wanted to enter the state and to leave it
	To     []string `toml:"to"`     // states that may follow
}

// Name is the state in words: the text code "state.<id>".
func (s State) Name() gis.Message { return gis.Say("state." + s.ID) }

// States is the table of states, in the order of work. The first is where
// every finding begins.
type States []State

// BuiltInStates is the table that the program carries: new, checking,
// to-invite, closed, rejected.
func BuiltInStates() (States, error) { return ParseStates(assets.States()) }

// ParseStates reads a table of states in TOML (assets/state/states.toml shows
// the form). It refuses unknown entries, states named twice, a `to` that leads
// nowhere, and a first state that is not open.
func ParseStates(text string) (States, error) {
	const op = "finding.ParseStates"
	var table struct {
		State States `toml:"state"`
	}
	meta, err := toml.Decode(text, &table)
	if err != nil {
		return nil, gis.Refuse(op, gis.BadInput, "finding.states-form", err)
	}
	if unknown := meta.Undecoded(); len(unknown) > 0 {
		return nil, gis.Refuse(op, gis.BadInput, "finding.states-key", unknown[0])
	}
	states := table.State
	if len(states) == 0 {
		return nil, gis.Refuse(op, gis.BadInput, "finding.states-none")
	}
	for i, s := range states {
		if s.ID == "" || states.index(s.ID) != i {
			return nil, gis.Refuse(op, gis.BadInput, "finding.states-twice", s.ID)
		}
		for _, to := range s.To {
			if states.index(to) < 0 {
				return nil, gis.Refuse(op, gis.BadInput, "finding.states-link", s.ID, to)
			}
		}
	}
	if !states[0].Open {
		return nil, gis.Refuse(op, gis.BadInput, "finding.states-start", states[0].ID)
	}
	return states, nil
}

// First is the id of the state in which a finding begins.
func (t States) First() string { return t[0].ID }

// Of is the state with an id; it refuses ids that are not in the table.
func (t States) Of(id string) (State, error) {
	i := t.index(id)
	if i < 0 {
		return State{}, gis.Refuse("finding.States.Of", gis.BadUsage, "finding.state-unknown", id, strings.Join(t.ids(), ", "))
	}
	return t[i], nil
}

// Next says whether a person may put a finding that is in one state into
// another. Leaving or entering a state that wants a reason needs one that is
// not blank. The same state again is allowed: it is how a reason is corrected.
func (t States) Next(from, to, reason string) error {
	const op = "finding.States.Next"
	now, err := t.Of(from)
	if err != nil {
		return err
	}
	then, err := t.Of(to)
	if err != nil {
		return err
	}
	if from != to && !slices.Contains(now.To, to) {
		return gis.Refuse(op, gis.BadUsage, "finding.state-from", from, to, strings.Join(now.To, ", "))
	}
	if (now.Reason || then.Reason) && strings.TrimSpace(reason) == "" {
		return gis.Refuse(op, gis.BadUsage, "finding.state-reason", from, to)
	}
	return nil
}

func (t States) index(id string) int {
	return slices.IndexFunc(t, func(s State) bool { return s.ID == id })
}

func (t States) ids() []string {
	ids := make([]string, len(t))
	for i, s := range t {
		ids[i] = s.ID
	}
	return ids
}
