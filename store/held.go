package store

import (
	"slices"

	"segit/gis"
)

// registered is a supply as the register holds it. Held is how many rows of the
// archive it says, its own and those that others brought: a rescue knows by it
// whether all that it said was found. It is 0 in an entry that an earlier program
// wrote.
type registered struct {
	gis.Supply
	Held int64 `json:"held,omitempty"`
}

// tell counts the rows that a supply says in the next generation, for its entry of
// the register.
func (b *Build) tell(u gis.Supply) error {
	r := registered{Supply: u}
	for i := range b.next.Segments {
		info := &b.next.Segments[i]
		if info.Supply == u.ID {
			r.Held += int64(info.Rows)
		}
		if !slices.Contains(info.Said, u.ID) {
			continue
		}
		m := b.said[mentionOf{info.ID, u.ID}]
		if m == nil {
			var err error
			if m, err = b.archive.mentionOf(info, u.ID); err != nil {
				return err
			}
		}
		r.Held += m.count()
	}
	b.entries = append(b.entries, r)
	return nil
}

// count is how many rows the supply says.
func (m *mention) count() (n int64) {
	for _, line := range m.lines {
		if line != 0 {
			n++
		}
	}
	return n
}
