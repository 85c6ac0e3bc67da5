package demo

import (
	"strconv"

	"segit/gis"
)

// unit is an urban unit with its history: one stage for each time it changed,
// the last one being what it is now.
type unit struct {
	id     int
	parcel *parcel
	sub    string
	also   []*parcel // graffate: more parcels that the unit covers, without sub
	stages []stage
	shares []share
	ends   gis.Date // day on which the titles ended, OpenEnd while they run
}

// stage is what a unit was from a day on.
type stage struct {
	category, class, consistency string
	surface                      gis.Decimal // m², 0 for none
	rendita                      gis.Cents
	floor                        string
	from, to                     gis.Date
	partita, annotation          string
}

// now is the last stage.
func (u *unit) now() *stage { return &u.stages[len(u.stages)-1] }

// open reports whether the unit exists today: not closed and not suppressed.
func (u *unit) open() bool { return u.now().to == gis.OpenEnd && u.now().partita != suppressed }

// suppressed is the partita of urban units that ceased to exist.
const suppressed = "C"

// squareMetres is a surface of whole square metres.
func squareMetres(n int) gis.Decimal { return gis.Decimal(n) * gis.One }

// newUnit adds a unit to a parcel, with its holders and without any account.
func (s *sheet) newUnit(p *parcel, sub, category string, surface gis.Decimal, shares []share) *unit {
	s.settle(p)
	opened := gis.Day(s.dice.between(1986, 2021), 1, 1) + gis.Date(s.dice.IntN(365))
	u := &unit{
		id: s.town.nextObject(), parcel: p, sub: sub, shares: shares, ends: gis.OpenEnd,
		stages: []stage{s.stage(category, surface, opened)},
	}
	p.units = append(p.units, u)
	s.units = append(s.units, u)
	return u
}

// stage makes an open stage of a category.
func (s *sheet) stage(category string, surface gis.Decimal, from gis.Date) stage {
	d := s.dice
	st := stage{category: category, surface: surface, from: from, to: gis.OpenEnd, floor: strconv.Itoa(d.between(1, 5))}
	metres := int(surface / gis.One)
	switch {
	case category == "":
		st.floor = "T"
	case category[0] == 'A':
		halves := max(2, metres/9)
		st.class = "0" + strconv.Itoa(d.between(1, 7))
		st.consistency = half(halves)
		st.rendita = gis.Cents(halves * d.between(1_500, 6_500))
	case category[0] == 'B':
		st.class, st.floor = "U", "T"
		st.consistency = strconv.Itoa(metres * 3)
		st.rendita = gis.Cents(metres * d.between(300, 500))
	case category[0] == 'C':
		st.class, st.floor = "0"+strconv.Itoa(d.between(1, 9)), "T"
		if category != "C01" {
			st.floor = "S1"
		}
		st.consistency = strconv.Itoa(max(1, metres*9/10))
		st.rendita = gis.Cents(max(1, metres) * d.between(250, 2_400))
	case category[0] == 'D':
		st.floor = "T"
		st.rendita = gis.Cents(d.between(2_000, 40_000) * 100)
	default:
		st.floor = "T"
	}
	return st
}

// half writes a number of halves in Italian: 11 is "5,5".
func half(n int) string {
	if n%2 == 1 {
		return strconv.Itoa(n/2) + ",5"
	}
	return strconv.Itoa(n / 2)
}

// became puts an earlier stage before the only one of a unit.
func (s *sheet) became(u *unit, earlier stage) {
	earlier.to = u.now().from
	earlier.from = earlier.to - gis.Date(s.dice.between(400, 5000))
	u.stages = append([]stage{earlier}, u.stages...)
}

// suppress closes a unit on a day before 2025, in the way that offices do:
// closing act, partita C, titles ended.
func (s *sheet) suppress(u *unit) {
	now := u.now()
	now.to = min(now.from+gis.Date(s.dice.between(200, 2500)), gis.Day(2024, 11, 30))
	now.partita, now.annotation = suppressed, "unità soppressa"
	u.ends = now.to
}

// key is the unit's cadastral key.
func (s *sheet) key(u *unit) gis.Key {
	k := s.parcelKey(u.parcel)
	return gis.MakeKey(k.Comune, k.Section, k.Sheet, k.Parcel, u.sub)
}

// parcelKey is the key of a parcel of the sheet.
func (s *sheet) parcelKey(p *parcel) gis.Key { return s.numberKey(p.number) }

// numberKey is the key of a parcel number of the sheet.
func (s *sheet) numberKey(number string) gis.Key {
	return gis.MakeKey(Comune, s.section, strconv.Itoa(s.number), number, "")
}
