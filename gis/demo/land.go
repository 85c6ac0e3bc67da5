package demo

import (
	"math"

	"segit/gis"
)

// landRow is a land parcel of the census with its history.
type landRow struct {
	id     int
	sheet  int
	number string
	stages []landStage
	shares []share
}

// landStage is what a land parcel was from a day on.
type landStage struct {
	quality  int
	class    string
	area     int // m²
	from, to gis.Date
	partita  string
}

// Qualities of the code list that matter here.
const (
	arable         = 1   // seminativo
	citrus         = 49  // agrumeto
	ruralHouse     = 279 // fabbricato rurale
	urbanBody      = 282 // ente urbano
	toBeChecked    = 283 // fabbricato urbano da accertare
	suppressedLand = 998 // soppresso
	urbanPartita   = "1" // aree di enti urbani e promiscui
	noPartita      = "0" // suppressed
)

// enter writes a parcel of the map into the census with the area it has there,
// give or take what measuring gives or takes, well within the tolerance.
func (s *sheet) enter(p *parcel) *landRow {
	slack := min(p.area*0.02, 8)
	return s.enterArea(p, int(math.Round(p.area+s.dice.span(-slack, slack))))
}

// enterArea writes a parcel of the map into the census with a given area.
func (s *sheet) enterArea(p *parcel, area int) *landRow {
	if p.quality == 0 {
		p.quality = pick(s.dice, arable, arable, citrus, 29, 36, 47)
	}
	p.entered = true
	return s.newRow(p.number, p.quality, area)
}

// newRow adds an open row to the census.
func (s *sheet) newRow(number string, quality, area int) *landRow {
	d := s.dice
	st := landStage{quality: quality, area: area, from: gis.Day(d.between(1977, 2015), 1, 1) + gis.Date(d.IntN(365)), to: gis.OpenEnd}
	row := &landRow{id: s.town.nextObject(), sheet: s.number, number: number}
	if quality == urbanBody {
		st.partita = urbanPartita
	} else {
		st.class = "0" + pick(d, "1", "2", "3")
		row.shares = s.family()
	}
	row.stages = []landStage{st}
	if d.chance(12) {
		earlier := landStage{quality: pick(d, arable, citrus), class: "02", area: area, to: st.from}
		earlier.from = earlier.to - gis.Date(d.between(500, 6000))
		row.stages = []landStage{earlier, st}
	}
	s.rows = append(s.rows, row)
	return row
}

// now is the last stage.
func (r *landRow) now() *landStage { return &r.stages[len(r.stages)-1] }
