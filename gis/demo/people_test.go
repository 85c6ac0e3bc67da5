package demo

import (
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/person"
)

func TestNamesAreTellingApart(t *testing.T) {
	r := newRegistry()
	if len(r.surnames) != 64 || len(r.men) != 32 || len(r.women) != 32 {
		t.Fatalf("%d surnames, %d and %d names; the bits of a person want 64, 32, 32", len(r.surnames), len(r.men), len(r.women))
	}
	for _, names := range [][]string{r.men, r.women} {
		seen := map[string]string{}
		for _, n := range names {
			code := person.NameCode(n)
			if seen[code] != "" {
				t.Errorf("%s and %s are both %s", n, seen[code], code)
			}
			seen[code] = n
		}
	}
}

func TestNobodyIsAnybody(t *testing.T) {
	r, d := newRegistry(), newDice(1, 1)
	codes := map[string]bool{}
	last := gis.Day(2007, 1, 1) // everybody is of age by 2025
	for range 100_000 {
		who := r.person(d, "")
		parts, ok := person.Parse(who.code)
		if !ok || person.Check(who.code) != person.Natural || parts.Place != Comune || parts.Female != who.female {
			t.Fatalf("%s of %s is %v %+v", who.code, who.fullName(), ok, parts)
		}
		if codes[who.code] || who.birth > last {
			t.Fatalf("%s, born %v: known already or too young", who.code, who.birth)
		}
		codes[who.code] = true
	}
	for range 100 {
		c := r.company(d)
		if person.Check(c.code) != person.Company || c.code[7:10] != person.InventedOffice || codes[c.code] {
			t.Errorf("company code %s", c.code)
		}
		codes[c.code] = true
	}
}

func TestFamiliesHoldAllOfIt(t *testing.T) {
	s := &sheet{town: &town{registry: newRegistry()}, dice: newDice(3, 1)}
	for range 500 {
		quotas := map[string]float64{}
		for _, sh := range s.family() {
			quotas[sh.right] += float64(sh.num) / float64(sh.den)
		}
		for right, sum := range quotas {
			if sum < 0.999 || sum > 1.001 {
				t.Errorf("right %s adds up to %v", right, sum)
			}
		}
	}
}

func TestStreetsAreUnlike(t *testing.T) {
	seen := map[string]int{}
	for n := range 2000 {
		name := streetOf(n).fullName()
		if before, again := seen[name]; again {
			t.Fatalf("streets %d and %d are both %s", before, n, name)
		}
		if strings.Contains(name, "  ") || strings.TrimSpace(name) != name {
			t.Fatalf("street %q", name)
		}
		seen[name] = n
	}
}
