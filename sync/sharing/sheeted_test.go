package sharing_test

import (
	"slices"
	"testing"
	"time"

	"github.com/paulmach/orb"

	"segit/gis/render"
	"segit/gis/text"
	"segit/sync/client"
	"segit/sync/sharing"
)

// row is sheets A/1 to A/n of 100 m side by side, the last of unknown place.
func row(n int) (all []client.Sheet) {
	for i := range n {
		x := float64(100 * i)
		s := client.Sheet{Cell: "A/" + string(rune('1'+i)), Rows: 10, Bytes: 1000}
		if i < n-1 {
			s.Outline = orb.Bound{Min: orb.Point{x, 0}, Max: orb.Point{x + 100, 100}}.ToPolygon()
		}
		all = append(all, s)
	}
	return all
}

// TestHowSheetsStand: what is here, what is not, what comes and what goes; and
// what of them is drawn and counted.
func TestHowSheetsStand(t *testing.T) {
	for name, c := range map[string]struct {
		s       sharing.Sheeted
		want    []uint8
		partial bool
		rows    int64
	}{
		"some":          {sharing.Sheeted{Here: []string{"A/1"}, Want: []string{"A/1"}}, []uint8{render.SheetHere, render.SheetElsewhere, render.SheetElsewhere}, true, 10},
		"coming, going": {sharing.Sheeted{Here: []string{"A/1"}, Want: []string{"A/2"}}, []uint8{render.SheetGoing, render.SheetComing, render.SheetElsewhere}, true, 10},
		"to the whole":  {sharing.Sheeted{Here: []string{"A/1"}}, []uint8{render.SheetHere, render.SheetComing, render.SheetComing}, true, 30},
		"whole":         {sharing.Sheeted{Whole: true}, []uint8{render.SheetHere, render.SheetHere, render.SheetHere}, false, 30},
		"from whole":    {sharing.Sheeted{Whole: true, Want: []string{"A/3"}}, []uint8{render.SheetGoing, render.SheetGoing, render.SheetHere}, true, 10},
	} {
		s := c.s
		s.Sheets = row(3)
		var got []uint8
		for i := range s.Sheets {
			got = append(got, s.State(s.Sheets[i].Cell))
		}
		if !slices.Equal(got, c.want) || s.Partial() != c.partial {
			t.Errorf("%s: %v, partial %v", name, got, s.Partial())
		}
		if rows, _ := s.Totals(s.Want); rows != c.rows {
			t.Errorf("%s: %d rows", name, rows)
		}
		d := s.Drawing(orb.Bound{Min: orb.Point{110, 10}, Max: orb.Point{120, 20}})
		if d == nil || d.Len() != 1 || d.Label[0] != "A/2" || d.Class[0] != c.want[1] {
			t.Errorf("%s: %+v", name, d)
		}
		if at := s.At(orb.Point{150, 50}); at != "A/2" {
			t.Errorf("%s: %q", name, at)
		}
		if s.At(orb.Point{250, 50}) != "" || s.Drawing(orb.Bound{Min: orb.Point{900, 0}, Max: orb.Point{901, 1}}) != nil {
			t.Errorf("%s: there is a sheet where none is", name)
		}
	}
	s := sharing.Sheeted{Sheets: row(3), Here: []string{"A/2"}, Want: []string{"A/2"}}
	if got := s.Bound(); got != (orb.Bound{Min: orb.Point{100, 0}, Max: orb.Point{200, 100}}) {
		t.Errorf("%v", got)
	}
	s.Want = nil
	if s.Spell(); !slices.Equal(s.Want, []string{"A/1", "A/2", "A/3"}) {
		t.Errorf("%v", s.Want)
	}
}

// TestWhatIsHereIsTold, and the end of a lease before it comes.
func TestWhatIsHereIsTold(t *testing.T) {
	words, err := text.Load(text.English)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 26, 10, 0, 0, 0, time.Local)
	for name, c := range map[string]struct {
		h      sharing.Holding
		expiry sharing.Expiry
		want   []string
	}{
		"some sheets": {
			sharing.Holding{Holding: client.Holding{Want: []string{"A/1"}, Here: []string{"A/1"}}, Rows: 1200, Bytes: 5_240_000, Until: now.AddDate(0, 0, 7)},
			sharing.LeaseRuns,
			[]string{"Sheets here (1): A/1 · 1,200 rows · 5.2 MB", "Opens until 3 Dec 2026 10:00"},
		},
		"ending, and changing": {
			sharing.Holding{Holding: client.Holding{Want: []string{"A/2", "A/3"}, Here: []string{"A/1", "A/2"}}, Rows: 3, Bytes: 900, Until: now.Add(23 * time.Hour)},
			sharing.LeaseEnding,
			[]string{"Sheets here (2): A/1, A/2 · 3 rows · 1 kB", "The next sync changes the area: sheets to come 1, to go 1", "Mind: it opens until 27 Nov 2026 09:00 only; sync before then"},
		},
		"ended":     {sharing.Holding{Until: now.Add(-time.Hour)}, sharing.LeaseEnded, []string{"Mind: it opens until 26 Nov 2026 09:00 only; sync before then"}},
		"the whole": {sharing.Holding{Holding: client.Holding{Whole: true}, Rows: 5, Bytes: 1e6}, sharing.NoLease, []string{"The whole municipality is here · 5 rows · 1.0 MB"}},
		"of one day": {
			sharing.Holding{Holding: client.Holding{Lease: 1}, Until: now.Add(7 * time.Hour)},
			sharing.LeaseRuns,
			[]string{"Opens until 26 Nov 2026 17:00"},
		},
		"of one day, ending": {
			sharing.Holding{Holding: client.Holding{Lease: 1}, Until: now.Add(5 * time.Hour)},
			sharing.LeaseEnding,
			[]string{"Mind: it opens until 26 Nov 2026 15:00 only; sync before then"},
		},
		"of ninety days": {
			sharing.Holding{Holding: client.Holding{Lease: 90}, Until: now.Add(25 * time.Hour)},
			sharing.LeaseRuns,
			[]string{"Opens until 27 Nov 2026 11:00"},
		},
		"before a sync": {sharing.Holding{}, sharing.NoLease, nil},
	} {
		if got := c.h.Expiry(now); got != c.expiry {
			t.Errorf("%s: %v", name, got)
		}
		if got := sharing.Told(&c.h, words, now); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q", name, got)
		}
	}
}
