package control_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"segit/gis"
	"segit/gis/cadastre"
	"segit/gis/control"
)

// randomTown is a town of few numbers, so that everything meets everything.
func randomTown(rt *rapid.T) *town {
	t := newTown()
	key := func(label string) string {
		return fmt.Sprintf("%s/%d/%d/%d", rapid.SampledFrom([]string{"A", "B", "_"}).Draw(rt, label), 1,
			rapid.IntRange(1, 3).Draw(rt, label), rapid.IntRange(0, 2).Draw(rt, label))
	}
	people := []string{rossi, bianchi, "VRDGPP60A01W001K"}
	for range rapid.IntRange(1, 8).Draw(rt, "units") {
		c := cells{
			"category": rapid.SampledFrom([]string{"A02", "A05", "C06", "C01"}).Draw(rt, "category"),
			"surface":  rapid.SampledFrom([]string{"40", "100"}).Draw(rt, "surface"),
			"civic":    rapid.SampledFrom([]string{"1", "2"}).Draw(rt, "civic"),
		}
		u := t.unit(key("unit"), c)
		for range rapid.IntRange(0, 2).Draw(rt, "owners") {
			t.owner(u, rapid.SampledFrom(people).Draw(rt, "person"), cells{"right": rapid.SampledFrom([]string{"10", "80", "20", "99"}).Draw(rt, "right")})
		}
	}
	for range rapid.IntRange(1, 5).Draw(rt, "accounts") {
		c := cells{"z3": rapid.SampledFrom(people).Draw(rt, "holder"), "z5": "VIA ROMA", "z9": rapid.SampledFrom([]string{"1", "2", ""}).Draw(rt, "at")}
		k := key("account")
		if rapid.Bool().Draw(rt, "keyless") {
			k = ""
		}
		t.account(k, c)
	}
	for range rapid.IntRange(1, 5).Draw(rt, "land") {
		t.land(key("land"), cells{"quality": rapid.SampledFrom([]int{1, 282}).Draw(rt, "quality")})
	}
	for i := range rapid.IntRange(1, 6).Draw(rt, "parcels") {
		source := rapid.SampledFrom([]string{cadastre.MapSource, cadastre.InspireSource}).Draw(rt, "map")
		t.drawn(source, key("parcel"), square(40*float64(i)+0.1, 0.7, 31.3))
		t.building(square(40*float64(i)+3.3, 4.1, 8.3))
	}
	return t
}

// The same rows in another order give the same findings, to the last hash:
// what a person decided yesterday stands when the file is written anew.
func TestOrderOfRowsDecidesNothing(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		town := randomTown(rt)
		other := town.shuffled(rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1)))
		for _, c := range control.All() {
			id := c.Info().ID
			a, b := run(t, town, id, nil), run(t, other, id, nil)
			if diff := cmp.Diff(a, b); diff != "" {
				rt.Fatalf("%s: %s", id, diff)
			}
			seen := map[string]bool{}
			for i := range a.Findings {
				if f := &a.Findings[i]; seen[f.ID] || f.Proof == "" || len(f.Reasons) == 0 || len(f.Evidence) == 0 {
					rt.Fatalf("%s: twice, or without proof or reasons: %+v", id, f)
				}
				seen[a.Findings[i].ID] = true
			}
		}
	})
}

// A finding is of its year: the next one is another.
func TestIdsDifferByYear(t *testing.T) {
	town := newTown()
	town.unit("A/1/1/1", cells{"category": "A05"})
	c, err := control.ByID("obsolete-class")
	if err != nil {
		t.Fatal(err)
	}
	ids := map[string]int{}
	for y := 2025; y <= 2027; y++ {
		s, err := control.NewSetting(y, nil, c)
		if err != nil {
			t.Fatal(err)
		}
		r, err := c.Run(t.Context(), control.NewFacts(town, s.Day()), s)
		if err != nil || len(r.Findings) != 1 || r.Findings[0].TaxYear != y {
			t.Fatalf("%d: %v %+v", y, err, r)
		}
		ids[r.Findings[0].ID] = y
	}
	if len(ids) != 3 {
		t.Errorf("ids of three years: %v", ids)
	}
}

// Another supply that says the same is the same proof; another fact is not.
func TestProofIsOfWhatWasSeen(t *testing.T) {
	proof := func(surface string, before int) string {
		town := newTown()
		for range before { // the row stands further down in its file
			town.unit("B/2/2/2", cells{"category": "A01"})
		}
		town.unit("A/1/1/1", cells{"category": "A05", "surface": surface})
		return want(t, town, "obsolete-class", nil, 0, "A/1/1/1").Findings[0].Proof
	}
	if proof("100", 0) != proof("100", 5) {
		t.Error("the place in the file changes the proof")
	}
	if proof("100", 0) == proof("90", 0) {
		t.Error("another surface does not change the proof")
	}
}

func TestGeometryOfAKey(t *testing.T) {
	town := field()
	f := control.NewFacts(town, day(2025, 12, 31))
	_, k, err := gis.ParseKey("W001/A/1/10/3")
	if err != nil {
		t.Fatal(err)
	}
	if g, err := f.Geometry(t.Context(), k); err != nil || g == nil {
		t.Errorf("a unit's parcel: %v %v", g, err)
	}
	if g, err := f.Geometry(t.Context(), gis.Key{Comune: "W001", Sheet: "8", Parcel: "8"}); err != nil || g != nil {
		t.Errorf("a key that is not on the map: %v %v", g, err)
	}
}

// Several accounts of a unit and several rights of one holder: the finding
// tells them in the same order, whatever the order of the files.
func TestEvidenceIsInOneOrder(t *testing.T) {
	town := newTown()
	u := town.unit("A/1/1/1")
	town.owner(u, rossi, cells{"right": "10", "quota_num": 1, "quota_den": 2})
	town.add(cadastre.Titles(), cells{
		"subject_id": 1000, "subject_type": "P", "object_id": int(u), "object_type": "F", "right": "80", "quota_num": 1, "quota_den": 2,
	}, nil)
	for range 4 {
		town.account("A/1/1/1", cells{"z1": "10"})
	}
	first := want(t, town, "tari-surface", nil, 0, "A/1/1/1").Findings[0]
	for seed := range uint64(20) {
		other := town.shuffled(rand.New(rand.NewPCG(seed, 1)))
		if diff := cmp.Diff(first, run(t, other, "tari-surface", nil).Findings[0]); diff != "" {
			t.Fatal(diff)
		}
	}
}
