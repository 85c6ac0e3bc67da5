package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/store"
)

// contents is what an archive says, one line a part.
func contents(t testing.TB, a *store.Archive) []string {
	t.Helper()
	all, err := a.Contents(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, c := range all {
		lines = append(lines, c.String())
	}
	return lines
}

// Contents tell apart what differs and nothing else: not the order of rows, nor
// the segments they stand in.
func TestContentsTellWhatDiffers(t *testing.T) {
	first, second := openNew(t), openNew(t)
	for _, sheet := range []string{"12", "13"} {
		load(t, first, "a", grid(plots(), sheet, 5, corner))
	}
	for _, sheet := range []string{"13", "12"} {
		load(t, second, "a", grid(plots(), sheet, 5, corner))
	}
	if p, q := contents(t, first), contents(t, second); !slices.Equal(p, q) {
		t.Errorf("%v\n%v", p, q)
	}
	load(t, second, "a", grid(plots(), "13", 5, orb.Point{corner[0], corner[1] + 1e-6}))
	rows := func(a *store.Archive) string { return fmt.Sprint(contents(t, a)[0]) }
	if rows(first) == rows(second) {
		t.Error("a micrometre of difference is not told")
	}
	edit(t, first, "f", "state", "checking")
	if p := contents(t, first); len(p) != 5 {
		t.Errorf("%v, want rows, two supplies, the journal and its edits", p)
	}
}
