package demo

import (
	"math"
	"strconv"

	"segit/gis"
)

// mapCases are parcels that only the map or only the census has.
func mapCases() []plantCase {
	return []plantCase{
		{name: "on-the-map-only", why: "in the census; the other section's parcel of the same number is not", paired: true, plant: plantMapOnly},
		{name: "in-the-census-only", why: "on the map; the other section's parcel of the same number is not", paired: true, plant: plantCensusOnly},
		{name: "census-row-suppressed", plant: plantGoneRow(func(st *landStage) {
			st.partita, st.to = noPartita, min(st.from+900, gis.Day(2024, 6, 30))
		})},
		{name: "census-row-of-quality-998", plant: plantGoneRow(func(st *landStage) { st.quality = suppressedLand })},
		{name: "no-such-parcel-on-the-map", plant: func(s *sheet) []gis.Key { return one(s.unmapped("721", nil)) }},
		{name: "suppressed-and-not-on-the-map", why: "partita 0", plant: func(s *sheet) []gis.Key {
			return one(s.unmapped("722", func(st *landStage) { st.partita = noPartita }))
		}},
		{name: "quality-998-and-not-on-the-map", why: "quality 998", plant: func(s *sheet) []gis.Key {
			return one(s.unmapped("723", func(st *landStage) { st.quality = suppressedLand }))
		}},
		{name: "closed-and-not-on-the-map", why: "the row ended before the tax year", plant: func(s *sheet) []gis.Key {
			return one(s.unmapped("724", func(st *landStage) { st.to = min(st.from+1500, gis.Day(2024, 12, 31)) }))
		}},
		{name: "not-a-parcel", why: "roads, waters and areas without code have no row in the census", plant: notParcels},
		{name: "sheet-without-map", why: "the sheet is not on the map at all", plant: plantLoneSheet},
	}
}

func plantMapOnly(s *sheet) []gis.Key {
	p := s.homonym("on the map only", "602")
	p.entered = s.leads()
	return one(s.parcelKey(p))
}

func plantCensusOnly(s *sheet) []gis.Key {
	if s.leads() {
		return one(s.unmapped("603", nil))
	}
	return one(s.parcelKey(s.homonym("in the census only", "603")))
}

// plantGoneRow leaves a parcel of the map with a row that no longer counts.
func plantGoneRow(ends func(*landStage)) func(*sheet) []gis.Key {
	return func(s *sheet) []gis.Key {
		p := s.free("gone row")
		ends(s.enter(p).now())
		return one(s.parcelKey(p))
	}
}

// unmapped adds a row of the census for a parcel that the map does not have.
func (s *sheet) unmapped(number string, ends func(*landStage)) gis.Key {
	row := s.newRow(number, arable, s.dice.between(300, 4000))
	if ends != nil {
		ends(row.now())
	}
	return s.numberKey(number)
}

func notParcels(s *sheet) []gis.Key {
	var keys []gis.Key
	for _, p := range s.parcels {
		if p.kind != landKind {
			keys = append(keys, s.parcelKey(p))
		}
	}
	return keys
}

// plantLoneSheet adds rows of a sheet that has no map.
func plantLoneSheet(s *sheet) []gis.Key {
	row := s.newRow("1", arable, s.dice.between(300, 4000))
	row.sheet = s.number + loneSheets
	return one(gis.MakeKey(Comune, s.section, strconv.Itoa(row.sheet), row.number, ""))
}

// loneSheets is added to the number of a sheet for rows whose sheet has no map.
const loneSheets = 9_000

// areaCases are parcels whose area in the census is off, and parcels that are
// off by just as much as is let pass: 5 % of the census area or 20 m².
func areaCases() []plantCase {
	const any, small, large = 0, 370, 425
	return []plantCase{
		{name: "census-counts-the-island", plant: plantFilledHole},
		{name: "small-census-too-large", plant: plantGap(any, small, true, true)},
		{name: "small-census-too-small", plant: plantGap(any, small, false, true)},
		{name: "small-census-large-enough-to-pass", why: "the gap is not above 20 m²", plant: plantGap(any, small, true, false)},
		{name: "small-census-small-enough-to-pass", why: "the gap is not above 20 m²", plant: plantGap(any, small, false, false)},
		{name: "large-census-too-large", plant: plantGap(large, math.Inf(1), true, true)},
		{name: "large-census-too-small", plant: plantGap(large+30, math.Inf(1), false, true)},
		{name: "large-census-large-enough-to-pass", why: "the gap is not above 5 %", plant: plantGap(large, math.Inf(1), true, false)},
		{name: "large-census-small-enough-to-pass", why: "the gap is not above 5 %", plant: plantGap(large+30, math.Inf(1), false, false)},
		{name: "census-in-two-rows", why: "the two open rows add up", plant: plantTwoRows},
		{name: "closed-row-beside", why: "only the open row counts", plant: plantClosedRow},
	}
}

// gap reports whether a census area in whole m² is off by more than is let pass.
func gap(area float64, census int) bool {
	return math.Abs(area-float64(census)) > max(0.05*float64(census), 20)
}

// plantGap enters a parcel with the census area nearest to its own that is off
// by more than is let pass, or the last one that is not.
func plantGap(least, most float64, above, found bool) func(*sheet) []gis.Key {
	return func(s *sheet) []gis.Key {
		p := s.freeOfArea("area", least, most)
		step := -1
		if above {
			step = 1
		}
		census := int(math.Round(p.area))
		for !gap(p.area, census) {
			census += step
		}
		if !found {
			census -= step
		}
		s.enterArea(p, census)
		return one(s.parcelKey(p))
	}
}

// plantFilledHole enters a parcel with the area that it would have without its
// hole.
func plantFilledHole(s *sheet) []gis.Key {
	p := s.freeWithHole("hole")
	s.enterArea(p, int(math.Round(areaOf(p.pieces[0][:1]))))
	return one(s.parcelKey(p))
}

func plantTwoRows(s *sheet) []gis.Key {
	p := s.freeOfArea("two rows", 425, math.Inf(1))
	third := int(p.area) / 3
	s.enterArea(p, third)
	s.enterArea(p, int(p.area)-third)
	return one(s.parcelKey(p))
}

func plantClosedRow(s *sheet) []gis.Key {
	p := s.free("closed row")
	s.enter(p)
	gone := s.enterArea(p, int(p.area)*3).now()
	gone.to = min(gone.from+2000, gis.Day(2024, 12, 31))
	return one(s.parcelKey(p))
}
