package demo

import (
	"strconv"

	"segit/gis"
)

// fill builds houses whose units pay what they owe until the sheet has its
// number of open units, then enters every parcel that is left into the census.
func (s *sheet) fill() {
	for room := s.room(); room > 0 && s.failed == nil; room = s.room() {
		n := max(pick(s.dice, 1, 1, 1, 2, 3, 5, 7, 9), (room+s.vacant()-1)/max(1, s.vacant()))
		s.house(s.free("fill"), min(n, room))
	}
	for _, p := range s.parcels {
		if p.kind == landKind && !p.entered {
			s.enter(p)
		}
	}
}

// room is how many open units are still to be made.
func (s *sheet) room() int {
	n := s.quota
	for _, u := range s.units {
		if u.open() {
			n--
		}
	}
	return n
}

// house builds a house of n open units on a parcel.
func (s *sheet) house(p *parcel, n int) {
	d := s.dice
	p.quality = urbanBody
	s.settle(p)
	if n == 1 && d.chance(40) {
		s.loner(p)
		return
	}
	s.raise(p, p.lots[0], "residenziale")
	sub := 0
	next := func() string { sub++; return strconv.Itoa(sub) }
	if n > 3 && d.chance(40) {
		p.common = s.commonPart(p, next())
		n--
	}
	for ; n > 0; n-- {
		switch k := d.IntN(100); {
		case k < 14:
			s.pays(s.newUnit(p, next(), pick(d, "C01", "C01", "C03"), squareMetres(d.between(20, 180)), s.family()))
		case k < 20:
			s.pays(s.newUnit(p, next(), "A10", squareMetres(d.between(40, 220)), s.family()))
		case k < 55 && n > 1:
			owners := s.family()
			s.home(p, next(), owners)
			s.newUnit(p, next(), pick(d, "C06", "C06", "C02"), squareMetres(d.between(8, 40)), owners)
			n--
		default:
			s.home(p, next(), s.family())
		}
	}
	if d.chance(8) {
		s.suppress(s.newUnit(p, next(), "A04", squareMetres(d.between(40, 90)), s.family()))
	}
}

// home is a dwelling with its account.
func (s *sheet) home(p *parcel, sub string, owners []share) *unit {
	d := s.dice
	surface := squareMetres(d.between(38, 190))
	if d.chance(12) {
		surface += gis.One / 2
	}
	u := s.newUnit(p, sub, pick(d, "A02", "A02", "A03", "A03", "A04", "A07"), surface, owners)
	s.pays(u)
	if d.chance(10) {
		s.former(u)
	}
	if d.chance(8) {
		s.became(u, s.stage("A04", surface-squareMetres(5), 0))
	}
	return u
}

// commonPart is a bene comune non censibile.
func (s *sheet) commonPart(p *parcel, sub string) *unit {
	u := s.newUnit(p, sub, "", 0, nil)
	u.now().partita, u.now().annotation = "A", "bene comune non censibile"
	return u
}

// loner is a building of one unit that owes no waste tax by the rules of the
// controls: special categories, schools, chapels, ruins, buildings to come.
func (s *sheet) loner(p *parcel) {
	d := s.dice
	category := pick(d, "D01", "D01", "D08", "D02", "B05", "B07", "E07", "F02", "F03")
	var surface gis.Decimal
	if category[0] == 'B' {
		surface = squareMetres(d.between(90, 1400))
	}
	s.newUnit(p, pick(d, "", "1"), category, surface, sole(s.someCompany()))
	switch category[0] {
	case 'D':
		s.raise(p, p.lots[0], "industriale")
	case 'B', 'E':
		s.raise(p, p.lots[0], "pubblico")
	default:
		s.raise(p, p.lots[0], "residenziale")
	}
}

// someCompany is a company that holds something else in the section already,
// or a new one.
func (s *sheet) someCompany() *subject {
	known := s.town.companies[s.rank%2]
	if len(known) > 4 && s.dice.chance(70) {
		return known[s.dice.IntN(len(known))]
	}
	c := s.town.registry.company(s.dice)
	if len(known) < 200 {
		s.town.companies[s.rank%2] = append(known, c)
	}
	return c
}
