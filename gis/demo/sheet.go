package demo

import (
	"segit/gis"
)

// sheet is a map sheet with all that stands on it: what is made, written and
// forgotten at a time.
type sheet struct {
	town    *town
	plan    *plan
	dice    dice
	section string // census section, "A" or "B"
	number  int    // of the sheet, the same numbers in both sections
	rank    int    // among all sheets; even in A, odd in B
	col     int    // place in the section, in sheets
	row     int
	ground  *lattice
	streets [3]street
	civics  [3]int
	quota   int // open units wanted

	parcels  []*parcel
	at       map[lot]*parcel
	twoPiece *parcel // stands on both sides of a road
	lottery  []int   // order in which single-lot parcels are given away
	flats    *parcel // the block of planted flats that still has room

	rows       []*landRow
	units      []*unit
	accounts   []*account
	footprints []footprint
	failed     error
}

// town is what the sheets share.
type town struct {
	registry  *registry
	companies [2][]*subject // of each section, those that may hold more
	objects   int           // identificativi immobile given out
	truth     *Truth
}

func (t *town) nextObject() int {
	t.objects++
	return 1_000_000 + t.objects
}

// newSheet makes a sheet whole: parcels, planted cases, houses, census.
func newSheet(t *town, p *plan, rank int) (*sheet, error) {
	place := rank / 2
	s := &sheet{
		town: t, plan: p, dice: newDice(p.seed, uint64(rank)+1),
		section: [...]string{"A", "B"}[rank%2], number: place + 1, rank: rank,
		col: place % p.columns, row: place / p.columns,
		ground: p.ground(rank % 2), quota: p.quota(rank), at: map[lot]*parcel{},
	}
	for n := range s.streets {
		s.streets[n] = streetOf(rank*len(s.streets) + n)
	}
	s.lay()
	s.lottery = s.dice.Perm(len(s.parcels))
	s.plant()
	s.fill()
	return s, s.failed
}

// free gives away a parcel of one lot that nobody spoke for. Without one the
// sheet fails: there must be room for every case of the plan.
func (s *sheet) free(purpose string) *parcel {
	for _, n := range s.lottery {
		if p := s.parcels[n]; p.vacant() {
			p.taken = true
			return p
		}
	}
	return s.full(purpose)
}

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

// freePair gives away two parcels side by side, the west one and the east one.
func (s *sheet) freePair(purpose string) (west, east *parcel) {
	for _, n := range s.lottery {
		p := s.parcels[n]
		if !p.vacant() {
			continue
		}
		q := s.at[lot{p.lots[0].i + 1, p.lots[0].j}]
		if q != nil && q.vacant() {
			p.taken, q.taken = true, true
			return p, q
		}
	}
	return s.full(purpose), s.full(purpose)
}

// freeRoadside gives away a parcel with the road on its east.
func (s *sheet) freeRoadside(purpose string) *parcel {
	for _, n := range s.lottery {
		if p := s.parcels[n]; p.vacant() && p.lots[0].i%stepsX == lotsAcross-1 {
			p.taken = true
			return p
		}
	}
	return s.full(purpose)
}

// freeAround gives away a parcel of one lot with the larger one that surrounds
// it (island), or that is an L with the small one in its notch.
func (s *sheet) freeAround(purpose string, island bool) (inner, outer *parcel) {
	for _, n := range s.lottery {
		p := s.parcels[n]
		if !p.vacant() {
			continue
		}
		c := p.lots[0]
		q := s.at[lot{c.i, c.j - 1}]
		if q == nil || q.taken || q.kind != landKind || q != s.at[lot{c.i + 1, c.j}] {
			continue
		}
		enclosed := q == s.at[lot{c.i, c.j + 1}] && q == s.at[lot{c.i - 1, c.j}]
		if enclosed == island && (island || len(q.lots) == 3) {
			p.taken, q.taken = true, true
			return p, q
		}
	}
	return s.full(purpose), s.full(purpose)
}

// freeOfArea gives away a parcel of one lot with an area in a range, m².
func (s *sheet) freeOfArea(purpose string, least, most float64) *parcel {
	for _, n := range s.lottery {
		if p := s.parcels[n]; p.vacant() && p.area >= least && p.area <= most {
			p.taken = true
			return p
		}
	}
	return s.full(purpose)
}

// freeWithHole gives away a parcel that surrounds others.
func (s *sheet) freeWithHole(purpose string) *parcel {
	for _, n := range s.lottery {
		if p := s.parcels[n]; p.kind == landKind && !p.taken && len(p.pieces[0]) > 1 {
			p.taken = true
			return p
		}
	}
	return s.full(purpose)
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
