package demo

import "segit/gis"

// take gives away the first parcel of the lottery that suits. Without one the
// sheet fails: there must be room for every case of the plan.
func (s *sheet) take(purpose string, suits func(*parcel) bool) *parcel {
	for _, n := range s.lottery {
		if p := s.parcels[n]; suits(p) {
			p.taken = true
			return p
		}
	}
	return s.full(purpose)
}

// free gives away a parcel of one lot that nobody spoke for.
func (s *sheet) free(purpose string) *parcel { return s.take(purpose, (*parcel).vacant) }

// freeRoadside gives away a parcel with the road on its east.
func (s *sheet) freeRoadside(purpose string) *parcel {
	return s.take(purpose, func(p *parcel) bool { return p.vacant() && p.lots[0].i%stepsX == lotsAcross-1 })
}

// freeOfArea gives away a parcel of one lot with an area in a range, m².
func (s *sheet) freeOfArea(purpose string, least, most float64) *parcel {
	return s.take(purpose, func(p *parcel) bool { return p.vacant() && p.area >= least && p.area <= most })
}

// freeWithHole gives away a parcel that surrounds others.
func (s *sheet) freeWithHole(purpose string) *parcel {
	return s.take(purpose, func(p *parcel) bool { return p.kind == landKind && !p.taken && len(p.pieces[0]) > 1 })
}

// freePair gives away two parcels side by side, the west one and the east one.
func (s *sheet) freePair(purpose string) (west, east *parcel) {
	eastOf := func(p *parcel) *parcel { return s.at[lot{p.lots[0].i + 1, p.lots[0].j}] }
	west = s.take(purpose, func(p *parcel) bool {
		q := eastOf(p)
		return p.vacant() && q != nil && q.vacant()
	})
	if s.failed != nil {
		return west, s.full(purpose)
	}
	east = eastOf(west)
	east.taken = true
	return west, east
}

// freeAround gives away a parcel of one lot with the larger one that surrounds
// it (island), or that is an L with the small one in its notch.
func (s *sheet) freeAround(purpose string, island bool) (inner, outer *parcel) {
	inner = s.take(purpose, func(p *parcel) bool {
		c := p.lots[0]
		q := s.at[lot{c.i, c.j - 1}]
		if !p.vacant() || q == nil || q.taken || q.kind != landKind || q != s.at[lot{c.i + 1, c.j}] {
			return false
		}
		enclosed := q == s.at[lot{c.i, c.j + 1}] && q == s.at[lot{c.i - 1, c.j}]
		return enclosed == island && (island || len(q.lots) == 3)
	})
	if s.failed != nil {
		return inner, s.full(purpose)
	}
	outer = s.at[lot{inner.lots[0].i, inner.lots[0].j - 1}]
	outer.taken = true
	return inner, outer
}

// homonym gives away a parcel with a number that the same sheet of the other
// section gives to a parcel of its own for the same purpose.
func (s *sheet) homonym(purpose string, number string) *parcel {
	p := s.free(purpose)
	p.number = number
	return p
}

// leads tells which of two sheets of the same number carries the error of a
// pair; the other one carries what a careless control takes for it.
func (s *sheet) leads() bool { return s.number%2 == 1 == (s.section == "A") }

// full notes that there was no room and hands out a parcel that is not on the
// sheet, so that the caller need not look.
func (s *sheet) full(purpose string) *parcel {
	if s.failed == nil {
		s.failed = gis.Refuse("demo.Write", gis.Internal, "demo.room", s.section, s.number, purpose)
	}
	return &parcel{lots: []lot{{}}, pieces: s.ground.trace([]lot{{}}), number: "0"}
}

// vacant reports whether a parcel is one lot of land that nobody spoke for.
func (p *parcel) vacant() bool { return p.kind == landKind && !p.taken && len(p.lots) == 1 }

// vacant counts the parcels that [sheet.free] can give.
func (s *sheet) vacant() int {
	n := 0
	for _, p := range s.parcels {
		if p.vacant() {
			n++
		}
	}
	return n
}
