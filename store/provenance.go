package store

import (
	"cmp"
	"context"
	"maps"
	"slices"
)

// RowChange is what a supply did to a row: with nil for Was it came, with nil
// for Is it went, with both it changed. The rows can be read by their address.
type RowChange struct {
	Dataset string
	Was, Is *Ref
}

// Changes lists what a supply did to the rows of its scopes, in stored order of
// the datasets. A supply that was withdrawn is looked at as if it counted.
func (s *Snapshot) Changes(ctx context.Context, supply uint32) ([]RowChange, error) {
	register, err := s.archive.Supplies()
	if err != nil {
		return nil, err
	}
	for i := range register {
		if register[i].ID == supply {
			register[i].Acts = nil
		}
	}
	t := &timeline{archive: s.archive, m: s.m, register: register}
	var all []RowChange
	for _, of := range slices.SortedFunc(maps.Keys(s.m.scopesOf(supply)), compareScopes) {
		f, steps := t.fold(of)
		_, err := f.run(steps, func(a *arrival, before, after known) error {
			if !a.has(supply) {
				return ctx.Err()
			}
			return f.diff(before, after, func(was, is *told) error {
				all = append(all, rowChange(was, is))
				return nil
			})
		})
		if err != nil {
			return nil, err
		}
	}
	slices.SortStableFunc(all, func(p, q RowChange) int {
		a, b := p.ref(), q.ref()
		return cmp.Or(cmp.Compare(p.Dataset, q.Dataset), cmp.Compare(a.Segment, b.Segment), cmp.Compare(a.Row, b.Row))
	})
	return all, nil
}

func rowChange(was, is *told) RowChange {
	var c RowChange
	if was != nil {
		c.Dataset, c.Was = was.dataset, &was.ref
	}
	if is != nil {
		c.Dataset, c.Is = is.dataset, &is.ref
	}
	return c
}

// ref is the address by which changes are listed.
func (c *RowChange) ref() Ref {
	if c.Is != nil {
		return *c.Is
	}
	return *c.Was
}

// says reports whether a supply says rows of the segment, be they its own or
// repeated.
func (s *Segment) says(supply uint32) bool {
	return s.Supply == supply || slices.Contains(s.Said, supply)
}

// scopesOf are the scopes of which a supply says rows.
func (m *manifest) scopesOf(supply uint32) map[scopeOf]bool {
	scopes := map[scopeOf]bool{}
	for i := range m.Segments {
		s := &m.Segments[i]
		if s.says(supply) {
			scopes[scopeOf{m.Schemas[s.Schema].Source, s.Scope}] = true
		}
	}
	return scopes
}

// Mention is a supply that says a row, and the line of its file.
type Mention struct{ Supply, Line uint32 }

// Mentions are all supplies that say a row, by number: with the hashes of the
// register the proof of where it came from.
func (s *Snapshot) Mentions(ctx context.Context, ref Ref) ([]Mention, error) {
	i := s.m.segmentAt(ref.Segment)
	if i < 0 || int(ref.Row) >= s.m.Segments[i].Rows {
		return nil, nil
	}
	info := &s.m.Segments[i]
	own := &view{segment: s.archive.segment(s.m, i), m: s.m, index: i, supply: info.Supply}
	var all []Mention
	err := own.each(ctx, &Ask{Columns: []string{}}, []int{int(ref.Row)}, func(r *Row) error {
		all = append(all, Mention{info.Supply, r.Line[r.At]})
		return nil
	})
	if err != nil || info.Supply == 0 {
		return nil, err // what was computed comes with no supply
	}
	for _, supply := range info.Said {
		m, err := own.mention(supply)
		if err != nil {
			return nil, err
		}
		if line := m.lines[ref.Row]; line != 0 {
			all = append(all, Mention{supply, line})
		}
	}
	slices.SortFunc(all, func(p, q Mention) int { return cmp.Compare(p.Supply, q.Supply) })
	return all, nil
}
