package store

import (
	"cmp"
	"slices"

	"segit/gis"
)

// arrival is what came at once into a scope: a full supply with the files that
// came beside it, an update, or rows to stand beside.
type arrival struct {
	kind     gis.SupplyKind
	supplies []gis.Supply
}

// order puts steps as they count: by the day that the supply speaks of, updates
// after the picture that they are laid over, an incomplete picture before the whole
// one, and of one day in the order in which they came. The state of a scope is made from its steps in this order, in
// whichever order they were imported.
func (s *arrival) order(o *arrival) int {
	p, q := s.newest(), o.newest()
	return cmp.Or(
		cmp.Compare(p.Date, q.Date),
		cmp.Compare(rank(s.kind), rank(o.kind)),
		p.Imported.Compare(q.Imported),
		cmp.Compare(p.ID, q.ID),
	)
}

func rank(k gis.SupplyKind) int {
	switch k {
	case gis.IncompleteSupply:
		return -1
	case gis.UpdateSupply:
		return 1
	}
	return 0
}

// newest is the supply of the step by whose day it counts.
func (s *arrival) newest() *gis.Supply {
	last := &s.supplies[0]
	for i := range s.supplies {
		if c := &s.supplies[i]; cmp.Or(cmp.Compare(c.Date, last.Date), c.Imported.Compare(last.Imported), cmp.Compare(c.ID, last.ID)) > 0 {
			last = c
		}
	}
	return last
}

func (s *arrival) has(supply uint32) bool {
	return slices.ContainsFunc(s.supplies, func(u gis.Supply) bool { return u.ID == supply })
}

// speaks reports whether the step says rows of a segment.
func (s *arrival) speaks(info *Segment) bool {
	return s.has(info.Supply) || slices.ContainsFunc(info.Said, s.has)
}

// stepsOf puts the supplies of a scope in order, those that were withdrawn
// left out. Full supplies of one delivery are parts of one picture, which is
// incomplete when one of them is; what stood together before deliveries were
// told apart is one, too.
func stepsOf(supplies []gis.Supply) []arrival {
	var steps []arrival
	together := map[uint64]int{}
	parted := map[uint64]bool{} // deliveries of which a part was withdrawn
	for i := range supplies {
		s := supplies[i]
		whole := s.Kind == gis.FullSupply || s.Kind == gis.IncompleteSupply
		if s.Withdrawn() {
			parted[s.Delivery] = parted[s.Delivery] || whole
			continue
		}
		if !whole {
			steps = append(steps, arrival{s.Kind, []gis.Supply{s}})
			continue
		}
		if n, ok := together[s.Delivery]; ok {
			steps[n].supplies = append(steps[n].supplies, s)
			if s.Kind == gis.IncompleteSupply {
				steps[n].kind = s.Kind
			}
			continue
		}
		together[s.Delivery] = len(steps)
		steps = append(steps, arrival{s.Kind, []gis.Supply{s}})
	}
	steps = slices.DeleteFunc(steps, func(s arrival) bool { return parted[s.supplies[0].Delivery] && s.repeats(supplies) })
	slices.SortFunc(steps, func(p, q arrival) int { return p.order(&q) })
	return steps
}

// repeats reports whether a step says nothing but what supplies said that came
// before and stand. Files that did not change come into a delivery for the sake of
// those that did: when these are taken out, no picture came.
func (s *arrival) repeats(supplies []gis.Supply) bool {
	return (s.kind == gis.FullSupply || s.kind == gis.IncompleteSupply) && !slices.ContainsFunc(s.supplies, func(u gis.Supply) bool {
		return !slices.ContainsFunc(supplies, func(o gis.Supply) bool {
			return !o.Withdrawn() && o.Delivery != u.Delivery && u.SHA256 != "" && o.SHA256 == u.SHA256 &&
				o.File == u.File && o.CRS == u.CRS && o.Asked == u.Asked && cmp.Or(o.Imported.Compare(u.Imported), cmp.Compare(o.ID, u.ID)) < 0
		})
	})
}

// inForce are the supplies that the state after the steps is made of,
// ascending: the last full step and what follows it.
func inForce(steps []arrival) []uint32 {
	var ids []uint32
	for i := range steps {
		if steps[i].kind == gis.FullSupply {
			ids = ids[:0]
		}
		for j := range steps[i].supplies {
			ids = append(ids, steps[i].supplies[j].ID)
		}
	}
	slices.Sort(ids)
	return ids
}
