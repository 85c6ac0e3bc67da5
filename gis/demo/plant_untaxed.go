package demo

import "segit/gis"

// untaxedCases are units that owe the waste tax and have no account.
func untaxedCases() []plantCase {
	return []plantCase{
		{name: "home-without-account", plant: plantUntaxed("A02", 60, 140)},
		{name: "shop-without-account", plant: plantUntaxed("C01", 25, 120)},
		{name: "office-without-account", plant: plantUntaxed("A10", 50, 200)},
		{name: "college-without-account", plant: plantUntaxed("B01", 300, 900)},
		{name: "garage-without-home", plant: plantUntaxed("C06", 12, 30)},
		{name: "account-that-ended", plant: plantEnded(gis.Day(2023, 6, 30))},
		{name: "account-that-ended-with-2024", plant: plantEnded(gis.Day(2024, 12, 31))},
		{name: "garage-of-the-bare-owner", plant: plantBareOwner},
		{name: "home-and-its-garage", plant: func(s *sheet) []gis.Key {
			home := s.flat("A03", s.metres(60, 110))
			garage := s.flat("C06", s.metres(12, 25))
			garage.shares = home.shares
			return []gis.Key{s.key(home), s.key(garage)}
		}},
		{name: "holder-pays-elsewhere", plant: func(s *sheet) []gis.Key {
			u := s.newUnit(s.alone("elsewhere"), "1", "A03", s.metres(60, 110), s.family())
			s.unkeyed(u, u.shares[0].who).civic = "999"
			return one(s.key(u))
		}},
		{name: "stranger-pays-at-the-door", plant: func(s *sheet) []gis.Key {
			u := s.newUnit(s.alone("stranger"), "1", "A03", s.metres(60, 110), s.family())
			s.unkeyed(u, s.tenant())
			return one(s.key(u))
		}},
		{name: "homonym-with-account", why: "it has its account; the other section's unit of the same key has none", paired: true, plant: plantTaxedHomonym},
		{name: "homonym-named-by-its-holder", why: "the account without section is its holder's", paired: true, plant: plantNamedHomonym},
	}
}

func plantUntaxed(category string, least, most int) func(*sheet) []gis.Key {
	return func(s *sheet) []gis.Key { return one(s.key(s.flat(category, s.metres(least, most)))) }
}

func plantEnded(last gis.Date) func(*sheet) []gis.Key {
	return func(s *sheet) []gis.Key {
		u := s.flat("A02", s.metres(50, 120))
		a := s.pays(u)
		a.from, a.to = gis.Day(2014, 3, 1), last
		return one(s.key(u))
	}
}

// plantBareOwner lets the bare owner of a home hold a garage: who holds the
// home, and pays, is the usufructuary.
func plantBareOwner(s *sheet) []gis.Key {
	home := s.flat("A02", s.metres(60, 120))
	bare := s.tenant()
	home.shares = []share{{home.shares[0].who, "80", 1, 1}, {bare, "20", 1, 1}}
	s.pays(home)
	garage := s.flat("C06", s.metres(12, 25))
	garage.shares = sole(bare)
	return one(s.key(garage))
}

func plantTaxedHomonym(s *sheet) []gis.Key {
	u := s.homonymUnit("608", "3", "A02", s.metres(60, 120))
	if !s.leads() {
		s.pays(u)
	}
	return one(s.key(u))
}

// plantNamedHomonym gives each section a unit of the same number, and the one
// that does not lead an account of its holder's that leaves the section out.
func plantNamedHomonym(s *sheet) []gis.Key {
	u := s.homonymUnit("607", "7", "A02", s.metres(60, 120))
	if !s.leads() {
		s.declares(u, u.shares[0].who, s.ample(u.now().surface)).section = ""
	}
	return one(s.key(u))
}

// unkeyed gives a unit an account that names its street and civic but no
// cadastral key.
func (s *sheet) unkeyed(u *unit, who *subject) *account {
	a := s.declares(u, who, s.ample(u.now().surface))
	a.section, a.sheet, a.parcel, a.sub = "", "", "", ""
	return a
}
