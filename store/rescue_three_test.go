package store_test

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// parcelsSaid are the parcels of a sheet as a supply says them: some left out, some
// with another surface.
func parcelsSaid(sheet int, says func(row int) (there, changed bool)) *gis.Batch {
	all := grid(plots(), fmt.Sprint(sheet), 24, orb.Point{corner[0] + 1000*float64(sheet), corner[1]})
	some := gis.NewBatch(plots())
	for row := range all.Len() {
		there, changed := says(row)
		if !there {
			continue
		}
		some.Append(all, []int{row})
		if changed {
			nums, null := some.Nums(2)
			nums[len(nums)-1] += int64(gis.One)
			some.PutNums(2, nums, null)
		}
	}
	return some
}

// take imports a supply of all sheets, with rejects.
func take(t testing.TB, a *store.Archive, file string, kind gis.SupplyKind, day gis.Date, says func(row int) (there, changed bool)) {
	t.Helper()
	in := intakeOf(file)
	in.Supply.Kind, in.Supply.Date = kind, day
	build := begin(t, a)
	s := build.Supply(in)
	rows := int64(0)
	for sheet := range 6 {
		b := parcelsSaid(sheet+1, says)
		rows += int64(b.Len())
		if err := s.Rows(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	reject(t, s, 40)
	s.Counted(gis.Counts{Read: rows + 40, Rejected: 40})
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
}

// stateAll states something of n findings.
func stateAll(t testing.TB, a *store.Archive, n int, value string) {
	t.Helper()
	for i := range n {
		_, err := a.Append(store.Operation{Layer: "findings", ID: fmt.Sprint("r", i), Actor: "prova", Set: map[string]store.Change{"state": {New: []byte(value)}}})
		if err != nil {
			t.Fatal(err)
		}
	}
}

// three makes an archive of a full supply, an update and another full one, with
// edits between, and gives its rows in force and all that ever were.
func three(t testing.TB) (path string, now, ever map[shownRow]int) {
	t.Helper()
	a := openNew(t)
	ever = map[shownRow]int{}
	noted := func() map[shownRow]int {
		rows := shownIn(t, a)
		maps.Copy(ever, rows)
		return rows
	}
	take(t, a, "prima", gis.FullSupply, gis.Day(2020, 1, 1), func(row int) (bool, bool) { return row%50 != 1, false })
	noted()
	stateAll(t, a, 60, `"new"`)
	take(t, a, "aggiornamento", gis.UpdateSupply, gis.Day(2021, 1, 1), func(row int) (bool, bool) { return row%9 == 0, true })
	noted()
	stateAll(t, a, 60, `"checking"`)
	take(t, a, "ultima", gis.FullSupply, gis.Day(2022, 1, 1), func(row int) (bool, bool) { return row%11 != 5, row%9 == 0 })
	now = noted()
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	return a.Path, now, ever
}

// doubted reports that a rescue says that it does not know what a supply ended.
func doubted(r store.Rescued) bool {
	return has(r, "store.rescue-older") || has(r, "store.rescue-doubtful") || has(r, "store.rescue-lacks-after") || has(r, "store.rescue-unentered")
}

// Of three supplies cut at any length every row comes out as it was, and what had
// ended is not in force where the supplies that ended it are known.
func TestRescueOfThreeSuppliesCutShort(t *testing.T) {
	path, now, ever := three(t)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for name, raw := range map[string][]byte{"with its list": raw, "without its list": unlisted(raw)} {
		t.Run(name, func(t *testing.T) {
			for _, size := range lengths(len(raw)) {
				cutThree(t, raw, size, now, ever)
			}
		})
	}
}

func cutThree(t *testing.T, raw []byte, size int, now, ever map[shownRow]int) {
	what := fmt.Sprintf("%d of %d bytes", size, len(raw))
	to, r, err := rescued(t, cutTo(t, raw, size), store.Keys{})
	if err != nil {
		if gis.KindOf(err) != gis.Damaged || size > len(raw)/6 {
			t.Errorf("%s: %v", what, err)
		}
		return
	}
	sound(t, to)
	got := shownRows(t, to, store.Keys{})
	t.Logf("%s: %d in force of %d, %+v", what, total(got), total(now), r)
	fewer(t, what, got, ever)
	if !doubted(r) {
		fewer(t, what, got, now)
	}
	if r.Missing == 0 && total(got) != total(now) {
		t.Errorf("%s: %d rows in force, want %d", what, total(got), total(now))
	}
	if size%3 == 0 { // of some
		takesMore(t, to, what)
	}
}

// What is lost in the middle of a file of which the list is lost, too, is missing,
// and nothing else.
func TestRescueWithoutListOfPagesLostInTheMiddle(t *testing.T) {
	path, now, ever := three(t)
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	raw = unlisted(raw)
	for from := 2; from < len(raw)/4096; from += 11 {
		bad := zeroed(raw, func(page int) bool { return page >= from && page < from+3 })
		path := filepath.Join(t.TempDir(), "guasto.segit")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		what := fmt.Sprint("without pages from ", from)
		to, r, err := rescued(t, path, store.Keys{})
		if err != nil {
			t.Errorf("%s: %v", what, err)
			continue
		}
		sound(t, to)
		got := shownRows(t, to, store.Keys{})
		fewer(t, what, got, ever)
		if !doubted(r) {
			fewer(t, what, got, now)
		}
		if total(got) < total(now)/2 {
			t.Errorf("%s: only %d rows of %d: %+v", what, total(got), total(now), r)
		}
	}
}

// interrupted makes an archive of a supply and of an import that was killed before
// its switch, as the file stands then.
func interrupted(t testing.TB) (raw []byte, now map[shownRow]int) {
	t.Helper()
	a := openNew(t)
	take(t, a, "prima", gis.FullSupply, gis.Day(2020, 1, 1), func(int) (bool, bool) { return true, false })
	now = shownIn(t, a)
	build := begin(t, a)
	s := build.Supply(intakeOf("interrotta"))
	if err := s.Rows(t.Context(), parcelsSaid(1, func(int) (bool, bool) { return true, true })); err != nil {
		t.Fatal(err)
	}
	if err := s.Rows(t.Context(), grid(plots(), "77", 10, corner)); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if err := build.WriteOut(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(a.Path)
	if err != nil {
		t.Fatal(err)
	}
	if err := build.Abandon(); err != nil {
		t.Fatal(err)
	}
	return raw, now
}

// Rows of an import that had not ended are not in force where a manifest says what
// is; where none does they are there only if nothing else says the same rows, and
// that is told.
func TestRescueOfAnImportThatHadNotEnded(t *testing.T) {
	raw, now := interrupted(t)
	to, r, err := rescued(t, cutTo(t, raw, len(raw)), store.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, to)
	if got := shownRows(t, to, store.Keys{}); !maps.Equal(got, now) || r.Listed || len(r.Notes) > 0 {
		t.Errorf("with the manifest: %d rows of %d, %+v", total(got), total(now), r)
	}
	to, r, err = rescued(t, cutTo(t, unlisted(raw), len(raw)), store.Keys{})
	if err != nil {
		t.Fatal(err)
	}
	sound(t, to)
	got := shownRows(t, to, store.Keys{})
	for row, n := range now {
		if got[row] != n {
			t.Fatalf("without it: %q is there %d times of %d", row.said, got[row], n)
		}
	}
	if total(got) != total(now)+100 || !has(r, "store.rescue-unentered") || !has(r, "store.rescue-listed") {
		t.Errorf("without it: %d rows in force, want %d; %+v", total(got), total(now)+100, r)
	}
}
