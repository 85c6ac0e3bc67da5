package demo

import "segit/gis"

// planter plants the cases of one control. A later control joins by a planter
// of its own in [planters].
type planter struct {
	control  string
	cadastre gis.Cadastre
	cases    []plantCase
}

// plantCase is one way in which a control finds something, or is tempted to.
type plantCase struct {
	name string
	// why says why what is planted is no finding; "" when it is one. In a
	// paired case it is said of the sheet that does not lead.
	why string
	// paired cases need a sheet and the sheet of the same number in the other
	// section: the one that leads holds the finding.
	paired bool
	// plant changes the sheet and returns the keys that are found or missed.
	plant func(s *sheet) []gis.Key
}

// planters are all of them. Those that need parcels of a certain shape come
// first, while there is choice.
func planters() []planter {
	return []planter{
		{"ghost-building", gis.Land, ghostCases()},
		{"parcel-area-gap", gis.Land, areaCases()},
		{"map-census-mismatch", gis.Land, mapCases()},
		{"obsolete-class", gis.Urban, classCases()},
		{"tari-untaxed", gis.Urban, append(untaxedCases(), taxedCases()...)},
		{"tari-surface", gis.Urban, surfaceCases()},
	}
}

// plant plants the cases whose turn it is in this sheet. Both sections have the
// same turns, paired cases twice as often as others.
func (s *sheet) plant() {
	turn := 0
	for _, p := range planters() {
		for _, c := range p.cases {
			turn++
			stride := s.plan.stride
			if c.paired {
				stride /= 2
			}
			if (s.number+turn)%stride != 0 || s.failed != nil {
				continue
			}
			why := c.why
			if c.paired && s.leads() {
				why = ""
			}
			for _, key := range c.plant(s) {
				s.town.truth.add(p.control, p.cadastre, key, c.name, why)
			}
		}
	}
}

// one is a single key.
func one(key gis.Key) []gis.Key { return []gis.Key{key} }
