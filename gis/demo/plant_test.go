package demo

import (
	"errors"
	"fmt"
	"testing"

	"segit/gis"
)

func TestEveryCaseIsPlanted(t *testing.T) {
	for seed := range int64(8) {
		for _, units := range []int{200, 1001} {
			p, err := newPlan(Options{Seed: seed, Units: units})
			if err != nil {
				t.Fatal(err)
			}
			truth := &Truth{}
			town := &town{registry: newRegistry(), truth: truth}
			open := 0
			for rank := range 2 * p.perSection {
				s, err := newSheet(town, &p, rank)
				if err != nil {
					t.Fatal(err)
				}
				for _, u := range s.units {
					if u.open() {
						open++
					}
				}
			}
			if open != units {
				t.Errorf("%d open units, want %d", open, units)
			}
			count, byKey := map[string]int{}, map[string]string{}
			for _, cases := range [][]Case{truth.Findings, truth.NearMisses} {
				for _, c := range cases {
					count[c.Control+" "+c.Case]++
					count[fmt.Sprint(c.Control, c.Why == "")]++
					if other := byKey[c.Control+c.Key]; other != "" && other != c.Case {
						t.Errorf("%s %s is planted as %s and as %s", c.Control, c.Key, other, c.Case)
					}
					byKey[c.Control+c.Key] = c.Case
				}
			}
			for _, planter := range planters() {
				for _, c := range planter.cases {
					if n := count[planter.control+" "+c.name]; n < 2 {
						t.Errorf("seed %d, %d units: %s %s is there %d times", seed, units, planter.control, c.name, n)
					}
				}
				for _, found := range []bool{true, false} {
					if n := count[fmt.Sprint(planter.control, found)]; n < 2 {
						t.Errorf("%s: %d cases with found = %v", planter.control, n, found)
					}
				}
			}
		}
	}
}

// TestFullSheetIsRefused asks a sheet without free parcels for every case.
func TestFullSheetIsRefused(t *testing.T) {
	for _, planter := range planters() {
		for _, c := range planter.cases {
			s := testSheet(t, 1, 200, 0)
			s.lottery, s.flats = nil, nil
			if c.plant(s); s.failed == nil {
				continue // it needs no parcel of its own
			}
			var e *gis.Error
			if !errors.As(s.failed, &e) || e.Code != "demo.room" {
				t.Errorf("%s: %v", c.name, s.failed)
			}
		}
	}
	s := testSheet(t, 1, 200, 0)
	s.lottery, s.quota = nil, s.quota+1
	if s.fill(); s.failed == nil {
		t.Error("a full sheet took another house")
	}
}

func TestGap(t *testing.T) {
	for _, c := range []struct {
		area   float64
		census int
		want   bool
	}{
		{420, 400, false},
		{420.01, 400, true},
		{380, 400, false},
		{379.99, 400, true},
		{1050, 1000, false},
		{1050.01, 1000, true},
		{950, 1000, false},
		{80, 100, false},
		{79.9, 100, true},
	} {
		if got := gap(c.area, c.census); got != c.want {
			t.Errorf("gap(%v, %d) = %v", c.area, c.census, got)
		}
	}
}

func TestTruthIsSorted(t *testing.T) {
	truth := Truth{}
	for _, number := range []string{"7", "10", "2"} {
		truth.add("b", gis.Urban, gis.MakeKey(Comune, "A", "1", number, "3"), "case", "")
		truth.add("a", gis.Land, gis.MakeKey(Comune, "A", "1", number, ""), "case", "why")
	}
	var out counter
	if err := truth.write(&out); err != nil || out == 0 {
		t.Fatal(out, err)
	}
	if len(truth.Findings) != 3 || len(truth.NearMisses) != 3 || truth.Findings[0].Key != "W001/A/1/10/3" || truth.NearMisses[2].Key != "W001/A/1/7" {
		t.Errorf("%+v", truth)
	}
}

// counter counts the bytes written to it.
type counter int

func (c *counter) Write(b []byte) (int, error) { *c += counter(len(b)); return len(b), nil }
