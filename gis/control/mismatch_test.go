package control_test

import (
	"slices"
	"testing"

	"segit/gis"
)

const mismatch = "map-census-mismatch"

func TestMapCensusMismatch(t *testing.T) {
	town := newTown()
	at := 0.0
	draw := func(keys ...string) {
		for _, k := range keys {
			town.parcel(k, square(at, 0, 30))
			at += 40
		}
	}
	draw("A/1/1", "A/1/2", "B/1/3", "A/1/X12", "A/1/STRADA1", "A/1/ACQUA2", "A/7/1", "A/1/X", "A/1/X1B")
	town.land("A/1/1")
	town.land("A/1/3")                                // only on paper here: B/1/3 is another parcel
	town.land("B/1/4")                                //
	town.land("B/1/3", cells{"to": day(2025, 12, 1)}) // closed before the day
	town.land("B/1/3", cells{"partita": "0"})         // suppressed
	town.land("C/5/1")                                // a sheet that the map lacks
	r := want(t, town, mismatch, nil, 0, "A/1/2", "A/1/3", "A/1/X1B", "B/1/3", "B/1/4")
	if got := []string{r.Remarks[0].Code, r.Remarks[1].Code}; len(r.Remarks) != 2 || !slices.Equal(got, []string{"mismatch.sheets-map", "mismatch.sheets-census"}) {
		t.Errorf("remarks %v", r.Remarks)
	}
	onMap, onPaper := r.Findings[0], r.Findings[1]
	if onMap.Found.Word.Code != "mismatch.only-map" || onMap.Geometry == nil || onMap.Confidence != gis.High {
		t.Errorf("%+v", onMap)
	}
	wantEvidence(t, &onMap, "parcels 2")
	if onPaper.Found.Word.Code != "mismatch.only-census" || onPaper.Geometry != nil {
		t.Errorf("%+v", onPaper)
	}
	wantEvidence(t, &onPaper, "land 2")
}

// A side that leaves the section out is never a mismatch by that alone.
func TestMapCensusMismatchWithoutSections(t *testing.T) {
	for _, c := range []struct {
		name        string
		drawn, land []string
		undecided   int
		found       []string
	}{
		{"census without, one on the map", []string{"A/1/5"}, []string{"_/1/5"}, 0, nil},
		{"census without, two on the map", []string{"A/1/5", "B/1/5"}, []string{"_/1/5"}, 3, nil},
		{"map without, one in the census", []string{"_/1/5"}, []string{"A/1/5"}, 0, nil},
		{"map without, two in the census", []string{"_/1/5"}, []string{"A/1/5", "B/1/5"}, 3, nil},
		{"census without, not on the map", []string{"A/1/5"}, []string{"_/1/5", "_/1/6"}, 0, []string{"_/1/6"}},
		{"neither has sections", []string{"_/1/5", "_/1/7"}, []string{"_/1/5", "_/1/6"}, 0, []string{"_/1/6", "_/1/7"}},
		{"zeros and case", []string{"a/0001/00005"}, []string{"A/1/5"}, 0, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			town := newTown()
			for i, k := range c.drawn {
				town.parcel(k, square(float64(40*i), 0, 30))
			}
			for _, k := range c.land {
				town.land(k)
			}
			want(t, town, mismatch, nil, c.undecided, c.found...)
		})
	}
}

// Sheets that one side lacks altogether are told by name, and compared on
// demand.
func TestMapCensusMismatchOfWholeSheets(t *testing.T) {
	town := newTown()
	town.parcel("A/1/1", square(0, 0, 20))
	town.parcel("B/1/7", square(50, 0, 20))
	town.land("A/1/1")
	town.land("A/2/5")
	r := want(t, town, "map-census-mismatch", nil, 0)
	if len(r.Remarks) != 2 || r.Remarks[0].Args[1] != "B/1" || r.Remarks[1].Args[1] != "A/2" {
		t.Errorf("remarks %v", r.Remarks)
	}
	want(t, town, "map-census-mismatch", map[string]string{"whole_sheets": "1"}, 0, "A/2/5", "B/1/7")
}
