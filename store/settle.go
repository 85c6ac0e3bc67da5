package store

import (
	"cmp"
	"maps"
	"slices"

	"segit/gis"
)

// settle brings the scopes that the build's supplies speak of to the state
// that all supplies make together, and counts what each of the new ones did.
func (b *Build) settle() error {
	said, err := b.mention()
	if err != nil {
		return err
	}
	b.said = said
	touched := map[scopeOf]bool{}
	for _, w := range b.finished {
		if w.info.Supply != 0 {
			touched[scopeOf{w.schema.Source, w.info.Scope}] = true
		}
	}
	for of := range said {
		s := &b.next.Segments[b.next.segmentAt(of.segment)]
		touched[scopeOf{b.next.Schemas[s.Schema].Source, s.Scope}] = true
	}
	for _, s := range b.supplies {
		if s.arrived { // what people did with it may be new
			maps.Copy(touched, b.next.scopesOf(s.ID()))
		}
	}
	if len(touched) == 0 {
		return nil
	}
	register, err := b.archive.Supplies()
	if err != nil {
		return err
	}
	fresh := map[uint32]*gis.Supply{}
	for _, s := range b.supplies {
		switch {
		case s.arrived:
			register = slices.DeleteFunc(register, func(o gis.Supply) bool { return o.ID == s.ID() })
			register = append(register, s.intake.Supply)
		case !s.derived && !s.again:
			fresh[s.ID()] = &s.intake.Supply
			register = append(register, s.intake.Supply)
		}
	}
	t := &timeline{archive: b.archive, m: b.next, register: register, said: said}
	return t.settle(touched, func(s *arrival, before, after []uint32, c func() (Changes, error)) error {
		first := firstOf(s, fresh)
		if first == nil {
			return nil
		}
		counts, err := c()
		if err != nil {
			return err
		}
		first.Added, first.Changed, first.Removed = first.Added+counts.Added, first.Changed+counts.Changed, first.Removed+counts.Removed
		for _, id := range before {
			if !slices.Contains(after, id) && !slices.Contains(first.Replaces, id) {
				first.Replaces = append(first.Replaces, id)
			}
		}
		slices.Sort(first.Replaces)
		return nil
	})
}

// firstOf is the supply of a step that carries its counts; nil when none is
// new.
func firstOf(s *arrival, fresh map[uint32]*gis.Supply) *gis.Supply {
	var first *gis.Supply
	for i := range s.supplies {
		if u := fresh[s.supplies[i].ID]; u != nil && (first == nil || u.ID < first.ID) {
			first = u
		}
	}
	return first
}

// mention notes in the next generation which supplies say rows that others
// brought; what they say of them goes into the file with the switch.
func (b *Build) mention() (map[mentionOf]*mention, error) {
	gone := b.refused()
	said := map[mentionOf]*mention{}
	for _, x := range b.looked {
		for of, m := range x.lines {
			if !gone[of.supply] {
				said[of] = m
			}
		}
	}
	for _, of := range slices.SortedFunc(maps.Keys(said), func(p, q mentionOf) int {
		return cmp.Or(cmp.Compare(p.segment, q.segment), cmp.Compare(p.supply, q.supply))
	}) {
		s := &b.next.Segments[b.next.segmentAt(of.segment)]
		if !slices.Contains(s.Said, of.supply) {
			s.Said = append(slices.Clip(s.Said), of.supply)
		} else if err := said[of].add(b.archive, s, of.supply); err != nil {
			return nil, err
		}
		key := mentionKey(of.segment, of.supply)
		b.mentions = append(b.mentions, value{key, b.archive.seal.seal(place(segmentBucket, key), said[of].encode())})
	}
	return said, nil
}

// timeline makes the states of a manifest's scopes.
type timeline struct {
	archive  *Archive
	m        *manifest // changed by settle
	register []gis.Supply
	said     map[mentionOf]*mention // not in the file yet
	until    gis.Date               // without the steps of later days; 0 for all
}

// fold gathers what was said of a scope.
func (t *timeline) fold(of scopeOf) (*fold, []arrival) {
	f := &fold{archive: t.archive, schemas: t.m.Schemas, said: t.said}
	for i := range t.m.Segments {
		if s := &t.m.Segments[i]; s.Supply != 0 && s.Scope == of.scope && t.m.Schemas[s.Schema].Source == of.source {
			f.segments = append(f.segments, *s)
		}
	}
	spoken := f.speakers()
	var supplies []gis.Supply
	for i := range t.register {
		if _, ok := slices.BinarySearch(spoken, t.register[i].ID); ok {
			supplies = append(supplies, t.register[i])
		}
	}
	steps := stepsOf(supplies)
	if t.until != 0 {
		// By the day of the step: a picture of which one part speaks of a later day
		// would else stand there without it.
		steps = slices.DeleteFunc(steps, func(s arrival) bool { return s.newest().Date > t.until })
	}
	return f, steps
}

// settle writes the state of scopes into the manifest. each is called for
// every step with the supplies in force before and after it, and with how to
// count what it did.
func (t *timeline) settle(scopes map[scopeOf]bool, each func(s *arrival, before, after []uint32, count func() (Changes, error)) error) error {
	for _, of := range slices.SortedFunc(maps.Keys(scopes), compareScopes) {
		f, steps := t.fold(of)
		var before []uint32
		n := 0
		state, err := f.run(steps, func(s *arrival, was, is known) error {
			n++
			after := inForce(steps[:n])
			err := each(s, before, after, func() (Changes, error) { return f.count(was, is) })
			before = after
			return err
		})
		if err != nil {
			return err
		}
		for i := range f.segments {
			t.m.Segments[t.m.segmentAt(f.segments[i].ID)].show(state[f.segments[i].ID])
		}
		t.m.force(of, before, len(f.speakers()) > 1)
	}
	return nil
}

func compareScopes(p, q scopeOf) int {
	return cmp.Or(cmp.Compare(p.source, q.source), cmp.Compare(p.scope, q.scope))
}

// force writes which supplies make the state of a scope; of one of which a
// single supply spoke its segments say it.
func (m *manifest) force(of scopeOf, supplies []uint32, many bool) {
	i := slices.IndexFunc(m.Scopes, func(s scopeState) bool { return s.Source == of.source && s.Scope == of.scope })
	switch {
	case i >= 0:
		m.Scopes[i].InForce = supplies
	case many:
		m.Scopes = append(m.Scopes, scopeState{of.source, of.scope, supplies})
	}
}
