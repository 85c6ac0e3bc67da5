package demo_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"segit/gis"
	"segit/gis/demo"
)

// months writes the municipality and two months of it, one on the other.
func months(t *testing.T) (first, second string) {
	t.Helper()
	dir := t.TempDir()
	town := filepath.Join(dir, "town")
	if _, err := demo.Write(context.Background(), town, demo.Options{Seed: 1, Units: 200}, gis.Quiet{}); err != nil {
		t.Fatal(err)
	}
	first, second = filepath.Join(dir, "one"), filepath.Join(dir, "two")
	o := demo.MonthOptions{Seed: 3, Year: 2025, Month: 1, Mutations: 12}
	if err := demo.WriteMonth(context.Background(), town, first, o); err != nil {
		t.Fatal(err)
	}
	o.Month = 2
	if err := demo.WriteMonth(context.Background(), filepath.Join(first, demo.FullFolder), second, o); err != nil {
		t.Fatal(err)
	}
	return first, second
}

func TestMonthIsSmallAndTheSameAgain(t *testing.T) {
	one, two := months(t)
	again, twice := months(t)
	for _, pair := range [][2]string{{one, again}, {two, twice}} {
		for _, folder := range []string{demo.UpdateFolder, demo.FullFolder} {
			names, err := os.ReadDir(filepath.Join(pair[0], folder))
			if err != nil || len(names) < 6 {
				t.Fatalf("%d files, %v", len(names), err)
			}
			for _, e := range names {
				a, errA := os.ReadFile(filepath.Join(pair[0], folder, e.Name()))
				b, errB := os.ReadFile(filepath.Join(pair[1], folder, e.Name()))
				if errA != nil || errB != nil || !bytes.Equal(a, b) {
					t.Errorf("%s/%s differs: %v, %v", folder, e.Name(), errA, errB)
				}
			}
		}
	}
	update, err := os.ReadFile(filepath.Join(two, demo.UpdateFolder, "W001A2502.FAB"))
	if err != nil {
		t.Fatal(err)
	}
	full, err := os.ReadFile(filepath.Join(two, demo.FullFolder, "W001A2502.FAB"))
	if err != nil || 2*len(update) > len(full) {
		t.Errorf("the update has %d bytes of the %d of the whole, %v", len(update), len(full), err)
	}
	for line := range strings.Lines(string(update)) {
		if !strings.Contains(string(full), line) {
			t.Errorf("a line of the update is not in the full supply of the month's end: %s", line)
		}
	}
	if !strings.Contains(string(update), "022025") {
		t.Error("no act of the month")
	}
}

func TestMonthRefuses(t *testing.T) {
	o := demo.MonthOptions{Seed: 1, Year: 2025, Month: 1, Mutations: 1}
	if err := demo.WriteMonth(context.Background(), t.TempDir(), filepath.Join(t.TempDir(), "out"), o); gis.KindOf(err) != gis.BadInput {
		t.Errorf("of a folder without census: %v", err)
	}
}
