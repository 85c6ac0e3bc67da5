package desk_test

import (
	"context"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
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
		"no such dataset":   {Dataset: "unita"},
		"no such column":    {Dataset: "units", Where: "categoria == 'A05'"},
		"no expression":     {Dataset: "units", Where: "category =="},
		"not true or false": {Dataset: "units", Where: "category"},
		"a text as number":  {Dataset: "units", Where: "category > 5"},
		"the clock":         {Dataset: "units", Where: "now() > now()"},
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
	err := d.Windows(context.Background(), "parcels", boxes, func(i int, lines []uint32, _ int) error {
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
	})
	if err != nil || hits == 0 {
		t.Errorf("%d hits, %v", hits, err)
	}
	if err := d.Windows(context.Background(), "no", boxes, func(int, []uint32, int) error { return nil }); gis.KindOf(err) != gis.BadUsage {
		t.Error(err)
	}
}
