package demo

import (
	"math"

	"github.com/paulmach/orb"

	"segit/gis"
)

// ghostCases are buildings without a unit, and buildings that look so. Wherever
// nothing else is said the parcel is arable land.
func ghostCases() []plantCase {
	cases := []plantCase{
		{name: "in-the-notch-of-an-urban-L", why: "the house in the notch has units; the L around it is land", paired: true, plant: plantInNotch},
		{name: "on-an-island-of-an-urban-parcel", why: "the house on the island has units; the parcel around it is land", paired: true, plant: plantOnIsland},
		{name: "parcel-in-two-pieces", plant: plantTwoPiece},
		{name: "box-lies-in-an-urban-neighbour", plant: plantArm(true)},
		{name: "box-lies-on-land", why: "most of the house stands on the parcel with units", plant: plantArm(false)},
		{name: "half-and-a-bit-off-the-road", plant: plantByRoad(4.008, 3.992)},
		{name: "not-half-off-the-road", why: "49.9 % of the footprint", plant: plantByRoad(3.992, 4.008)},
		{name: "half-and-a-bit-beside-a-house", plant: plantByHouse(4.008, 3.992)},
		{name: "not-half-beside-a-house", why: "49.9 % of the footprint; the larger part is on a parcel with units", plant: plantByHouse(3.992, 4.008)},
		{name: "graffata-only", why: "the parcel is a further identifier of a unit next door", plant: plantGraffata},
		{name: "no-unit", plant: plantGhost(arable, box(0.2, 0.2, 0.7, 0.8), 0, "residenziale")},
		{name: "no-unit-on-citrus", plant: plantGhost(citrus, outline{{0.2, 0.2}, {0.8, 0.2}, {0.8, 0.5}, {0.5, 0.5}, {0.5, 0.8}, {0.2, 0.8}}, 0, "")},
		{name: "just-16-square-metres", plant: plantGhost(arable, box(0.3, 0.3, 0.6, 0.6), 16.004, "residenziale")},
		{name: "not-16-square-metres", why: "15.99 m²", plant: plantGhost(arable, box(0.3, 0.3, 0.6, 0.6), 15.99, "residenziale")},
		{name: "two-footprints", plant: plantTwoGhosts},
		{name: "closed-unit-only", plant: plantClosedGhost(func(s *sheet, u *unit) { s.suppress(u) })},
		{name: "suppressed-unit-without-date", plant: plantClosedGhost(func(_ *sheet, u *unit) { u.now().partita = suppressed })},
		{name: "homonym-with-unit", why: "a unit stands on it; the other section's parcel of the same number has none", paired: true, plant: plantHomonymGhost},
		{name: "rural-house", why: "quality 279", plant: plantGhost(ruralHouse, box(0.2, 0.2, 0.7, 0.8), 0, "residenziale")},
		{name: "house-to-be-checked", why: "quality 283", plant: plantGhost(toBeChecked, box(0.2, 0.2, 0.7, 0.8), 0, "residenziale")},
		{name: "urban-body", why: "quality 282", plant: plantGhost(urbanBody, box(0.2, 0.2, 0.7, 0.8), 0, "residenziale")},
	}
	for _, use := range []string{"serra", "rudere", "tettoia", "baracca", "pollaio"} {
		cases = append(cases, plantCase{name: "use-" + use, why: "use " + use, plant: plantGhost(arable, box(0.15, 0.15, 0.8, 0.8), 0, use)})
	}
	return cases
}

// ghost adds a footprint that the cadastral map does not have.
func (s *sheet) ghost(use string, ring orb.Ring) {
	s.footprints = append(s.footprints, footprint{polygon: orb.Polygon{ring}, use: use, height: float64(s.dice.between(30, 90)) / 10})
}

// plantGhost stands a footprint on a parcel without units; area 0 keeps the
// outline as it is.
func plantGhost(quality int, o outline, area float64, use string) func(*sheet) []gis.Key {
	return func(s *sheet) []gis.Key {
		p := s.free("ghost")
		p.quality = quality
		ring := s.ground.inLot(p.lots[0], o)
		if area > 0 {
			ring = ofArea(orb.Polygon{ring}, area)[0]
		}
		s.ghost(use, ring)
		return one(s.parcelKey(p))
	}
}

func plantTwoGhosts(s *sheet) []gis.Key {
	p := s.free("ghost")
	p.quality = arable
	s.ghost("residenziale", s.ground.inLot(p.lots[0], box(0.15, 0.1, 0.8, 0.45)))
	s.ghost("industriale", s.ground.inLot(p.lots[0], box(0.15, 0.55, 0.8, 0.9)))
	return one(s.parcelKey(p))
}

// plantClosedGhost stands a footprint on a parcel whose only unit is gone.
func plantClosedGhost(closes func(*sheet, *unit)) func(*sheet) []gis.Key {
	return func(s *sheet) []gis.Key {
		p := s.free("ghost")
		p.quality = arable
		closes(s, s.newUnit(p, "1", "A03", squareMetres(70), s.family()))
		s.ghost("residenziale", s.ground.inLot(p.lots[0], box(0.2, 0.2, 0.7, 0.8)))
		return one(s.parcelKey(p))
	}
}

func plantHomonymGhost(s *sheet) []gis.Key {
	p := s.homonym("ghost", "601")
	p.quality = arable
	if !s.leads() {
		s.home(p, "1", s.family())
	}
	s.ghost("residenziale", s.ground.inLot(p.lots[0], box(0.2, 0.2, 0.7, 0.8)))
	return one(s.parcelKey(p))
}

// plantInNotch stands a house in the notch of an L: the box of the L holds it
// as much as its own parcel does.
func plantInNotch(s *sheet) []gis.Key {
	inner, outer := s.freeAround("notch", false)
	return s.nest(inner, outer)
}

// plantOnIsland stands a house on a parcel that another one surrounds.
func plantOnIsland(s *sheet) []gis.Key {
	inner, outer := s.freeAround("island", true)
	return s.nest(inner, outer)
}

// nest puts a footprint on the inner parcel; the sheet that leads gives the
// units to the outer one, the other sheet to the inner one.
func (s *sheet) nest(inner, outer *parcel) []gis.Key {
	settled, land := inner, outer
	if s.leads() {
		settled, land = outer, inner
		s.raise(outer, outer.lots[0], "residenziale")
	}
	settled.quality, land.quality = urbanBody, arable
	s.home(settled, "1", s.family())
	s.ghost("residenziale", s.ground.inLot(inner.lots[0], box(0.06, 0.06, 0.94, 0.94)))
	return one(s.parcelKey(land))
}

// plantTwoPiece stands a building across the road that parts a parcel: neither
// piece alone holds half of it.
func plantTwoPiece(s *sheet) []gis.Key {
	p := s.twoPiece
	p.quality = arable
	west, east := p.lots[0], p.lots[1]
	var gap orb.Point // from the middle of the road's west side to that of its east side
	for _, j := range []int{0, 1} {
		a, b := s.ground.node(west.i+1, west.j+j), s.ground.node(east.i, east.j+j)
		gap[0], gap[1] = gap[0]+(b[0]-a[0])/2, gap[1]+(b[1]-a[1])/2
	}
	s.ghost("residenziale", s.ground.astride(west, box(-6, -4, math.Hypot(gap[0], gap[1])+6, 4)))
	return one(s.parcelKey(p))
}

// plantArm stands a house on two parcels: a compact part on one and a long thin
// arm on the other, so that its box lies mostly where the arm is. The east
// parcel has units when the west one is the ghost's.
func plantArm(ghost bool) func(*sheet) []gis.Key {
	return func(s *sheet) []gis.Key {
		west, east := s.freePair("arm")
		settled, land := west, east
		if ghost {
			settled, land = east, west
		}
		settled.quality, land.quality = urbanBody, arable
		s.home(settled, "1", s.family())
		s.ghost("residenziale", s.ground.astride(west.lots[0], outline{{-7, -5}, {0, -5}, {0, -1}, {9.5, -1}, {9.5, 1}, {0, 1}, {0, 5}, {-7, 5}}))
		return one(s.parcelKey(land))
	}
}

// plantByRoad stands a footprint of two depths, in metres, on a parcel and on
// the road east of it.
func plantByRoad(onParcel, onRoad float64) func(*sheet) []gis.Key {
	return func(s *sheet) []gis.Key {
		p := s.freeRoadside("roadside")
		p.quality = arable
		s.ghost("residenziale", s.ground.astride(p.lots[0], box(-onParcel, -5, onRoad, 5)))
		return one(s.parcelKey(p))
	}
}

// plantByHouse stands a footprint of two depths, in metres, on a parcel without
// units and on one with a unit east of it.
func plantByHouse(onLand, onSettled float64) func(*sheet) []gis.Key {
	return func(s *sheet) []gis.Key {
		west, east := s.freePair("neighbours")
		west.quality, east.quality = arable, urbanBody
		s.home(east, "1", s.family())
		s.ghost("residenziale", s.ground.astride(west.lots[0], box(-onLand, -5, onSettled, 5)))
		return one(s.parcelKey(west))
	}
}

func plantGraffata(s *sheet) []gis.Key {
	west, east := s.freePair("graffata")
	west.quality, east.quality = urbanBody, arable
	s.raise(west, west.lots[0], "residenziale")
	u := s.home(west, "1", s.family())
	u.also = []*parcel{east}
	s.ghost("residenziale", s.ground.inLot(east.lots[0], box(0.2, 0.2, 0.7, 0.8)))
	return one(s.parcelKey(east))
}
