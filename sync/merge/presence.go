package merge

import (
	"cmp"
	"encoding/json"
	"slices"
)

// Presence is whether a row is there. A derived row that nobody deleted has no
// marks; a row that people make has the mark of its making.
type Presence struct {
	Marks []Mark   `json:"marks,omitempty"` // in the order of acceptance
	Early []string `json:"early,omitempty"`
}

// Mark is a making, a deletion or a restoration that nobody who saw it has
// replaced.
type Mark struct {
	Value
	Deletes bool     `json:"deletes"`
	Saw     []string `json:"saw,omitempty"` // what of the row the author saw
}

// IsZero reports whether nobody made or deleted the row.
func (p Presence) IsZero() bool { return len(p.Marks) == 0 && len(p.Early) == 0 }

// join puts a mark in the place of those its author saw.
func (p *Presence) join(m Mark) bool {
	for _, name := range m.Saw {
		n := len(p.Marks)
		p.Marks = slices.DeleteFunc(p.Marks, func(o Mark) bool { return o.By == name })
		if len(p.Marks) == n && !slices.Contains(p.Early, name) {
			p.Early = append(p.Early, name)
		}
	}
	slices.Sort(p.Early)
	if i := slices.Index(p.Early, m.By); i >= 0 {
		p.Early = slices.Delete(p.Early, i, i+1)
		return false
	}
	p.Marks = append(p.Marks, m)
	return true
}

func (p Presence) clone() Presence {
	return Presence{slices.Clone(p.Marks), slices.Clone(p.Early)}
}

// Deleted reports whether the row is gone: somebody deleted it, nobody restored
// it, and nothing on it is newer than what those who deleted it saw.
func (r *Row) Deleted() bool { return r.deletes() && !r.contested() }

// deletes reports whether a deletion stands.
func (r *Row) deletes() bool {
	return slices.ContainsFunc(r.Presence.Marks, func(m Mark) bool { return m.Deletes })
}

// contested reports whether a deletion stands against something that its author
// did not see: then the object stays.
func (r *Row) contested() bool {
	if !r.deletes() {
		return false
	}
	if slices.ContainsFunc(r.Presence.Marks, func(m Mark) bool { return !m.Deletes }) {
		return true
	}
	return len(r.unseen()) > 0
}

// unseen are the operations, by time and name, that stand and that nobody who
// deleted the row saw.
func (r *Row) unseen() []trace {
	var all []trace
	r.live(func(t trace) {
		seen := slices.ContainsFunc(r.Presence.Marks, func(m Mark) bool { return m.Deletes && slices.Contains(m.Saw, t.by) })
		if !seen && !slices.ContainsFunc(all, func(o trace) bool { return o.by == t.by }) {
			all = append(all, t)
		}
	})
	slices.SortFunc(all, func(a, b trace) int { return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.by, b.by)) })
	return all
}

// Kept and Gone are the values of [PresenceColumn]: whether the row is there.
const (
	Kept = "true"
	Gone = "false"
)

// sides are the values of the conflict about the row itself: of those who made,
// deleted or restored it, and of those who wrote on it what nobody who deleted
// it saw.
func (r *Row) sides() []Value {
	var all []Value
	for _, m := range r.Presence.Marks {
		m.Value.Value, m.Base = json.RawMessage(Kept), nil
		if m.Deletes {
			m.Value.Value = json.RawMessage(Gone)
		}
		all = append(all, m.Value)
	}
	for _, t := range r.unseen() {
		all = append(all, Value{By: t.by, Value: json.RawMessage(Kept), Actor: t.actor, At: t.at})
	}
	return all
}
