package store

import (
	"maps"
	"slices"

	"segit/gis"
)

// known is the state of a scope: of each segment that has rows in it, for each
// row the supply from which it is known without interruption, 0 for a row that
// is not in the state. A state is not changed after it is made.
type known map[uint32][]uint32

// fold makes the states of one scope from what its supplies say.
type fold struct {
	archive  *Archive
	schemas  []gis.Schema
	segments []Segment              // of the scope
	said     map[mentionOf]*mention // not in the file yet
	digests  map[uint32][]hashPair  // by segment, read so far
}

// mentionOf names what a supply says of a segment.
type mentionOf struct{ segment, supply uint32 }

// spoken are the supplies that say rows of the scope, ascending.
func (f *fold) spoken() []uint32 {
	var ids []uint32
	for i := range f.segments {
		ids = append(ids, f.segments[i].Supply)
		ids = append(ids, f.segments[i].Said...)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// run gives each step in order with the states before and after it.
func (f *fold) run(steps []arrival, each func(s *arrival, before, after known) error) (known, error) {
	state := known{}
	for i := range steps {
		next, err := f.apply(state, &steps[i])
		if err != nil {
			return nil, err
		}
		if each != nil {
			if err := each(&steps[i], state, next); err != nil {
				return nil, err
			}
		}
		state = next
	}
	return state, nil
}

// apply gives the state after a step. A row that was known before keeps the
// supply from which it is.
func (f *fold) apply(state known, s *arrival) (known, error) {
	next := known{}
	switch s.kind {
	case gis.UpdateSupply, gis.IncompleteSupply:
		var err error
		if next, err = f.without(state, s); err != nil {
			return nil, err
		}
	case gis.AddedSupply:
		for segment, rows := range state {
			next[segment] = slices.Clone(rows)
		}
	}
	for i := range f.segments {
		info := &f.segments[i]
		if err := f.says(info, s, func(row int, supply uint32) {
			rows := next[info.ID]
			if rows == nil {
				rows = make([]uint32, info.Rows)
				next[info.ID] = rows
			}
			switch was := state[info.ID]; {
			case was != nil && was[row] != 0:
				rows[row] = was[row]
			case rows[row] == 0:
				rows[row] = supply
			}
		}); err != nil {
			return nil, err
		}
	}
	return next, nil
}

// says calls row with each row of a segment that the step says.
func (f *fold) says(info *Segment, s *arrival, row func(row int, supply uint32)) error {
	for i := range s.supplies {
		supply := s.supplies[i].ID
		if info.Supply == supply {
			for n := range info.Rows {
				row(n, supply)
			}
		}
		if !slices.Contains(info.Said, supply) {
			continue
		}
		m := f.said[mentionOf{info.ID, supply}]
		if m == nil {
			var err error
			if m, err = f.archive.mentionOf(info, supply); err != nil {
				return err
			}
		}
		for n, line := range m.lines {
			if line != 0 {
				row(n, supply)
			}
		}
	}
	return nil
}

// identity tells a row from all others of its dataset.
type identity struct {
	dataset string
	hash    uint64
}

// without is a state without the rows whose identity a step speaks of. An
// incomplete one takes their place only where it says as many of them: the
// others may be in the part that is missing.
func (f *fold) without(state known, s *arrival) (known, error) {
	spoken := map[identity]int{}
	for i := range f.segments {
		info := &f.segments[i]
		var rows []int
		if err := f.says(info, s, func(row int, _ uint32) { rows = append(rows, row) }); err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			continue
		}
		pairs, err := f.digest(info)
		if err != nil {
			return nil, err
		}
		for _, row := range rows {
			spoken[identity{f.schemas[info.Schema].Dataset, pairs[row].a}]++
		}
	}
	if s.kind == gis.IncompleteSupply {
		err := f.each(state, func(of identity, _ uint32, _ int) {
			if n, ok := spoken[of]; ok {
				spoken[of] = n - 1
			}
		})
		if err != nil {
			return nil, err
		}
		maps.DeleteFunc(spoken, func(_ identity, left int) bool { return left < 0 })
	}
	next := known{}
	for segment, rows := range state {
		next[segment] = slices.Clone(rows)
	}
	err := f.each(state, func(of identity, segment uint32, row int) {
		if _, ends := spoken[of]; ends {
			next[segment][row] = 0
		}
	})
	return next, err
}

// each calls found with every row of a state.
func (f *fold) each(state known, found func(of identity, segment uint32, row int)) error {
	for i := range f.segments {
		info := &f.segments[i]
		rows := state[info.ID]
		if rows == nil {
			continue
		}
		pairs, err := f.digest(info)
		if err != nil {
			return err
		}
		for row, supply := range rows {
			if supply != 0 {
				found(identity{f.schemas[info.Schema].Dataset, pairs[row].a}, info.ID, row)
			}
		}
	}
	return nil
}

func (f *fold) digest(info *Segment) ([]hashPair, error) {
	if pairs, ok := f.digests[info.ID]; ok {
		return pairs, nil
	}
	pairs, err := f.archive.digest(info, &f.schemas[info.Schema])
	if err != nil {
		return nil, err
	}
	if f.digests == nil {
		f.digests = map[uint32][]hashPair{}
	}
	f.digests[info.ID] = pairs
	return pairs, nil
}

// show writes a state into a segment.
func (s *Segment) show(rows []uint32) {
	s.Parts, s.Past = nil, false
	sets := map[uint32]*rowSet{}
	counts := map[uint32]int{}
	for row, supply := range rows {
		if supply == 0 {
			continue
		}
		if sets[supply] == nil {
			sets[supply] = newRowSet(s.Rows)
		}
		sets[supply].add(row)
		counts[supply]++
	}
	switch {
	case len(counts) == 0:
		s.Past = true
		return
	case counts[s.Supply] == s.Rows:
		return
	}
	for supply, set := range sets {
		if counts[supply] == s.Rows {
			set = nil
		}
		s.Parts = append(s.Parts, part{supply, set})
	}
	slices.SortFunc(s.Parts, func(p, q part) int { return int(p.Supply) - int(q.Supply) })
}
