package demo_test

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"segit/gis"
	"segit/gis/demo"
)

// town writes a municipality and gives its folder and its truth.
func town(t *testing.T, seed int64, units int) (string, demo.Truth) {
	t.Helper()
	dir := t.TempDir()
	if _, err := demo.Write(context.Background(), dir, demo.Options{Seed: seed, Units: units}, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(filepath.Join(dir, "truth.json"))
	if err != nil {
		t.Fatal(err)
	}
	var truth demo.Truth
	if err := json.Unmarshal(raw, &truth); err != nil {
		t.Fatal(err)
	}
	return dir, truth
}

// planted are the findings of a truth as the oracle gives its own.
func planted(truth demo.Truth) []string {
	var all []string
	for _, c := range truth.Findings {
		all = append(all, c.Control+" "+c.Key)
	}
	slices.Sort(all)
	return all
}

func TestTruthIsFound(t *testing.T) {
	for _, c := range []struct {
		seed  int64
		units int
		year  int
	}{{0, 200, 2025}, {1, 200, 2026}, {2, 200, 2039}, {-4, 600, 2027}} {
		dir, truth := town(t, c.seed, c.units)
		got := findings(readSupply(t, dir), careless{}, c.year)
		if diff := cmp.Diff(planted(truth), got); diff != "" {
			t.Errorf("seed %d, %d units, %d: planted and not found (-), found and not planted (+)\n%s", c.seed, c.units, c.year, diff)
		}
	}
}

// TestCarelessControlsFail shows that a control that gets one thing wrong does
// not find the truth, and in which control it shows.
func TestCarelessControlsFail(t *testing.T) {
	dir, truth := town(t, 5, 200)
	supply := readSupply(t, dir)
	for _, c := range []struct {
		name  string
		how   careless
		wrong []string
	}{
		{"bounding boxes", careless{boxes: true}, []string{"ghost-building", "parcel-area-gap"}},
		{"no section", careless{dropSection: true}, []string{
			"ghost-building", "map-census-mismatch", "parcel-area-gap", "obsolete-class", "tari-untaxed", "tari-surface",
		}},
		{"no transform", careless{ignoreCRS: true}, []string{"ghost-building"}},
		{"area in the file's CRS", careless{areaInFile: true}, []string{"ghost-building"}},
		{"holes filled", careless{outerRings: true}, []string{"ghost-building", "parcel-area-gap"}},
		{"one piece", careless{firstPiece: true}, []string{"ghost-building", "parcel-area-gap"}},
		{"dates alone", careless{trustDates: true}, []string{"ghost-building", "map-census-mismatch", "obsolete-class"}},
		{"any right", careless{anyRight: true}, []string{"tari-untaxed"}},
		{"past accounts", careless{pastAccounts: true}, []string{"tari-untaxed", "tari-surface"}},
		{"no graffate", careless{noGraffate: true}, []string{"ghost-building", "tari-untaxed"}},
	} {
		wrong := map[string]bool{}
		got, want := findings(supply, c.how, 2026), planted(truth)
		for _, f := range append(slices.Clone(got), want...) {
			if slices.Contains(got, f) != slices.Contains(want, f) {
				control, _, _ := strings.Cut(f, " ")
				wrong[control] = true
			}
		}
		for _, control := range c.wrong {
			if !wrong[control] {
				t.Errorf("%s: %s finds the truth all the same", c.name, control)
			}
		}
	}
}
