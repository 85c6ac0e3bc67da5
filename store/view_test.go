package store_test

import (
	"fmt"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// dated imports a sheet with a day.
func dated(t testing.TB, a *store.Archive, file string, day gis.Date, b *gis.Batch) gis.Supply {
	t.Helper()
	build := begin(t, a)
	in := intakeOf(file)
	in.Supply.Date = day
	s := build.Supply(in)
	if err := s.Rows(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	s.Counted(gis.Counts{Read: int64(b.Len())})
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	return s.Result()
}

var (
	spring = gis.Day(2024, 4, 1)
	autumn = gis.Day(2024, 10, 1)
)

// sheetTwice is an archive of a sheet of 40×40 parcels of which the second
// supply has every tenth larger on paper, and not the last row of 40.
func sheetTwice(t *testing.T) (*store.Archive, gis.Supply) {
	t.Helper()
	a := openNew(t)
	dated(t, a, "a", spring, grid(plots(), "12", 40, corner))
	second := gis.NewBatch(plots())
	all := grid(plots(), "12", 40, corner)
	for row := range 39 * 40 {
		second.Append(all, []int{row})
		second.Line[row] = uint32(5000 + row)
	}
	areas, _ := second.Nums(2)
	for row := range areas {
		if row%10 == 0 {
			areas[row] = 200 * int64(gis.One)
		}
	}
	return a, dated(t, a, "b", autumn, second)
}

// Every way to read rows gives those in force, once, from the supply from which
// they are known; those of before are there for whoever asks for that day.
func TestRowsInForceAreReadInEveryWay(t *testing.T) {
	a, second := sheetTwice(t)
	if second.Added != 0 || second.Changed != 156 || second.Removed != 40 || !slices.Equal(second.Replaces, []uint32{1}) {
		t.Errorf("added %d, changed %d, removed %d, replaces %v", second.Added, second.Changed, second.Removed, second.Replaces)
	}
	ask := store.Ask{Dataset: "parcels", Shapes: true}
	everywhere := orb.Bound{Min: corner, Max: orb.Point{corner[0] + 400, corner[1] + 400}}
	for _, c := range []struct {
		at   store.Moment
		want int
		area string // of parcel 11, which the second supply changed
		from uint32
	}{
		{store.Moment{}, 1560, "200", 2},
		{store.Moment{AsKnown: autumn}, 1560, "200", 2},
		{store.Moment{AsKnown: autumn - 1}, 1600, "100", 1},
		{store.Moment{AsKnown: spring - 1}, 0, "", 0},
	} {
		s, err := a.SnapshotAt(t.Context(), c.at)
		if err != nil {
			t.Fatal(err)
		}
		window, drawn := 0, map[string]bool{}
		err = s.Window(t.Context(), ask, everywhere, func(r *store.Row) error { window++; return nil })
		if err != nil {
			t.Fatal(err)
		}
		hits, err := s.Hits(ask, everywhere)
		if err != nil || hits != c.want || window != c.want || count(t, s, ask) != c.want {
			t.Errorf("%+v: %d hits, %d in the window, %d scanned, %v; want %d", c.at, hits, window, count(t, s, ask), err, c.want)
		}
		refs, err := s.Drawings(ask, everywhere, 1)
		if err != nil {
			t.Fatal(err)
		}
		for _, ref := range refs {
			d, err := s.Drawing(ref)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range d.Row {
				drawn[fmt.Sprint(ref.Segment, row)] = true
			}
		}
		if len(drawn) != c.want {
			t.Errorf("%+v: %d drawn, want %d", c.at, len(drawn), c.want)
		}
		area, from := "", uint32(0)
		err = s.ByKey(t.Context(), ask, gis.MakeKey("W001", "", "12", "11", ""), func(r *store.Row) error {
			n, _ := r.Num(2, r.At)
			area, from = gis.Decimal(n).String(), r.Supply
			return nil
		})
		if err != nil || area != c.area || from != c.from {
			t.Errorf("%+v: parcel 11 has %q from supply %d, %v", c.at, area, from, err)
		}
		if err := s.Release(); err != nil {
			t.Error(err)
		}
	}
}

// An ended row is read by its address still: a finding of an older supply can
// be shown what it saw.
func TestEndedRowIsReadByItsAddress(t *testing.T) {
	a, _ := sheetTwice(t)
	then, err := a.SnapshotAt(t.Context(), store.Moment{AsKnown: spring})
	if err != nil {
		t.Fatal(err)
	}
	defer then.Release() //nolint:errcheck // nothing was replaced
	var ref store.Ref
	err = then.ByKey(t.Context(), store.Ask{Dataset: "parcels"}, gis.MakeKey("W001", "", "12", "1600", ""), func(r *store.Row) error {
		ref = r.Ref()
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	today := a.Snapshot()
	defer today.Release() //nolint:errcheck // nothing was replaced
	row, err := today.Get(t.Context(), ref)
	if err != nil || row == nil || row.Text(1, row.At) != "1600" || row.Line[row.At] != 1600 || row.Supply != 1 {
		t.Errorf("%+v, %v", row, err)
	}
}

// What a supply repeats takes no room but for the lines on which it says it.
func TestRepeatedRowsAreStoredOnce(t *testing.T) {
	a := openNew(t)
	first := grid(plots(), "12", 60, corner)
	dated(t, a, "a", spring, first)
	one, _ := a.Stored()
	again := dated(t, a, "b", autumn, first)
	if two, _ := a.Stored(); two != one+1 {
		t.Errorf("%d values became %d: want one more, the lines of the second supply", one, two)
	}
	if again.Added+again.Changed+again.Removed != 0 {
		t.Errorf("%+v", again)
	}
	if in := a.InForce(); in[1] || !in[2] {
		t.Errorf("in force %v, want the second", in)
	}
	// With the first gone its rows are the second's, on the second's lines.
	if err := a.Act(t.Context(), 1, gis.SupplyAct{Withdrawn: true}); err != nil {
		t.Fatal(err)
	}
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing was replaced
	for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels"}) {
		if err != nil {
			t.Fatal(err)
		}
		if rows.Supply != 2 {
			t.Errorf("from supply %d", rows.Supply)
		}
	}
	if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 3600 {
		t.Errorf("%d rows", n)
	}
}

// Rows that are valid on a day, in every way to read.
func TestRowsValidOnADay(t *testing.T) {
	a := openNew(t)
	b := grid(plots(), "12", 40, corner)
	for row := range b.Len() {
		switch row % 4 {
		case 0:
			b.To[row] = spring // closed on that day: valid until the one before
		case 1:
			b.From[row] = spring
		case 2:
			b.From[row], b.To[row] = spring-10, spring+10
		}
	}
	load(t, a, "a", b)
	ask := store.Ask{Dataset: "parcels"}
	everywhere := orb.Bound{Min: corner, Max: orb.Point{corner[0] + 400, corner[1] + 400}}
	for day, want := range map[gis.Date]int{0: 1600, spring - 20: 800, spring - 1: 1200, spring: 1200, spring + 10: 800} {
		s, err := a.SnapshotAt(t.Context(), store.Moment{AsAt: day})
		if err != nil {
			t.Fatal(err)
		}
		hits, err := s.Hits(ask, everywhere)
		if n := count(t, s, ask); n != want || hits != want || err != nil {
			t.Errorf("on %s %d rows and %d hits, %v; want %d", day, n, hits, err, want)
		}
		for rows := range s.Scan(t.Context(), ask) {
			for row := range rows.Len() {
				got, err := s.Get(t.Context(), rows.Ref(row))
				if err != nil || got.Line[got.At] != rows.Line[row] {
					t.Fatalf("row %d of the scan is another by its address: %v", row, err)
				}
			}
			break
		}
		if err := s.Release(); err != nil {
			t.Error(err)
		}
	}
}
