package store

import (
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

// speakers are the supplies that say rows of the scope, ascending.
func (f *fold) speakers() []uint32 {
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
	var stays map[identity]bool
	var err error
	switch s.kind {
	case gis.UpdateSupply:
		if next, err = f.without(state, s); err != nil {
			return nil, err
		}
	case gis.AddedSupply, gis.IncompleteSupply:
		for segment, rows := range state {
			next[segment] = slices.Clone(rows)
		}
		if s.kind == gis.IncompleteSupply {
			if stays, err = f.common(state, s); err != nil {
				return nil, err
			}
		}
	}
	for i := range f.segments {
		info := &f.segments[i]
		if !s.speaks(info) {
			continue
		}
		var pairs []hashPair
		if len(stays) > 0 {
			if pairs, err = f.digest(info); err != nil {
				return nil, err
			}
		}
		rows, was := next[info.ID], state[info.ID]
		if err := f.says(info, s, func(row int, supply uint32) {
			if pairs != nil && (was == nil || was[row] == 0) && stays[f.identity(info, pairs[row])] {
				return // that of before stands
			}
			if rows == nil {
				rows = make([]uint32, info.Rows)
				next[info.ID] = rows
			}
			switch {
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

func (f *fold) identity(info *Segment, p hashPair) identity {
	return identity{f.schemas[info.Schema].Dataset, p.a}
}

// spoken are the identities that a step speaks of.
func (f *fold) spoken(s *arrival) (map[identity]bool, error) {
	spoken := map[identity]bool{}
	for i := range f.segments {
		info := &f.segments[i]
		if !s.speaks(info) {
			continue
		}
		pairs, err := f.digest(info)
		if err != nil {
			return nil, err
		}
		if err := f.says(info, s, func(row int, _ uint32) { spoken[f.identity(info, pairs[row])] = true }); err != nil {
			return nil, err
		}
	}
	return spoken, nil
}

// without is a state without the rows whose identity an update speaks of.
func (f *fold) without(state known, s *arrival) (known, error) {
	spoken, err := f.spoken(s)
	if err != nil {
		return nil, err
	}
	next := known{}
	for segment, rows := range state {
		next[segment] = slices.Clone(rows)
	}
	err = f.each(state, func(of identity, segment uint32, row int) {
		if spoken[of] {
			next[segment][row] = 0
		}
	})
	return next, err
}

// common are the identities that a state has and an incomplete step speaks of,
// too. Their rows stay as they are: that step may lack a part of what it says of
// them.
func (f *fold) common(state known, s *arrival) (map[identity]bool, error) {
	spoken, err := f.spoken(s)
	if err != nil {
		return nil, err
	}
	common := map[identity]bool{}
	err = f.each(state, func(of identity, _ uint32, _ int) {
		if spoken[of] {
			common[of] = true
		}
	})
	return common, err
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
				found(f.identity(info, pairs[row]), info.ID, row)
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
	var set *rowSet
	var last uint32 // whose set it is, as of the next row mostly
	for row, supply := range rows {
		if supply == 0 {
			continue
		}
		if supply != last {
			if set = sets[supply]; set == nil {
				set = newRowSet(s.Rows)
				sets[supply] = set
			}
			last = supply
		}
		set.add(row)
	}
	if len(sets) == 0 {
		s.Past = true
		return
	}
	for supply, set := range sets {
		if set.count() == s.Rows {
			if supply == s.Supply {
				return
			}
			set = nil
		}
		s.Parts = append(s.Parts, part{supply, set})
	}
	slices.SortFunc(s.Parts, func(p, q part) int { return int(p.Supply) - int(q.Supply) })
}
