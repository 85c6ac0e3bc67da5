package store

import (
	"cmp"
	"maps"
	"slices"
)

// Changes counts what a supply did to the rows of its scope.
type Changes struct{ Added, Changed, Removed int64 }

// told is a row with what tells it.
type told struct {
	identity
	content uint64
	ref     Ref
}

func compareTold(p, q told) int {
	return cmp.Or(
		cmp.Compare(p.dataset, q.dataset), cmp.Compare(p.hash, q.hash), cmp.Compare(p.content, q.content),
		cmp.Compare(p.ref.Segment, q.ref.Segment), cmp.Compare(p.ref.Row, q.ref.Row),
	)
}

// count tells how much changed between two states.
func (f *fold) count(before, after known) (c Changes, err error) {
	if len(before) == 0 { // the digests of a whole town are not needed
		for _, rows := range after {
			for _, supply := range rows {
				if supply != 0 {
					c.Added++
				}
			}
		}
		return c, nil
	}
	err = f.diff(before, after, func(was, is *told) error {
		switch {
		case was == nil:
			c.Added++
		case is == nil:
			c.Removed++
		default:
			c.Changed++
		}
		return nil
	})
	return c, err
}

// diff gives the rows that two states have not in common: with nil for was a
// row that came, with nil for is one that went, with both one that changed.
// Rows of one identity are paired by content first, then in their order.
func (f *fold) diff(before, after known, each func(was, is *told) error) error {
	gone, err := f.missing(before, after)
	if err != nil {
		return err
	}
	come, err := f.missing(after, before)
	if err != nil {
		return err
	}
	for len(gone) > 0 || len(come) > 0 {
		var id identity
		switch {
		case len(gone) == 0:
			id = come[0].identity
		case len(come) == 0 || compareIdentity(gone[0].identity, come[0].identity) < 0:
			id = gone[0].identity
		default:
			id = come[0].identity
		}
		n, m := runOf(gone, id), runOf(come, id)
		if err := pair(different(gone[:n], come[:m]), different(come[:m], gone[:n]), each); err != nil {
			return err
		}
		gone, come = gone[n:], come[m:]
	}
	return nil
}

func compareIdentity(p, q identity) int {
	return cmp.Or(cmp.Compare(p.dataset, q.dataset), cmp.Compare(p.hash, q.hash))
}

func runOf(rows []told, id identity) int {
	n := 0
	for n < len(rows) && rows[n].identity == id {
		n++
	}
	return n
}

// different are the rows of p, sorted by content, that q has not.
func different(p, q []told) []told {
	var left []told
	j := 0
	for i := range p {
		for j < len(q) && q[j].content < p[i].content {
			j++
		}
		if j < len(q) && q[j].content == p[i].content {
			j++
			continue
		}
		left = append(left, p[i])
	}
	return left
}

func pair(gone, come []told, each func(was, is *told) error) error {
	for i := range max(len(gone), len(come)) {
		var was, is *told
		if i < len(gone) {
			was = &gone[i]
		}
		if i < len(come) {
			is = &come[i]
		}
		if err := each(was, is); err != nil {
			return err
		}
	}
	return nil
}

// missing are the rows of a state that another has not, sorted by what tells
// them.
func (f *fold) missing(state, from known) ([]told, error) {
	var rows []told
	for _, id := range slices.Sorted(maps.Keys(state)) {
		i := slices.IndexFunc(f.segments, func(s Segment) bool { return s.ID == id })
		info := &f.segments[i]
		var pairs []hashPair
		for row, supply := range state[id] {
			if supply == 0 || from[id] != nil && from[id][row] != 0 {
				continue
			}
			if pairs == nil {
				var err error
				if pairs, err = f.digest(info); err != nil {
					return nil, err
				}
			}
			rows = append(rows, told{identity{f.schemas[info.Schema].Dataset, pairs[row].a}, pairs[row].b, Ref{id, uint32(row)}})
		}
	}
	slices.SortFunc(rows, compareTold)
	return rows, nil
}
