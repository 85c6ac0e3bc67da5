package control_test

import (
	"slices"
	"testing"

	"segit/gis"
	"segit/gis/control"
)

const undersize = "tari-surface"

// The shortfall must be more than 5 m² and more than 5 % of 80 % of the
// cadastral surface.
func TestTariSurface(t *testing.T) {
	for _, c := range []struct {
		surface, declared string
		set               map[string]string
		found             bool
	}{
		{"100", "80", nil, false},
		{"100", "75", nil, false},                                               // 5 m² and 6.25 %: 5 m² is not more than 5 m²
		{"100", "74.999999", nil, true},                                         // by a millionth
		{"200", "152", nil, false},                                              // 8 m² and exactly 5 %
		{"200", "151.999999", nil, true},                                        //
		{"200", "153", nil, false},                                              // 7 m², under 5 %
		{"100", "120", nil, false},                                              // more than asked for
		{"131", "90", nil, true},                                                // domain B.3.3 example 5
		{"0", "10", nil, false},                                                 //
		{"100", "70", map[string]string{"tolerance_m2": "10"}, false},           //
		{"100", "70", map[string]string{"tolerance_percent": "12.5"}, false},    // 10 of 80: exactly
		{"100", "70", map[string]string{"tolerance_percent": "12.4999"}, true},  //
		{"100", "70", map[string]string{"ratio": "0.75"}, false},                // 75 − 70 = 5
		{"100.01", "75.007999", map[string]string{"tolerance_m2": "5"}, true},   // 80.008 − 75.007999
		{"100.01", "75.008", map[string]string{"tolerance_m2": "5"}, false},     //
		{"10", "3", nil, false},                                                 // 5 m² at once
		{"99999", "1", map[string]string{"tolerance_percent": "99.9987"}, true}, // no overflow
	} {
		t.Run(c.surface+" with "+c.declared, func(t *testing.T) {
			town := newTown()
			town.unit("A/1/1/1", cells{"surface": c.surface})
			town.account("A/1/1/1", cells{"z1": c.declared})
			var found []string
			if c.found {
				found = []string{"A/1/1/1"}
			}
			want(t, town, undersize, c.set, 0, found...)
		})
	}
}

// Accounts of a unit count together, once each, and only while open.
func TestTariSurfaceSumsAccounts(t *testing.T) {
	town := newTown()
	u := town.unit("A/1/1/1", cells{"also_keys": "W001/A/1/2/1"})
	town.owner(u, rossi)
	town.account("A/1/1/1", cells{"z1": "40"})
	town.account("A/1/2/1", cells{"z1": "30"})
	town.account("A/1/1/1", cells{"z1": "50", "to": day(2020, 1, 1)})
	f := want(t, town, undersize, nil, 0, "A/1/1/1").Findings[0]
	if f.Expected.Value != metres("80") || f.Found.Value != metres("70") || f.Delta.Value != metres("10") {
		t.Errorf("expected %v found %v delta %v", f.Expected, f.Found, f.Delta)
	}
	if f.Confidence != gis.Low || !slices.Contains(codes(&f), "surface.presumption") || !slices.Contains(codes(&f), "surface.field10") {
		t.Errorf("%v %v", f.Confidence, codes(&f))
	}
	wantEvidence(t, &f, "subjects 1", "tari 1", "tari 2", "titles 1", "units 1")
	town.account("", cells{"z1": "10", "z3": rossi, "z5": "VIA ROMA", "z9": "1"}) // by civic and holder
	want(t, town, undersize, nil, 0)
}

func TestTariSurfaceDeclinesToSpeak(t *testing.T) {
	town := newTown()
	town.unit("A/1/1/1")
	town.account("A/1/1/1", cells{"z1": "10"})
	town.add(tariLayout(), cells{"z8": "A", "z6": "1", "z4": "1", "z2": "1"}, nil) // says no surface
	town.unit("A/1/2/1")
	town.unit("A/1/2/2")
	town.account("A/1/2/1", cells{"z1": "10"})
	town.account("A/1/2", cells{"z1": "70"}) // may be of the one or of the other
	town.unit("A/1/3/1", cells{"category": "D01"})
	town.account("A/1/3/1", cells{"z1": "10"})
	town.unit("A/1/4/1")
	want(t, town, undersize, nil, 2)
}

// Domain B.3.3 example 5, to the cent: 131 m² without open areas, 90 declared,
// three people, 2025.
func TestTariSurfaceEuro(t *testing.T) {
	house := func() *town {
		town := newTown()
		town.unit("A/1/1/1", cells{"surface": "131"})
		return town
	}
	for _, c := range []struct {
		name    string
		account cells
		set     map[string]string
		euro    gis.Cents
		reason  string
	}{
		{"of the tables", cells{"z7": 3}, nil, 3374, ""},
		{"of the office", cells{"z7": 3}, map[string]string{"quf": "2.10", "ka": "1.02"}, 3374, ""},
		{"occupants supposed", cells{}, map[string]string{"occupants": "3"}, 3374, "estimate.occupants"},
	} {
		t.Run(c.name, func(t *testing.T) {
			town := house()
			town.account("A/1/1/1", with(cells{"z1": "90"}, []cells{c.account}))
			f := want(t, town, undersize, c.set, 0, "A/1/1/1").Findings[0]
			if f.Euro == nil || *f.Euro != c.euro {
				t.Errorf("euro %v, want %v", f.Euro, c.euro)
			}
			if got := slices.Contains(codes(&f), "estimate.occupants"); got != (c.reason != "") {
				t.Errorf("reasons %v", codes(&f))
			}
		})
	}
	shop := newTown()
	shop.unit("A/1/1/1", cells{"surface": "131", "category": "C01"})
	shop.account("A/1/1/1", cells{"z1": "90"})
	if f := want(t, shop, undersize, nil, 0, "A/1/1/1").Findings[0]; f.Euro != nil || !slices.Contains(codes(&f), "estimate.not-household") {
		t.Errorf("a shop is estimated: %v %v", f.Euro, codes(&f))
	}
}

// elsewhere is a town of a municipality whose tariff is in no table.
type elsewhere struct{ *town }

func (elsewhere) Comune() string { return "C351" }

func TestNoTariffNoEstimate(t *testing.T) {
	town := newTown()
	town.unit("A/1/1/1", cells{"surface": "131"})
	town.account("A/1/1/1", cells{"z1": "90", "z7": 3})
	town.unit("A/1/2/1", cells{"surface": "131"})
	r := run(t, elsewhere{town}, undersize, nil)
	for i := range r.Findings {
		// Keys keep the municipality of their rows; accounts name none.
		t.Errorf("%v: an account of C351 is tied to a unit of W001", r.Findings[i].Key)
	}
	for _, set := range []map[string]string{nil, {"quf": "2.10", "ka": "1.02"}} {
		for _, f := range run(t, elsewhere{town}, untaxed, set).Findings {
			if f.Euro != nil {
				t.Errorf("%v: an amount without a variable part", f.Key)
			}
			if got := slices.Contains(codes(&f), "estimate.no-tariff"); got != (set == nil) {
				t.Errorf("%v: %v", set, codes(&f))
			}
		}
	}
	whole := map[string]string{"quf": "2.10", "ka": "1.02", "variable": "180"}
	for _, f := range run(t, elsewhere{town}, untaxed, whole).Findings {
		if f.Euro == nil || *f.Euro != 43276 {
			t.Errorf("%v: %v, want 432.76", f.Key, f.Euro)
		}
	}
}

func TestHalfTariffIsRefused(t *testing.T) {
	town := newTown()
	c, err := control.ByID(undersize)
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range []map[string]string{{"quf": "2"}, {"ka": "1"}, {"variable": "100"}} {
		s, err := control.NewSetting(year, set, c)
		if err != nil {
			t.Fatal(err)
		}
		_, err = c.Run(t.Context(), control.NewFacts(town, s.Day()), s)
		if gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%v: %v", set, err)
		}
	}
}
