package client

import (
	"encoding/json"

	"segit/gis"
	"segit/gis/finding"
	"segit/store"
	"segit/sync/merge"
)

// Choice is how a conflict is decided: one of the fields is set.
type Choice struct {
	Base   bool    // what stood before any of the values
	Mine   bool    // the value that this device wrote
	Theirs bool    // the value that others wrote, where it is one
	Number int     // one of the values, from 1
	Value  *string // another, as people write it
	Reason string  // beside Value: why, for a state
}

// Undecided is a conflict that a decision on many did not decide, and why.
type Undecided struct {
	ID  string
	Err error
}

// ResolveMany decides conflicts in the same way, each by an operation of its
// own. Those that cannot be decided so stay, and are told.
func (l *Link) ResolveMany(ids []string, c Choice, actor, purpose string) []Undecided {
	var left []Undecided
	for _, id := range ids {
		if err := l.Resolve(id, c, actor, purpose); err != nil {
			left = append(left, Undecided{id, err})
		}
	}
	return left
}

// Resolve decides a conflict by an operation that has seen every value shown.
// It travels with the next sync.
func (l *Link) Resolve(id string, c Choice, actor, purpose string) error {
	const op = "client.Resolve"
	all, err := l.Conflicts()
	if err != nil {
		return err
	}
	rules, err := builtInRules()
	if err != nil {
		return err
	}
	for i := range all {
		d := &all[i]
		if d.ID != id {
			continue
		}
		if d.Column == merge.PresenceColumn && len(d.Shown) == 0 {
			// A version before this one listed it without what stands against the deletion.
			if err := l.refresh(rowName{d.Layer, d.Row}, rules); err != nil {
				return err
			}
			return l.Resolve(id, c, actor, purpose)
		}
		o, err := decision(d, c, l.archive.Wrote)
		if err != nil {
			return err
		}
		o.Actor, o.Purpose = actor, purpose
		o.Schema = merge.MaxSchema
		if code := rules.Check(&o); code != "" {
			return &gis.Error{Op: op, Kind: gis.BadUsage, Message: merge.Refusal(code)}
		}
		if err := l.archive.Append(o); err != nil {
			return err
		}
		return l.refresh(rowName{d.Layer, d.Row}, rules)
	}
	return gis.Refuse(op, gis.NotFound, "sync.no-conflict", id)
}

// decision is the operation that decides a conflict.
func decision(d *merge.Dispute, c Choice, wrote func(name string) (bool, error)) (store.Operation, error) {
	const op = "client.Resolve"
	value := d.Base
	switch {
	case c.Value != nil:
		raw, err := c.written(d)
		if err != nil {
			return store.Operation{}, err
		}
		value = raw
	case c.Mine || c.Theirs:
		one, err := sideOf(d, wrote, c.Mine)
		if err != nil {
			return store.Operation{}, err
		}
		value = one
	case !c.Base:
		if c.Number < 1 || c.Number > len(d.Values) {
			return store.Operation{}, gis.Refuse(op, gis.BadUsage, "sync.no-value", c.Number, len(d.Values))
		}
		value = d.Values[c.Number-1].Value
	}
	if value == nil {
		value = json.RawMessage("null")
	}
	o := store.Operation{
		Layer: d.Layer, ID: d.Row, Cell: d.Cell, Kind: store.ResolveKind,
		Set: map[string]store.Change{d.Column: {Saw: d.Saw(), New: value}},
	}
	if d.Column == merge.PresenceColumn { // the row itself: it is kept, or goes with all that was written on it
		o.Kind = store.RestoreKind
		if merge.Equal(value, json.RawMessage(merge.Gone)) {
			o.Kind = store.DeleteKind
		}
	}
	return o, nil
}

// sideOf is the one value that was written here, or that others wrote.
func sideOf(d *merge.Dispute, wrote func(name string) (bool, error), mine bool) (json.RawMessage, error) {
	const op = "client.Resolve"
	var found []json.RawMessage
	for i := range d.Values {
		own, err := wrote(d.Values[i].By)
		if err != nil {
			return nil, err
		}
		if own == mine && (len(found) == 0 || !merge.Equal(found[0], d.Values[i].Value)) {
			found = append(found, d.Values[i].Value)
		}
	}
	switch {
	case len(found) == 0:
		return nil, gis.Refuse(op, gis.BadUsage, "share.no-side", d.ID)
	case len(found) > 1:
		return nil, gis.Refuse(op, gis.BadUsage, "share.many-sides", d.ID, len(found))
	}
	return found[0], nil
}

// written is a value that a person wrote, as the column holds it.
func (c *Choice) written(d *merge.Dispute) (json.RawMessage, error) {
	if d.Column == merge.PresenceColumn {
		return nil, gis.Refuse("client.Resolve", gis.BadUsage, "share.row-value", d.ID)
	}
	var value any = *c.Value
	if d.Column == "state" && d.Layer == store.DatasetFindings {
		decision := finding.Decision{}
		// What was seen is what those who differ saw.
		if err := json.Unmarshal(d.Values[0].Value, &decision); err != nil {
			return nil, gis.Wrap("client.Resolve", gis.Damaged, err, "sync.store-damaged")
		}
		decision.State, decision.Reason = *c.Value, c.Reason
		value = decision
	}
	raw, err := json.Marshal(value)
	if err != nil {
		return nil, gis.Wrap("client.Resolve", gis.Internal, err, "sync.stream")
	}
	return raw, nil
}

// refresh makes the view of a row again.
func (l *Link) refresh(name rowName, rules merge.Rules) error {
	return l.archive.Shared(func(tx Tx) error {
		s, err := readState(tx)
		if err != nil {
			return err
		}
		if err := l.pending.load(tx, s.Own); err != nil {
			return err
		}
		return l.pending.show(&bases{tx: tx}, map[rowName]bool{name: true}, rules)
	})
}
