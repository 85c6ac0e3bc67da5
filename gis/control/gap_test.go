package control_test

import (
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
)

// The tolerance is the larger of one twentieth of the census area and 20 m²;
// what equals it is no finding.
func TestParcelAreaGap(t *testing.T) {
	for _, c := range []struct {
		name   string
		width  float64 // by 10 m
		census string
		set    map[string]string
		found  bool
	}{
		{"equal", 100, "1000", nil, false},
		{"5 % larger", 105, "1000", nil, false},
		{"a little more than 5 % larger", 105.001, "1000", nil, true},
		{"5 % smaller", 95, "1000", nil, false},
		{"a little more than 5 % smaller", 94.999, "1000", nil, true},
		{"20 m² on a small parcel", 12, "100", nil, false},
		{"a little more than 20 m² on a small parcel", 12.001, "100", nil, true},
		{"20 m² less on a small parcel", 8, "100", nil, false},
		{"an office that allows 10 %", 109, "1000", map[string]string{"tolerance_percent": "10"}, false},
		{"an office that allows 200 m²", 119, "1000", map[string]string{"tolerance_m2": "200"}, false},
		{"a comma in a parameter", 109, "1000", map[string]string{"tolerance_percent": "9,5"}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			town := newTown()
			town.parcel("A/1/10", rectangle(0, 0, c.width, 10))
			town.land("A/1/10", cells{"surface": c.census})
			var found []string
			if c.found {
				found = []string{"A/1/10"}
			}
			want(t, town, "parcel-area-gap", c.set, 0, found...)
		})
	}
}

func TestParcelAreaGapSums(t *testing.T) {
	town := newTown()
	// Two pieces and two rows of one parcel; a row that is closed counts not.
	town.parcel("A/1/10", square(0, 0, 20))
	town.parcel("A/1/10", square(50, 0, 20))
	town.land("A/1/10", cells{"surface": "500"})
	town.land("A/1/10", cells{"surface": "300"})
	town.land("A/1/10", cells{"surface": "9000", "to": day(2010, 1, 1)})
	town.land("A/1/10", cells{"surface": "9000", "quality": 998})
	want(t, town, "parcel-area-gap", nil, 0)
	town.land("A/1/10", cells{"surface": "300"})
	f := want(t, town, "parcel-area-gap", nil, 0, "A/1/10").Findings[0]
	if f.Expected.Value != metres("1100") || f.Found.Value != metres("800") || f.Delta.Value != metres("-300") {
		t.Errorf("expected %v found %v delta %v", f.Expected, f.Found, f.Delta)
	}
	if f.Severity != gis.Medium || f.Confidence != gis.High || !slices.Equal(codes(&f), []string{"gap.reason-large"}) {
		t.Errorf("beyond four times the tolerance: %v %v %v", f.Severity, f.Confidence, codes(&f))
	}
	wantEvidence(t, &f, "land 1", "land 2", "land 5", "parcels 1", "parcels 2")
}

func TestParcelAreaGapUndecided(t *testing.T) {
	town := newTown()
	town.parcel("A/1/10", square(0, 0, 20))
	town.land("A/1/10", cells{"surface": "0"})
	town.parcel("A/1/11", square(50, 0, 20))
	town.land("A/1/11", cells{"surface": "100"})
	b := town.sets["land census"]
	nums, nulls := b.Nums(b.Schema.Role(gis.RoleSurface))
	nums[1], nulls[1] = 0, true                   // the row does not say its area
	town.land("_/1/12", cells{"surface": "5000"}) // may be either of two
	town.parcel("A/1/12", square(100, 0, 20))     //
	town.parcel("B/1/12", square(150, 0, 20))     //
	town.land("_/1/13", cells{"surface": "5000"}) // must be this one
	town.parcel("A/1/13", square(200, 0, 20))     //
	town.parcel("A/1/14", square(250, 0, 20))     // not in the census: control 7
	town.land("A/1/15")                           // not on the map: control 7
	want(t, town, "parcel-area-gap", nil, 4, "A/1/13")
}

// Annexes and developments draw the same parcel again: it counts once.
func TestParcelAreaGapCountsAPolygonOnce(t *testing.T) {
	town := newTown()
	town.parcel("A/1/10", square(0, 0, 20))
	town.parcel("A/1/10", square(0, 0, 20))
	town.land("A/1/10", cells{"surface": "400"})
	want(t, town, "parcel-area-gap", nil, 0)
}

// A border that crosses itself measures nothing.
func TestParcelAreaGapOfACrossedBorder(t *testing.T) {
	town := newTown()
	town.parcel("A/1/10", orb.Polygon{{{0, 0}, {40, 40}, {40, 0}, {0, 40}, {0, 0}}})
	town.land("A/1/10", cells{"surface": "1600"})
	want(t, town, "parcel-area-gap", nil, 1)
}
