package demo

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
