package finding

import (
	"testing"

	"segit/gis"
)

var (
	parcel   = gis.MakeKey("W001", "A", "0012", "00345", "")
	neighbor = gis.MakeKey("W001", "A", "12", "346", "")
)

func TestIDIsStable(t *testing.T) {
	// Ids are stored in archives and printed on paper: this value may never change.
	const want = "27e4b35c493bdb5bf82965f5"
	if got := ID("ghost-building", "W001", gis.Land, 2025, parcel); got != want {
		t.Errorf("ID = %s, want %s", got, want)
	}
}

func TestIDTellsFindingsApart(t *testing.T) {
	base := ID("ghost-building", "W001", gis.Land, 2025, parcel, neighbor)
	same := map[string]string{
		"order of keys": ID("ghost-building", "W001", gis.Land, 2025, neighbor, parcel),
		"repeated key":  ID("ghost-building", "W001", gis.Land, 2025, parcel, neighbor, parcel),
		"unclean parts": ID("ghost-building", "W001", gis.Land, 2025, gis.MakeKey("w001", "a", "12", "345", "0"), neighbor),
	}
	for what, id := range same {
		if id != base {
			t.Errorf("%s changed the id", what)
		}
	}
	other := map[string]string{
		"control":  ID("parcel-area-gap", "W001", gis.Land, 2025, parcel, neighbor),
		"comune":   ID("ghost-building", "W002", gis.Land, 2025, parcel, neighbor),
		"cadastre": ID("ghost-building", "W001", gis.Urban, 2025, parcel, neighbor),
		"year":     ID("ghost-building", "W001", gis.Land, 2024, parcel, neighbor),
		"one key":  ID("ghost-building", "W001", gis.Land, 2025, parcel),
		"section":  ID("ghost-building", "W001", gis.Land, 2025, gis.MakeKey("W001", "B", "12", "345", ""), neighbor),
		"no key":   ID("ghost-building", "W001", gis.Land, 2025),
	}
	seen := map[string]string{base: "base"}
	for what, id := range other {
		if before, ok := seen[id]; ok {
			t.Errorf("%s and %s give the same id", what, before)
		}
		seen[id] = what
	}
}

func TestProofSpeaksOfTheSituationOnly(t *testing.T) {
	sample := func() gis.Finding { return wasteSurface() }
	base := sample()
	want := Proof(&base)
	tests := []struct {
		name   string
		change func(*gis.Finding)
		same   bool
	}{
		{"another supply says the same", func(f *gis.Finding) {
			f.Evidence[0].SHA256, f.Evidence[0].File, f.Evidence[0].Row, f.Evidence[0].Supply = "00", "tari-2026.csv", 7, 9
		}, true},
		{"rows in another order", func(f *gis.Finding) {
			f.Evidence[0], f.Evidence[1] = f.Evidence[1], f.Evidence[0]
		}, true},
		{"facts in another order", func(f *gis.Finding) {
			e := &f.Evidence[0]
			e.Facts[0], e.Facts[1] = e.Facts[1], e.Facts[0]
		}, true},
		{"a row delivered twice", func(f *gis.Finding) { f.Evidence = append(f.Evidence, f.Evidence[0]) }, true},
		{"the control's version", func(f *gis.Finding) { f.Version++ }, true},
		{"a person's work", func(f *gis.Finding) { f.State, f.Notes = "closed", nil }, true},
		{"another fact", func(f *gis.Finding) { f.Evidence[0].Facts[0].Value = "61" }, false},
		{"another dataset", func(f *gis.Finding) { f.Evidence[0].Dataset = "imu" }, false},
		{"a fact less", func(f *gis.Finding) { f.Evidence[0].Facts = f.Evidence[0].Facts[:1] }, false},
		{"a row less", func(f *gis.Finding) { f.Evidence = f.Evidence[:1] }, false},
		{"the expected value", func(f *gis.Finding) { f.Expected.Value++ }, false},
		{"the found unit", func(f *gis.Finding) { f.Found.Unit = "€" }, false},
		{"a worded difference", func(f *gis.Finding) { f.Delta = gis.Wording("state.new", "1") }, false},
		{"the key", func(f *gis.Finding) { f.Key.Sub = "7" }, false},
		{"the year", func(f *gis.Finding) { f.TaxYear-- }, false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			f := sample()
			test.change(&f)
			if got := Proof(&f); (got == want) != test.same {
				t.Errorf("same proof = %v, want %v", got == want, test.same)
			}
		})
	}
}

func TestProofLeavesTheFindingAlone(t *testing.T) {
	f := wasteSurface()
	Proof(&f)
	if f.Evidence[0].Facts[0].Label != "fact.surface" {
		t.Error("the order of the facts was changed")
	}
}
