package store_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"segit/gis"
	"segit/store"
)

// Rows of an import that was given up, found in free pages, are not rows of the
// supply that took its number since.
func TestRescueOfRowsOfAnImportGivenUp(t *testing.T) {
	a := openNew(t)
	take(t, a, "prima", gis.FullSupply, gis.Day(2020, 1, 1), func(int) (bool, bool) { return true, false })
	build := begin(t, a)
	s := build.Supply(intakeOf("lasciata"))
	for i := range 6 {
		if err := s.Rows(t.Context(), grid(plots(), fmt.Sprint(60+i), 24, corner)); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	if err := build.WriteOut(); err != nil {
		t.Fatal(err)
	}
	if err := build.Abandon(); err != nil {
		t.Fatal(err)
	}
	load(t, a, "seconda", grid(plots(), "99", 5, corner))
	now := shownIn(t, a)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(a.Path)
	if err != nil {
		t.Fatal(err)
	}
	raw = unlisted(raw)
	for page := 2; page < len(raw)/4096; page += 7 {
		bad := zeroed(raw, func(p int) bool { return p == page })
		path := filepath.Join(t.TempDir(), "guasto.segit")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		to, r, err := rescued(t, path, store.Keys{})
		if err != nil {
			t.Errorf("without page %d: %v", page, err)
			continue
		}
		sound(t, to)
		got := shownRows(t, to, store.Keys{})
		t.Logf("page %d: %d of %d rows, %v", page, total(got), total(now), r.Notes)
		fewer(t, fmt.Sprint("without page ", page), got, now)
	}
}
