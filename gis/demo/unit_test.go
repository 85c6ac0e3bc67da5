package demo

import (
	"testing"

	"segit/gis"
)

func TestStagesFollowEachOther(t *testing.T) {
	end := gis.Day(2024, 12, 31)
	for rank := range 4 {
		s := testSheet(t, 8, 800, rank)
		stages := 0
		for _, u := range s.units {
			for n, st := range u.stages {
				stages++
				last := n == len(u.stages)-1
				switch {
				case st.from > end || st.to != gis.OpenEnd && (st.to > end || st.to <= st.from):
					t.Errorf("unit %d stage %d runs from %v to %v", u.id, n+1, st.from, st.to)
				case !last && st.to != u.stages[n+1].from:
					t.Errorf("unit %d: stage %d ends on %v, the next begins on %v", u.id, n+1, st.to, u.stages[n+1].from)
				case last && u.ends != st.to:
					t.Errorf("unit %d ends on %v, its titles on %v", u.id, st.to, u.ends)
				}
			}
		}
		for _, r := range s.rows {
			for n, st := range r.stages {
				if st.from > end || st.to != gis.OpenEnd && (st.to > end || st.to <= st.from) || st.area <= 0 {
					t.Errorf("land %d stage %d: %+v", r.id, n+1, st)
				}
			}
		}
		if stages <= len(s.units) {
			t.Errorf("sheet %d has no history", rank)
		}
	}
}

func TestKeysAreNamedOnce(t *testing.T) {
	s := testSheet(t, 9, 600, 2)
	units := map[gis.Key]bool{}
	for _, u := range s.units {
		k := s.key(u)
		if units[k] {
			t.Errorf("two units are %v", k)
		}
		units[k] = true
	}
	parcels := map[string]bool{}
	for _, p := range s.parcels {
		if parcels[p.number] {
			t.Errorf("two parcels are %s", p.number)
		}
		parcels[p.number] = true
	}
}

func TestRenditaAndConsistencyFitTheCategory(t *testing.T) {
	s := testSheet(t, 10, 200, 0)
	for _, c := range []struct {
		category                    string
		surface                     int
		class, consistency, rendita bool
	}{
		{"A02", 100, true, true, true},
		{"A10", 60, true, true, true},
		{"B01", 400, true, true, true},
		{"C01", 50, true, true, true},
		{"C06", 15, true, true, true},
		{"D08", 900, false, false, true},
		{"F02", 0, false, false, false},
		{"E07", 0, false, false, false},
		{"", 0, false, false, false},
	} {
		st := s.stage(c.category, squareMetres(c.surface), gis.Day(2000, 1, 1))
		if (st.class != "") != c.class || (st.consistency != "") != c.consistency || (st.rendita > 0) != c.rendita {
			t.Errorf("%q: %+v", c.category, st)
		}
	}
}

func TestAmpleIsEnough(t *testing.T) {
	s := testSheet(t, 11, 200, 0)
	for surface := 1; surface < 400; surface++ {
		declared := s.ample(squareMetres(surface))
		if declared < squareMetres(surface)*8/10 || declared > squareMetres(surface)*11/10+gis.One || declared%(gis.One/2) != 0 {
			t.Errorf("%d m²: %v declared", surface, declared)
		}
	}
	if s.ample(0) <= 0 {
		t.Error("a unit without surface declares nothing")
	}
}

func TestHousesAreOnTheirParcel(t *testing.T) {
	s := testSheet(t, 12, 900, 1)
	civics := map[string]*parcel{}
	for _, p := range s.parcels {
		if p.civic == "" {
			if len(p.units) > 0 {
				t.Errorf("parcel %s has units and no address", p.number)
			}
			continue
		}
		address := s.streets[p.street].name + " " + p.civic
		if other := civics[address]; other != nil && len(p.units) > 0 && p.units[0].now().category != "C06" && other.units[0].now().category != "C06" {
			t.Errorf("parcels %s and %s are both %s", p.number, other.number, address)
		}
		civics[address] = p
		for _, building := range p.mapped {
			if a := areaOf(building); a < 10 || a >= p.area {
				t.Errorf("parcel %s of %.0f m² has a building of %.0f m²", p.number, p.area, a)
			}
		}
	}
	if len(civics) < 20 {
		t.Errorf("%d addresses", len(civics))
	}
}
