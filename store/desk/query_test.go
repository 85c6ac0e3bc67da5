package desk_test

import (
	"bytes"
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/text"
	"segit/store"
	"segit/store/desk"
)

func query(t testing.TB, d *desk.Desk, req desk.QueryRequest) []desk.Feature {
	t.Helper()
	var found []desk.Feature
	err := d.Query(context.Background(), req, func(f desk.Feature) error { found = append(found, f); return nil })
	if err != nil {
		t.Fatalf("%+v: %v", req, err)
	}
	return found
}

func value(f *desk.Feature, name string) string {
	for _, v := range f.Fields {
		if v.Name == name {
			return v.Value
		}
	}
	return ""
}

func TestQueryFilters(t *testing.T) {
	d := demoDesk(t)
	all := query(t, d, desk.QueryRequest{Dataset: "units"})
	keep := func(want func(*desk.Feature) bool) int {
		n := 0
		for i := range all {
			if want(&all[i]) {
				n++
			}
		}
		return n
	}
	for where, want := range map[string]int{
		"":                                   len(all),
		"category == 'A05'":                  keep(func(f *desk.Feature) bool { return value(f, "category") == "A05" }),
		"category in ['A02','A03']":          keep(func(f *desk.Feature) bool { return slices.Contains([]string{"A02", "A03"}, value(f, "category")) }),
		"section == 'B' and partita == 'C'":  keep(func(f *desk.Feature) bool { return f.Key.Section == "B" && value(f, "partita") == "C" }),
		"surface > 0 and surface == surface": keep(func(f *desk.Feature) bool { return value(f, "surface") != "" && value(f, "surface") != "0" }),
		"valid_to == ''":                     keep(func(f *desk.Feature) bool { return value(f, "valid_to") == "" }),
		"street contains 'UNICORNO'":         keep(func(f *desk.Feature) bool { return slices.Contains([]string{"DELL'UNICORNO"}, value(f, "street")) }),
		"false":                              0,
	} {
		if got := len(query(t, d, desk.QueryRequest{Dataset: "units", Where: where})); got != want {
			t.Errorf("%s: %d rows, want %d", where, got, want)
		}
	}
	if got := query(t, d, desk.QueryRequest{Dataset: "units", Limit: 5}); len(got) != 5 {
		t.Errorf("limit 5: %d", len(got))
	}
	day := gis.Day(2025, 12, 31)
	open := keep(func(f *desk.Feature) bool {
		from, to := value(f, "valid_from"), value(f, "valid_to")
		return from <= day.String() && (to == "" || to > day.String())
	})
	if err := d.At(t.Context(), store.Moment{AsAt: day}); err != nil {
		t.Fatal(err)
	}
	if got := len(query(t, d, desk.QueryRequest{Dataset: "units"})); got != open || got == len(all) {
		t.Errorf("open on %v: %d, want %d of %d", day, got, open, len(all))
	}
}

func TestQueryRefuses(t *testing.T) {
	d := demoDesk(t)
	for name, req := range map[string]desk.QueryRequest{
		"no such dataset":    {Dataset: "unita"},
		"no such column":     {Dataset: "units", Where: "categoria == 'A05'"},
		"no expression":      {Dataset: "units", Where: "category =="},
		"not true or false":  {Dataset: "units", Where: "category"},
		"a text as number":   {Dataset: "units", Where: "category > 5"},
		"the clock":          {Dataset: "units", Where: "now() > now()"},
		"sorted by nothing":  {Dataset: "units", Sort: "categoria"},
		"a hidden column":    {Dataset: "findings", Sort: "_body"},
		"no keys":            {Dataset: "units", Keys: "foglio 12"},
		"keys and a column":  {Dataset: "units", Keys: "W001/A/1", Sort: "rendita"},
		"no shapes in a box": {Dataset: "units", Within: &orb.Bound{Max: orb.Point{1, 1}}},
		"no shapes near":     {Dataset: "units", Near: &orb.Point{1, 1}},
	} {
		err := d.Query(context.Background(), req, func(desk.Feature) error { return nil })
		if gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// Windows and boxes give what a walk over every row gives.
func TestWindowsAgreeWithAWalk(t *testing.T) {
	d := demoDesk(t)
	all := query(t, d, desk.QueryRequest{Dataset: "parcels"})
	var boxes []orb.Bound
	for i := range 12 {
		at := orb.Point{502_650 + float64(i)*120, 4_165_950 + float64(i)*40}
		boxes = append(boxes, orb.Bound{Min: at, Max: orb.Point{at[0] + 90, at[1] + 70}})
	}
	hits := 0
	see := func(i int, lines []uint32, _ int) error {
		var want, got []uint32
		for j := range all {
			if all[j].Bound.Intersects(boxes[i]) {
				want = append(want, all[j].Line)
			}
		}
		got = append(got, lines...)
		slices.Sort(want)
		slices.Sort(got)
		if !slices.Equal(got, want) {
			t.Errorf("window %d: %v, want %v", i, got, want)
		}
		if n := len(query(t, d, desk.QueryRequest{Dataset: "parcels", Within: &boxes[i]})); n != len(want) {
			t.Errorf("query in window %d: %d, want %d", i, n, len(want))
		}
		hits += len(got)
		return nil
	}
	if err := d.Windows(context.Background(), "parcels", boxes, see); err != nil || hits == 0 {
		t.Errorf("%d hits, %v", hits, err)
	}
	// Nor does it matter how many are read at a time.
	for most := range int64(20) {
		was, next := hits, 0
		hits = 0
		err := d.WindowsHolding(context.Background(), "parcels", boxes, most, func(i int, lines []uint32, points int) error {
			if i != next {
				t.Errorf("window %d after %d, holding %d", i, next-1, most)
			}
			next++
			return see(i, lines, points)
		})
		if err != nil || hits != was || next != len(boxes) {
			t.Errorf("holding %d: %d hits in %d windows, want %d in %d, %v", most, hits, next, was, len(boxes), err)
		}
	}
	for _, name := range []string{"no", "units"} {
		if err := d.Windows(context.Background(), name, boxes, func(int, []uint32, int) error { return nil }); gis.KindOf(err) != gis.BadUsage {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A page sorted by a column is that of all rows sorted at once; rows of a range
// of keys come in the order of keys.
func TestQuerySorted(t *testing.T) {
	d := demoDesk(t)
	all := query(t, d, desk.QueryRequest{Dataset: "units"})
	rendita := func(f *desk.Feature) float64 {
		v, err := strconv.ParseFloat(value(f, "rendita"), 64)
		if err != nil {
			return -1 // absent: last
		}
		return v
	}
	slices.SortStableFunc(all, func(a, b desk.Feature) int { return cmp.Compare(rendita(&b), rendita(&a)) })
	page := query(t, d, desk.QueryRequest{Dataset: "units", Sort: "rendita", Down: true, Offset: 20, Limit: 10})
	if !slices.Equal(keyed(page), keyed(all[20:30])) {
		t.Errorf("page %v, want %v", keyed(page), keyed(all[20:30]))
	}
	where := query(t, d, desk.QueryRequest{Dataset: "units", Sort: "rendita", Down: true, Where: "category == 'C06'", Limit: 5})
	all = slices.DeleteFunc(all, func(f desk.Feature) bool { return value(&f, "category") != "C06" })
	if !slices.Equal(keyed(where), keyed(all[:5])) {
		t.Errorf("of a category %v, want %v", keyed(where), keyed(all[:5]))
	}
	one := query(t, d, desk.QueryRequest{Dataset: "units", Keys: "F:W001/A/1"})
	if len(one) == 0 {
		t.Fatal("no unit of sheet 1")
	}
	for i := range one {
		if one[i].Key.Section != "A" || one[i].Key.Sheet != "1" {
			t.Errorf("%v is not of sheet A 1", one[i].Key)
		}
		if i > 0 && bytes.Compare(one[i-1].Key.AppendOrder(nil), one[i].Key.AppendOrder(nil)) > 0 {
			t.Errorf("%v stands after %v", one[i].Key, one[i-1].Key)
		}
	}
	few := query(t, d, desk.QueryRequest{Dataset: "units", Keys: "W001/A/1", Where: "category == 'C06'"})
	want := 0
	for i := range one {
		if value(&one[i], "category") == "C06" {
			want++
		}
	}
	if len(few) != want {
		t.Errorf("%d of a category on the sheet, want %d", len(few), want)
	}
	if other := query(t, d, desk.QueryRequest{Dataset: "units", Keys: "T:W001/A/1"}); len(other) != 0 {
		t.Errorf("%d units of the land cadastre", len(other))
	}
	if rest := query(t, d, desk.QueryRequest{Dataset: "units", Offset: len(query(t, d, desk.QueryRequest{Dataset: "units"})) - 3}); len(rest) != 3 {
		t.Errorf("%d rows after all but three", len(rest))
	}
}

// The nearest rows come first and say how far they are.
func TestQueryNear(t *testing.T) {
	d := demoDesk(t)
	all := query(t, d, desk.QueryRequest{Dataset: "parcels"})
	at := all[10].Bound.Center()
	near := query(t, d, desk.QueryRequest{Dataset: "parcels", Near: &at, Offset: 2, Limit: 6})
	whole := query(t, d, desk.QueryRequest{Dataset: "parcels", Near: &at})
	if len(whole) != len(all) || len(near) != 6 || !slices.Equal(keyed(near), keyed(whole[2:8])) {
		t.Fatalf("%d of %d rows, page %v", len(whole), len(all), keyed(near))
	}
	if value(&whole[0], "distance") != "0.000" || !whole[0].Bound.Contains(at) {
		t.Errorf("the first at %s, want the parcel that holds the point", value(&whole[0], "distance"))
	}
	last := 0.0
	for i := range whole {
		far, err := strconv.ParseFloat(value(&whole[i], "distance"), 64)
		if err != nil || far < last {
			t.Fatalf("%v after %v", far, last)
		}
		last = far
	}
	for _, f := range query(t, d, desk.QueryRequest{Dataset: "parcels", Near: &at, Reach: 30}) {
		if far, _ := strconv.ParseFloat(value(&f, "distance"), 64); far > 30 {
			t.Errorf("%s at %v", f.Key, far)
		}
	}
}

// A layer of which no supply spoke yet is not said to be unknown, nor to want a
// source: the day is named.
func TestLayersOfLaterDays(t *testing.T) {
	d := demoDesk(t)
	ctx := context.Background()
	if err := d.At(ctx, desk.Moment{AsKnown: gis.Day(1990, 1, 1)}); err != nil {
		t.Fatal(err)
	}
	words, err := text.Load(text.Italian)
	if err != nil {
		t.Fatal(err)
	}
	_, exported := d.Export(ctx, "units", filepath.Join(t.TempDir(), "u.csv"), words)
	for name, err := range map[string]error{
		"query":  d.Query(ctx, desk.QueryRequest{Dataset: "units"}, func(desk.Feature) error { return nil }),
		"export": exported,
	} {
		if said := words.Error(err); gis.KindOf(err) != gis.BadUsage || !strings.Contains(said, "1990-01-01") {
			t.Errorf("%s: %s", name, said)
		}
	}
}
