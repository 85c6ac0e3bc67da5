package cxf

import (
	"maps"
	"math"
	"slices"

	"segit/gis"
)

// byCode is the area of each parcel code, normalised as in the keys of the map,
// and summed where a code comes twice.
func (s *Sup) byCode() map[string]gis.Decimal {
	areas := make(map[string]gis.Decimal, len(s.ParcelAreas))
	for _, p := range s.ParcelAreas {
		areas[gis.NormaliseNumber(p.Code)] += p.Area
	}
	return areas
}

// roundingOf is how far areas given in whole square metres may be off: a metre
// for one (offices round or cut off), half a metre for each more of a sum.
func roundingOf(n int) float64 { return 1 + 0.5*float64(max(n-1, 0)) }

// differences are the places where the quality file says something else than
// what the borders add up to. Each names what differs, then the figure of the
// file, then ours.
func (t *tessellation) differences(s *Sup) []gis.Message {
	var found []gis.Message
	count := func(label string, said, counted int) {
		if said != counted {
			found = append(found, gis.Say("sup.count", label, said, counted))
		}
	}
	area := func(label string, said gis.Decimal, measured, tolerance float64) {
		if math.Abs(said.Float()-measured) > tolerance {
			found = append(found, gis.Say("sup.area", label, said, hundredths(measured)))
		}
	}
	parcels, buildings, roads, waters := t.classes[parcel], t.classes[building], t.classes[road], t.classes[water]
	count("N.FABBRIC", s.Buildings, buildings.n)
	count("N.PARTIC", s.Parcels, parcels.n)
	count("N.STRADE", s.Roads, roads.n)
	count("N.ACQUE", s.Waters, waters.n)
	count("N.SVIL-ALL", s.Annexes, t.annexes.n)
	area(buildingLabel, s.BuildingArea, buildings.area, roundingOf(buildings.n))
	found = append(found, t.parcelDifferences(s)...)
	area("STRADE", s.RoadArea, roads.area, roundingOf(roads.n))
	area("ACQUE", s.WaterArea, waters.area, roundingOf(waters.n))
	area("SVIL-ALL", s.AnnexArea, t.annexes.area, roundingOf(t.annexes.n))
	area("TOTALE", s.Total, t.total(), roundingOf(parcels.n+roads.n+waters.n))
	area("CONFINE", s.Border, t.outside, roundingOf(1))
	area("SBILANCIO", s.Imbalance, (s.Total - s.Border).Float(), roundingOf(1))
	return found
}

// parcelDifferences compares parcel by parcel, in the order of the codes, and
// then their sum.
func (t *tessellation) parcelDifferences(s *Sup) []gis.Message {
	var found []gis.Message
	said := s.byCode()
	measured := make(map[string]float64, len(t.parcels))
	for code, area := range t.parcels {
		measured[gis.NormaliseNumber(code)] += area
	}
	for _, code := range slices.Sorted(maps.Keys(measured)) {
		area, ok := said[code]
		switch {
		case !ok:
			found = append(found, gis.Say("sup.parcel-missing", code, hundredths(measured[code])))
		case math.Abs(area.Float()-measured[code]) > roundingOf(1):
			found = append(found, gis.Say("sup.parcel-area", code, area, hundredths(measured[code])))
		}
	}
	for _, code := range slices.Sorted(maps.Keys(said)) {
		if _, ok := measured[code]; !ok {
			found = append(found, gis.Say("sup.parcel-unknown", code, said[code]))
		}
	}
	n := t.classes[parcel].n
	if sum := t.classes[parcel].area; math.Abs(s.ParcelArea.Float()-sum) > roundingOf(n) {
		found = append(found, gis.Say("sup.area", parcelLabel, s.ParcelArea, hundredths(sum)))
	}
	return found
}
