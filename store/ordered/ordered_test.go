package ordered_test

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"segit/store/ordered"
)

// stored opens a list over what Build makes, counting the pages read.
func stored(t testing.TB, entries []ordered.Entry, absent []uint32, loads *int) *ordered.List {
	t.Helper()
	head, pages := ordered.Build(entries, absent)
	l, err := ordered.Open(head, func(n int) ([]byte, error) {
		*loads++
		return pages[n], nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// cell is a row of the plain model: a list of all rows, sorted.
type cell struct {
	list int
	ordered.Entry
	absent bool
}

// town is lists of random rows with many equal keys, and the model of them.
func town(t testing.TB, random *rand.Rand, lists, rows, distinct int, loads *int) ([]*ordered.List, []cell) {
	var all []cell
	var made []*ordered.List
	for list := range lists {
		var entries []ordered.Entry
		var absent []uint32
		for row := range uint32(rows * random.IntN(3) / 2) {
			if random.IntN(10) == 0 {
				absent = append(absent, row)
				all = append(all, cell{list, ordered.Entry{Row: row}, true})
				continue
			}
			e := ordered.Entry{Key: fmt.Appendf(nil, "%d", random.IntN(distinct)), Row: row}
			if random.IntN(50) == 0 {
				e.Key = []byte{}
			}
			entries = append(entries, e)
			all = append(all, cell{list, e, false})
		}
		random.Shuffle(len(entries), func(i, j int) { entries[i], entries[j] = entries[j], entries[i] })
		made = append(made, stored(t, entries, absent, loads))
	}
	return made, all
}

// want is the model's answer.
func want(all []cell, w ordered.Wish) (rows []string, total int) {
	kept := slices.DeleteFunc(slices.Clone(all), func(c cell) bool {
		if w.From == nil && w.To == nil {
			return false
		}
		return c.absent || w.From != nil && bytes.Compare(c.Key, w.From) < 0 || w.To != nil && bytes.Compare(c.Key, w.To) >= 0
	})
	slices.SortStableFunc(kept, func(a, b cell) int {
		switch {
		case a.absent != b.absent:
			if a.absent {
				return 1
			}
			return -1
		case w.Descending:
			return bytes.Compare(b.Key, a.Key)
		}
		return bytes.Compare(a.Key, b.Key)
	})
	total = len(kept)
	kept = kept[min(w.Offset, len(kept)):]
	if w.Limit > 0 {
		kept = kept[:min(w.Limit, len(kept))]
	}
	for _, c := range kept {
		rows = append(rows, fmt.Sprint(c.list, " ", c.Row))
	}
	return rows, total
}

func got(t testing.TB, lists []*ordered.List, w ordered.Wish) (rows []string, total int) {
	t.Helper()
	total, err := ordered.Merge(lists, w, func(list int, row uint32) error {
		rows = append(rows, fmt.Sprint(list, " ", row))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows, total
}

// Any page of the merged order is that of all rows sorted at once.
func TestMergeAgainstSortingAll(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for round := range 60 {
		var loads int
		lists, all := town(t, random, 1+random.IntN(6), 1+random.IntN(2500), 1+random.IntN(3000), &loads)
		for range 12 {
			w := ordered.Wish{Descending: random.IntN(2) == 0, Offset: random.IntN(len(all) + 2), Limit: random.IntN(40)}
			if random.IntN(3) == 0 {
				w.From = fmt.Appendf(nil, "%d", random.IntN(3000))
			}
			if random.IntN(3) == 0 {
				w.To = fmt.Appendf(nil, "%d", random.IntN(3000))
			}
			wantRows, wantTotal := want(all, w)
			rows, total := got(t, lists, w)
			if total != wantTotal || !slices.Equal(rows, wantRows) {
				t.Fatalf("round %d, %+v: %d of %d rows, want %d of %d\n%v\n%v", round, w, len(rows), total, len(wantRows), wantTotal, rows, wantRows)
			}
		}
	}
}

// The rows of some are in the order in which they stand among all.
func TestOnlySomeRows(t *testing.T) {
	random := rand.New(rand.NewPCG(3, 4))
	for range 20 {
		var loads int
		lists, all := town(t, random, 3, 2000, 500, &loads)
		has := func(row int) bool { return row%3 == 1 }
		for i := range lists {
			lists[i] = lists[i].Only(has)
		}
		all = slices.DeleteFunc(all, func(c cell) bool { return !has(int(c.Row)) })
		w := ordered.Wish{Descending: random.IntN(2) == 0, Offset: random.IntN(len(all) + 2), Limit: random.IntN(40)}
		wantRows, wantTotal := want(all, w)
		if rows, total := got(t, lists, w); total != wantTotal || !slices.Equal(rows, wantRows) {
			t.Fatalf("%+v: %v of %d, want %v of %d", w, rows, total, wantRows, wantTotal)
		}
	}
}

// A page from the middle of a large table reads a few pages of each list,
// wherever it is and however often a value repeats.
func TestMergeReadsFewPages(t *testing.T) {
	for _, distinct := range []int{1, 5, 1000, 1 << 30} {
		random := rand.New(rand.NewPCG(5, 6))
		const lists, rows = 4, 30_000
		var made [lists][]ordered.Entry
		for list := range made {
			for row := range uint32(rows) {
				made[list] = append(made[list], ordered.Entry{Key: fmt.Appendf(nil, "%09d", random.IntN(distinct)), Row: row})
			}
		}
		for _, offset := range []int{0, lists * rows / 2, lists*rows - 50} {
			loads := 0
			var opened []*ordered.List
			for list := range made {
				opened = append(opened, stored(t, made[list], nil, &loads))
			}
			if _, total := got(t, opened, ordered.Wish{Offset: offset, Limit: 50}); total != lists*rows {
				t.Fatal(total)
			}
			if all := lists * (rows + 511) / 512; loads > all/4 {
				t.Errorf("%d values, from %d: %d of %d pages read", distinct, offset, loads, all)
			}
		}
	}
}

func TestMergeEndsWhenTold(t *testing.T) {
	var loads int
	lists, _ := town(t, rand.New(rand.NewPCG(7, 8)), 3, 500, 50, &loads)
	enough := errors.New("enough")
	n := 0
	_, err := ordered.Merge(lists, ordered.Wish{}, func(int, uint32) error {
		if n++; n == 7 {
			return enough
		}
		return nil
	})
	if !errors.Is(err, enough) || n != 7 {
		t.Errorf("%v after %d rows", err, n)
	}
}

// A page that does not come, or comes cut, is an error and not another order.
func TestDamagedPagesAreTold(t *testing.T) {
	var entries []ordered.Entry
	for row := range uint32(3000) {
		entries = append(entries, ordered.Entry{Key: fmt.Appendf(nil, "%04d", row), Row: row})
	}
	head, pages := ordered.Build(entries, nil)
	for _, offset := range []int{0, 700, 2990} {
		for _, bad := range [][]byte{nil, pages[0][:100], append(bytes.Clone(pages[1]), 1)} {
			l, err := ordered.Open(head, func(int) ([]byte, error) { return bad, nil })
			if err != nil {
				t.Fatal(err)
			}
			if _, err := ordered.Merge([]*ordered.List{l}, ordered.Wish{Offset: offset, Limit: 5}, func(int, uint32) error { return nil }); err == nil {
				t.Errorf("from %d: pages of %d bytes pass", offset, len(bad))
			}
			few := l.Only(func(int) bool { return true })
			if _, err := ordered.Merge([]*ordered.List{few}, ordered.Wish{Limit: 5}, func(int, uint32) error { return nil }); err == nil {
				t.Errorf("filtered: pages of %d bytes pass", len(bad))
			}
		}
	}
}

// FuzzOpen: no bytes make reading fail otherwise than by an error.
func FuzzOpen(f *testing.F) {
	head, pages := ordered.Build([]ordered.Entry{{[]byte("b"), 1}, {[]byte("a"), 2}, {[]byte("a"), 0}}, []uint32{3, 4})
	f.Add(head, pages[0], 1)
	f.Add([]byte{1, 0, 2, 0}, []byte{1, 0, 0, 0, 0, 0, 0, 0}, 0)
	f.Fuzz(func(t *testing.T, head, page []byte, offset int) {
		l, err := ordered.Open(head, func(int) ([]byte, error) { return page, nil })
		if err != nil {
			return
		}
		ordered.Merge([]*ordered.List{l, l.Only(func(row int) bool { return row%2 == 0 })}, ordered.Wish{Offset: max(offset, 0), Limit: 3}, func(int, uint32) error { return nil }) //nolint:errcheck // it may fail
	})
}
