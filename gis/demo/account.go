package demo

import (
	"segit/gis"
)

// account is a row of the waste tax, as the tax office keeps it.
type account struct {
	payer          *subject
	section, sheet string
	parcel, sub    string
	street         string
	civic          string
	surface        gis.Decimal
	from           gis.Date
	to             gis.Date // last day, OpenEnd while it runs
	nines          bool     // writes 31/12/9999 for a running account, not a blank
	use            string
	occupants      int
}

// ample is what a fair payer declares of a cadastral surface: some way above
// the 80 % that control 26 expects.
func (s *sheet) ample(surface gis.Decimal) gis.Decimal {
	if surface == 0 {
		return squareMetres(s.dice.between(30, 90))
	}
	halves := int64(surface)*int64(s.dice.between(82, 103))/100/int64(gis.One/2) + 1
	return gis.Decimal(halves) * gis.One / 2
}

// pays gives a unit its account, in the name of its first holder or of a
// tenant.
func (s *sheet) pays(u *unit) *account {
	who := u.shares[0].who
	if s.dice.chance(20) {
		who = s.tenant()
	}
	return s.declares(u, who, s.ample(u.now().surface))
}

// declares gives a unit an account of a surface in somebody's name.
func (s *sheet) declares(u *unit, who *subject, surface gis.Decimal) *account {
	key := s.key(u)
	a := &account{
		payer: who, section: key.Section, sheet: key.Sheet, parcel: key.Parcel, sub: key.Sub,
		street: s.streets[u.parcel.street].fullName(), civic: u.parcel.civic,
		surface: surface, to: gis.OpenEnd, nines: s.dice.chance(15),
		from: gis.Day(s.dice.between(2008, 2023), 1, 1) + gis.Date(s.dice.IntN(365)),
		use:  "DOMESTICA",
	}
	if !who.company {
		a.from = max(a.from, who.adult())
	}
	if c := u.now().category; c[0] == 'A' && c != "A10" {
		a.occupants = s.dice.between(1, 5)
	} else {
		a.use = "NON DOMESTICA"
	}
	s.accounts = append(s.accounts, a)
	return a
}

// former adds an account of an earlier payer that ended before 2025.
func (s *sheet) former(u *unit) {
	a := s.declares(u, s.tenant(), s.ample(u.now().surface))
	a.to = gis.Day(s.dice.between(2012, 2024), 12, 31)
	a.from = a.to - gis.Date(s.dice.between(300, 3000))
}
