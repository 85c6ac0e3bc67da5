package demo

import (
	"strconv"

	"segit/gis"
)

// flat adds a unit to the sheet's block of planted flats, without account, and
// with holders of its own; a block takes eight and then another is built.
func (s *sheet) flat(category string, surface gis.Decimal) *unit {
	if s.flats == nil || len(s.flats.units) == 8 {
		s.flats = s.alone("flats")
	}
	return s.newUnit(s.flats, strconv.Itoa(len(s.flats.units)+1), category, surface, s.family())
}

// alone builds a house on a parcel of its own.
func (s *sheet) alone(purpose string) *parcel {
	p := s.free(purpose)
	s.built(p)
	return p
}

// built makes a parcel urban and builds a house on it.
func (s *sheet) built(p *parcel) {
	p.quality = urbanBody
	s.settle(p)
	s.raise(p, p.lots[0], "residenziale")
}

// homonymUnit builds a unit on a parcel of its own whose number, and the unit's
// sub, the same sheet of the other section has too.
func (s *sheet) homonymUnit(number, sub, category string, surface gis.Decimal) *unit {
	p := s.homonym(category, number)
	s.built(p)
	return s.newUnit(p, sub, category, surface, s.family())
}

// metres is a surface drawn between two whole numbers of m².
func (s *sheet) metres(least, most int) gis.Decimal { return squareMetres(s.dice.between(least, most)) }

// classCases are units of category A/5 and A/6, and units that were or look so.
func classCases() []plantCase {
	return []plantCase{
		{name: "ultrapopular", plant: plantClass("A05", 30, 80)},
		{name: "ultrapopular-and-large", plant: plantClass("A05", 81, 140)},
		{name: "rural", plant: plantClass("A06", 30, 120)},
		{name: "homonym-of-another-class", why: "A/4; the other section's unit of the same key is A/5", paired: true, plant: plantClassHomonym},
		{name: "popular", why: "A/4", plant: plantClass("A04", 30, 120)},
		{name: "closed", why: "the unit ended before the tax year", plant: func(s *sheet) []gis.Key {
			u := s.flat("A05", s.metres(30, 90))
			s.suppress(u)
			return one(s.key(u))
		}},
		{name: "suppressed-without-date", why: "partita C", plant: func(s *sheet) []gis.Key {
			u := s.flat("A06", s.metres(30, 90))
			u.now().partita = suppressed
			return one(s.key(u))
		}},
		{name: "classed-again", why: "A/3 since it was A/5", plant: func(s *sheet) []gis.Key {
			u := s.flat("A03", s.metres(40, 90))
			s.became(u, s.stage("A05", u.now().surface, 0))
			s.pays(u)
			return one(s.key(u))
		}},
	}
}

func plantClass(category string, least, most int) func(*sheet) []gis.Key {
	return func(s *sheet) []gis.Key {
		u := s.flat(category, s.metres(least, most))
		s.pays(u)
		return one(s.key(u))
	}
}

func plantClassHomonym(s *sheet) []gis.Key {
	category := "A04"
	if s.leads() {
		category = "A05"
	}
	u := s.homonymUnit("604", "5", category, s.metres(40, 75))
	s.pays(u)
	return one(s.key(u))
}

// surfaceCases are accounts that declare too little, and accounts that declare
// just enough: a shortfall of at most 5 m², or of at most 5 % of 80 % of the
// cadastral surface.
func surfaceCases() []plantCase {
	return []plantCase{
		{name: "half-declared", plant: plantSurface("A02", 140, "60")},
		{name: "shortfall-above-5-metres", plant: plantSurface("A03", 100, "74.99")},
		{name: "shortfall-above-5-percent", plant: plantSurface("A02", 200, "151.99")},
		{name: "two-accounts-too-small", plant: plantSurface("A02", 150, "50.5", "40")},
		{name: "shop-with-thousands", plant: plantSurface("C01", 2000, "1234.5")},
		{name: "former-account-does-not-count", plant: plantFormer},
		{name: "homonym-declares-enough", why: "it declares enough; the other section's unit of the same key does not", paired: true, plant: plantSurfaceHomonym},
		{name: "shortfall-of-5-metres", why: "exactly 5.00 m²", plant: plantSurface("A03", 100, "75")},
		{name: "shortfall-of-5-percent", why: "exactly 5 %", plant: plantSurface("A02", 200, "152")},
		{name: "small-home-above-5-percent", why: "above 5 % and not above 5 m²", plant: plantSurface("A03", 40, "28")},
		{name: "large-home-above-5-metres", why: "above 5 m² and not above 5 %", plant: plantSurface("A02", 300, "230")},
		{name: "two-accounts-add-up", why: "their sum is enough", plant: plantSurface("A02", 150, "70.5", "49.5")},
		{name: "store-with-thousands", why: "1.600,00 m² are 80 % of 2,000", plant: plantSurface("C03", 2000, "1600")},
		{name: "no-surface-in-the-census", why: "nothing to compare with", plant: plantSurface("A04", 0, "35")},
		{name: "special-category", why: "category group D", plant: plantSurface("D08", 900, "100")},
	}
}

// plantSurface gives a unit accounts of the surfaces named, in m².
func plantSurface(category string, cadastral int, declared ...string) func(*sheet) []gis.Key {
	return func(s *sheet) []gis.Key {
		u := s.flat(category, squareMetres(cadastral))
		for _, text := range declared {
			surface, _ := gis.ParseDecimal(text, '.')
			s.declares(u, u.shares[0].who, surface)
		}
		return one(s.key(u))
	}
}

func plantFormer(s *sheet) []gis.Key {
	u := s.flat("A02", squareMetres(120))
	s.former(u)
	s.declares(u, s.tenant(), squareMetres(40))
	return one(s.key(u))
}

func plantSurfaceHomonym(s *sheet) []gis.Key {
	u := s.homonymUnit("609", "2", "A02", squareMetres(120))
	declared := squareMetres(130)
	if s.leads() {
		declared = squareMetres(50)
	}
	s.declares(u, u.shares[0].who, declared)
	return one(s.key(u))
}
