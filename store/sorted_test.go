package store_test

import (
	"bytes"
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

func shop(source string) *gis.Schema {
	return &gis.Schema{
		Dataset: "shops", Source: source, Shape: gis.PointShape, Identity: []string{"name"},
		Columns: []gis.Column{
			{Name: "name", Type: gis.Text},
			{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
			{Name: "parcel", Type: gis.Text, Role: gis.RoleParcel},
			{Name: "staff", Type: gis.Integer},
			{Name: "rent", Type: gis.Money},
			{Name: "width", Type: gis.Real},
			{Name: "open", Type: gis.DayType},
			{Name: "nothing", Type: gis.Integer},
		},
	}
}

// street makes shops with many equal and absent values.
func street(random *rand.Rand, source string, n int) *gis.Batch {
	b := gis.NewBatch(shop(source))
	for line := range n {
		b.SetText(0, []string{"", "Bar Èva", "bar eva", "BAR EVE", "via 9", "via 10", "Ò", "zeta"}[random.IntN(8)])
		b.SetText(1, strconv.Itoa(1+random.IntN(3)))
		b.SetText(2, strconv.Itoa(1+random.IntN(30))+[]string{"", "/2", "A"}[random.IntN(3)])
		if random.IntN(4) > 0 {
			b.SetNum(3, int64(random.IntN(50)-25)*[]int64{1, 1, math.MaxInt64 / 30}[random.IntN(3)])
		}
		if random.IntN(4) > 0 {
			b.SetNum(4, random.Int64N(1_000_000)-1000)
		}
		if random.IntN(4) > 0 {
			b.SetReal(5, []float64{math.Inf(-1), -1.5, math.Copysign(0, -1), 0, 1e-310, 2, math.Inf(1), math.NaN()}[random.IntN(8)])
		}
		if random.IntN(4) > 0 {
			b.SetNum(6, int64(gis.Day(1900+random.IntN(200), 3, 1)))
		}
		b.Shapes.Append(orb.Point{507_000 + 100*random.Float64(), 4_151_000 + 100*random.Float64()})
		b.Add(uint32(line+1), gis.Day(1990+random.IntN(9), 1, 1), []gis.Date{gis.OpenEnd, gis.Day(2020+random.IntN(9), 1, 1)}[random.IntN(2)])
	}
	return b
}

// folded is how the model reads the few names above.
func folded(name string) string {
	name = strings.NewReplacer("è", "e", "ò", "o", "via 9", "via 09").Replace(strings.ToLower(name))
	return name
}

// compareBy is the model's order of two rows by a column.
func compareBy(column string, p, q *store.Row) int {
	absent := func(r *store.Row) bool {
		switch column {
		case store.FromSort:
			return r.From[r.At] == gis.Always
		case store.ToSort:
			return r.To[r.At] == gis.OpenEnd
		case store.KeySort:
			return false
		}
		return r.Null(r.Schema.Index(column), r.At)
	}
	if a, b := absent(p), absent(q); a || b {
		switch {
		case a && b:
			return 0
		case a:
			return 2
		}
		return -2
	}
	col := p.Schema.Index(column)
	num := func(r *store.Row) int64 { v, _ := r.Num(col, r.At); return v }
	switch column {
	case "name":
		return cmp.Compare(folded(p.Text(col, p.At)), folded(q.Text(col, q.At)))
	case "width":
		a, b := math.Float64frombits(uint64(num(p))), math.Float64frombits(uint64(num(q)))
		if math.IsNaN(a) || math.IsNaN(b) {
			return cmp.Compare(b, a) // last, where package cmp has them first
		}
		return cmp.Compare(a, b)
	case store.FromSort:
		return cmp.Compare(p.From[p.At], q.From[q.At])
	case store.ToSort:
		return cmp.Compare(p.To[p.At], q.To[q.At])
	case store.KeySort:
		return bytes.Compare(p.Key(p.At, "W001").AppendOrder(nil), q.Key(q.At, "W001").AppendOrder(nil))
	}
	return cmp.Compare(num(p), num(q))
}

// rowsIn is all rows of a snapshot in stored order.
func rowsIn(t *testing.T, s *store.Snapshot, q store.Ask) (all []*store.Row) {
	t.Helper()
	for rows, err := range s.Scan(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		for at := range rows.Len() {
			all = append(all, &store.Row{Rows: rows, At: at})
		}
	}
	return all
}

// Any page by any column is that of all rows sorted at once: of several
// sources, segments and supplies, with filters and windows.
func TestSortedAgainstSortingAll(t *testing.T) {
	a := openNew(t)
	random := rand.New(rand.NewPCG(1, 2))
	for n, source := range []string{"a", "b", "a"} {
		load(t, a, fmt.Sprint(source, n), street(random, source, 700))
	}
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	q := store.Ask{Dataset: "shops", Shapes: true}
	all := rowsIn(t, s, q)
	w := orb.Bound{Min: orb.Point{507_020, 4_151_010}, Max: orb.Point{507_080, 4_151_090}}
	for _, column := range []string{"name", "staff", "rent", "width", "open", "nothing", store.KeySort, store.FromSort, store.ToSort} {
		for range 12 {
			p := store.Page{Column: column, Descending: random.IntN(2) == 0, Offset: random.IntN(len(all)), Limit: random.IntN(60)}
			ask := q
			want := slices.Clone(all)
			if random.IntN(3) == 0 {
				ask.Within = &w
				want = slices.DeleteFunc(want, func(r *store.Row) bool { return !w.Contains(r.Shapes.Bound(r.At).Min) })
			}
			if random.IntN(3) == 0 {
				odd := func(r *store.Row) bool { return r.Line[r.At]%2 == 1 }
				p.Keep = func(r *store.Row) (bool, error) { return odd(r), nil }
				want = slices.DeleteFunc(want, func(r *store.Row) bool { return !odd(r) })
			}
			slices.SortStableFunc(want, func(x, y *store.Row) int {
				if c := compareBy(column, x, y); c*c == 4 || !p.Descending {
					return c
				}
				return compareBy(column, y, x)
			})
			wantTotal := len(want)
			want = want[min(p.Offset, len(want)):]
			if p.Limit > 0 {
				want = want[:min(p.Limit, len(want))]
			}
			var got []*store.Row
			total, err := s.Sorted(t.Context(), ask, p, func(r *store.Row) error { got = append(got, r); return nil })
			if err != nil || total != wantTotal || len(got) != len(want) {
				t.Fatalf("%+v: %d of %d rows, %v; want %d of %d", p, len(got), total, err, len(want), wantTotal)
			}
			for i := range got {
				if got[i].Ref() != want[i].Ref() || got[i].Text(0, got[i].At) != want[i].Text(0, want[i].At) ||
					!slices.Equal(got[i].Shapes.RowXY(got[i].At), want[i].Shapes.RowXY(want[i].At)) {
					t.Fatalf("%s, descending %v, place %d: row %v, want %v", column, p.Descending, p.Offset+i, got[i].Ref(), want[i].Ref())
				}
			}
		}
	}
}

// An order is made once, kept in the file, and goes with its rows; a page of it
// reads few values.
func TestOrdersAreStored(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.segit")
	a, err := store.Create(t.Context(), path, "W001", 7792)
	if err != nil {
		t.Fatal(err)
	}
	random := rand.New(rand.NewPCG(3, 4))
	load(t, a, "a", street(random, "a", 20_000))
	before, _ := a.Stored()
	page := func(a *store.Archive) (names []string, reads int) {
		s := a.Snapshot()
		defer s.Release() //nolint:errcheck // nothing to sweep
		start := a.Reads()
		_, err := s.Sorted(t.Context(), store.Ask{Dataset: "shops"}, store.Page{Column: "rent", Offset: 10_000, Limit: 3}, func(r *store.Row) error {
			names = append(names, fmt.Sprint(r.Ref()))
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return names, a.Reads() - start
	}
	first, _ := page(a)
	made, _ := a.Stored()
	if made <= before {
		t.Fatal("nothing was stored")
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if a, err = store.Open(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // the end of a test
	again, reads := page(a)
	if !slices.Equal(first, again) {
		t.Errorf("opened again: %v, want %v", again, first)
	}
	// Of each of the three sheets the heads of the segment and of the order and a
	// few pages of it; three blocks of rows. All there is are some eighty.
	if reads > 30 {
		t.Errorf("%d values read", reads)
	}
	load(t, a, "b", street(random, "a", 100))
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep
	if total, err := s.Sorted(t.Context(), store.Ask{Dataset: "shops"}, store.Page{Column: "rent", Limit: 1}, func(*store.Row) error { return nil }); err != nil || total != count(t, s, store.Ask{Dataset: "shops"}) {
		t.Errorf("%d rows after a new supply, %v", total, err)
	}
}

func snapshotOf(t *testing.T, a *store.Archive) *store.Snapshot {
	s := a.Snapshot()
	t.Cleanup(func() { s.Release() }) //nolint:errcheck // nothing to sweep
	return s
}

// A range of keys gives its rows in the order of keys, also those whose other
// key is in it, once.
func TestSortedByKeyRange(t *testing.T) {
	a := openNew(t)
	s := census(t, a)
	for text, want := range map[string][]string{
		"W001/_/12":             {"W001/_/12", "W001/_/12/5/1", "W001/_/12/5/2"},
		"W001/_/12/5":           {"W001/_/12/5/1", "W001/_/12/5/2"},
		"W001/_/12/6":           {"W001/_/12/5/2"},
		"W001/_/12/5/2..W001/A": {"W001/_/12/5/2", "W001/A/12/5/1"},
		"W001/A/3":              {"W001/_/12/5/2"},
		"W001/B":                nil,
	} {
		keys, err := gis.ParseKeyRange(text)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		_, err = s.Sorted(t.Context(), store.Ask{Dataset: "units", Columns: []string{}}, store.Page{Keys: &keys}, func(r *store.Row) error {
			k := r.Key(r.At, "W001")
			got = append(got, strings.TrimRight(k.String(), "/"))
			return nil
		})
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v; want %q", text, got, err, want)
		}
	}
}

// A damaged page of an order is told; a damaged or strange head too.
func TestDamagedOrderIsTold(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", street(rand.New(rand.NewPCG(5, 6)), "a", 3000))
	s := a.Snapshot()
	page := func(s *store.Snapshot) error {
		_, err := s.Sorted(t.Context(), store.Ask{Dataset: "shops"}, store.Page{Column: "rent", Offset: 1500, Limit: 3}, func(*store.Row) error { return nil })
		return err
	}
	if err := page(s); err != nil {
		t.Fatal(err)
	}
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}
	if n := a.Corrupt(store.OrderValue); n == 0 {
		t.Fatal("no order is stored")
	}
	path := a.Path
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	a, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // the end of a test
	if err := page(snapshotOf(t, a)); gis.KindOf(err) != gis.Damaged {
		t.Errorf("a damaged order gives %v", err)
	}
}

// A check makes stored orders again and finds them right, and one that is not.
func TestCheckOfOrders(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", street(rand.New(rand.NewPCG(7, 8)), "a", 900))
	s := a.Snapshot()
	for _, column := range []string{"name", "rent", "nothing", store.KeySort, store.FromSort, store.ToSort} {
		if _, err := s.Sorted(t.Context(), store.Ask{Dataset: "shops"}, store.Page{Column: column, Limit: 1}, func(*store.Row) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Release(); err != nil {
		t.Fatal(err)
	}
	path := a.Path
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	sound(t, path)
	a, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	a.Corrupt(store.OrderValue)
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	if done, told := checked(t, path); done.Troubles == 0 {
		t.Errorf("damaged orders pass: %v", told)
	}
}
