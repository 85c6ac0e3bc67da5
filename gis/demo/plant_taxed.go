package demo

import "segit/gis"

// taxedCases are units that look as if they had no account.
func taxedCases() []plantCase {
	return []plantCase{
		{name: "section-missing-one-candidate", why: "no other section has the sub", plant: plantOneCandidate},
		{name: "section-missing-undecided", why: "the account without section may be of either unit", plant: plantUndecided},
		{name: "sub-missing-one-unit", why: "the parcel has one unit", plant: func(s *sheet) []gis.Key {
			u := s.newUnit(s.alone("one unit"), "4", "A03", s.metres(50, 110), s.family())
			s.declares(u, s.tenant(), s.ample(u.now().surface)).sub = ""
			return one(s.key(u))
		}},
		{name: "sub-missing-named-by-its-holder", why: "the account is of the holder's only home there", plant: plantSubByHolder},
		{name: "sub-missing-undecided", why: "the account without sub may be of either home", plant: func(s *sheet) []gis.Key {
			p := s.alone("undecided")
			first := s.newUnit(p, "1", "A03", s.metres(50, 90), s.family())
			second := s.newUnit(p, "2", "A03", s.metres(50, 90), s.family())
			s.declares(first, s.tenant(), squareMetres(90)).sub = ""
			return []gis.Key{s.key(first), s.key(second)}
		}},
		{name: "by-civic-and-holder", why: "the holder pays at the door, without a key", plant: func(s *sheet) []gis.Key {
			u := s.newUnit(s.alone("civic"), "1", "A02", s.metres(50, 110), s.family())
			s.unkeyed(u, u.shares[0].who)
			return one(s.key(u))
		}},
		{name: "by-civic-with-a-wrong-key", why: "the key of the account names nothing; the holder pays at the door", plant: func(s *sheet) []gis.Key {
			u := s.newUnit(s.alone("civic"), "1", "A02", s.metres(50, 110), s.family())
			a := s.unkeyed(u, u.shares[0].who)
			a.section, a.sheet, a.parcel, a.sub = s.section, s.key(u).Sheet, "99999", "1"
			return one(s.key(u))
		}},
		{name: "garage-in-the-house", why: "its holder pays for a home in the same parcel", plant: func(s *sheet) []gis.Key {
			home, garage := s.flat("A02", s.metres(60, 120)), s.flat("C06", s.metres(12, 30))
			garage.shares = home.shares
			s.pays(home)
			return one(s.key(garage))
		}},
		{name: "cellar-of-the-second-holder", why: "one of the holders of a taxed home holds it", plant: plantSecondHolder},
		{name: "garage-at-the-same-civic", why: "its holder pays for a home at the same civic", plant: plantGarageNextDoor},
		{name: "account-until-9999", why: "31/12/9999 means that it runs", plant: func(s *sheet) []gis.Key {
			u := s.flat("A02", s.metres(50, 110))
			s.pays(u).nines = true
			return one(s.key(u))
		}},
		{name: "account-by-graffata", why: "the account names a further identifier of the unit", plant: plantGraffataAccount},
		{name: "unusable", why: "INAGIBILE in the annotation", plant: func(s *sheet) []gis.Key {
			u := s.flat("A03", s.metres(50, 90))
			u.now().annotation = "fabbricato inagibile dal 12/03/2018"
			return one(s.key(u))
		}},
		{name: "common-part-not-rated", why: "partita A", plant: func(s *sheet) []gis.Key {
			u := s.flat("", 0)
			u.now().partita, u.now().annotation, u.shares = "A", "bene comune non censibile", nil
			return one(s.key(u))
		}},
		{name: "common-part-rated", why: "partita 0", plant: func(s *sheet) []gis.Key {
			u := s.flat("C02", s.metres(10, 40))
			u.now().partita, u.now().annotation, u.shares = "0", "bene comune censibile", nil
			return one(s.key(u))
		}},
		{name: "school", why: "category B/5", plant: plantUntaxed("B05", 300, 900)},
		{name: "chapel", why: "category B/7", plant: plantUntaxed("B07", 40, 120)},
		{name: "factory", why: "category group D", plant: plantUntaxed("D01", 300, 900)},
		{name: "ruin", why: "category group F", plant: plantUntaxed("F02", 0, 0)},
		{name: "house-to-come", why: "category group F", plant: plantUntaxed("F03", 0, 0)},
		{name: "closed", why: "the unit ended before the tax year", plant: func(s *sheet) []gis.Key {
			u := s.flat("A03", s.metres(50, 90))
			s.suppress(u)
			return one(s.key(u))
		}},
		{name: "section-missing-named-by-its-holder", why: "of the two candidates the payer holds this one, or it is named in full", plant: plantNamed},
	}
}

// plantOneCandidate leaves the section out of an account whose sub no unit of
// the other section has.
func plantOneCandidate(s *sheet) []gis.Key {
	sub := "91"
	if s.section == "B" {
		sub = "92"
	}
	u := s.newUnit(s.alone("one candidate"), sub, "A03", s.metres(50, 110), s.family())
	s.declares(u, s.tenant(), s.ample(u.now().surface)).section = ""
	return one(s.key(u))
}

// plantUndecided gives each section a unit of the same number without account,
// and one of them an account of a stranger that leaves the section out.
func plantUndecided(s *sheet) []gis.Key {
	u := s.homonymUnit("605", "7", "A02", s.metres(60, 110))
	if s.leads() {
		s.declares(u, s.tenant(), squareMetres(100)).section = ""
	}
	return one(s.key(u))
}

// plantNamed gives each section a unit of the same number with an account of
// its holder's; one of the two accounts leaves the section out.
func plantNamed(s *sheet) []gis.Key {
	u := s.homonymUnit("606", "7", "A02", s.metres(60, 120))
	a := s.declares(u, u.shares[0].who, s.ample(u.now().surface))
	if s.leads() {
		a.section = ""
	}
	return one(s.key(u))
}

func plantSubByHolder(s *sheet) []gis.Key {
	p := s.alone("sub by holder")
	first := s.newUnit(p, "1", "A02", s.metres(50, 90), s.family())
	second := s.newUnit(p, "2", "A02", s.metres(50, 90), s.family())
	s.newUnit(p, "3", "C06", s.metres(12, 20), second.shares)
	s.pays(first)
	s.declares(second, second.shares[0].who, s.ample(second.now().surface)).sub = ""
	return one(s.key(second))
}

func plantSecondHolder(s *sheet) []gis.Key {
	home, cellar := s.flat("A02", s.metres(60, 120)), s.flat("C02", s.metres(8, 20))
	second := s.tenant()
	home.shares = []share{{home.shares[0].who, "10", 1, 2}, {second, "10", 1, 2}}
	cellar.shares = sole(second)
	s.pays(home)
	return one(s.key(cellar))
}

// plantGarageNextDoor stands a garage on a parcel of its own, at the civic of
// its holder's home.
func plantGarageNextDoor(s *sheet) []gis.Key {
	house, shed := s.alone("home"), s.free("garage")
	home := s.newUnit(house, "1", "A07", s.metres(70, 140), s.family())
	s.pays(home)
	shed.street, shed.civic = house.street, house.civic
	s.built(shed)
	return one(s.key(s.newUnit(shed, "", "C06", s.metres(14, 30), home.shares)))
}

func plantGraffataAccount(s *sheet) []gis.Key {
	west, east := s.freePair("graffata account")
	s.built(west)
	east.quality = urbanBody
	u := s.newUnit(west, "1", "A07", s.metres(70, 140), s.family())
	u.also = []*parcel{east}
	a := s.declares(u, s.tenant(), s.ample(u.now().surface))
	a.parcel, a.sub = east.number, ""
	return one(s.key(u))
}
