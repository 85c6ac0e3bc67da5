package store_test

import (
	"context"
	"errors"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

var corner = orb.Point{507000, 4151000}

// compute puts a grid into the archive as what a control computes: every run
// takes the place of the one before.
func compute(t testing.TB, a *store.Archive, side int) {
	t.Helper()
	schema := plots()
	schema.Source = "controls"
	build := begin(t, a)
	if err := build.Derived("run", 7792).Rows(t.Context(), grid(schema, "12", side, corner)); err != nil {
		t.Fatal(err)
	}
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
}

func TestReplacedRowsGoWithTheirLastReader(t *testing.T) {
	a := openNew(t)
	compute(t, a, 20)
	one, _ := a.Stored()
	first := a.Snapshot()
	compute(t, a, 20)
	second := a.Snapshot()
	compute(t, a, 20)
	third := a.Snapshot()
	defer third.Release() //nolint:errcheck // the generation in force
	for name, s := range map[string]*store.Snapshot{"first": first, "second": second, "third": third} {
		if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 400 {
			t.Errorf("the %s snapshot reads %d rows, want 400", name, n)
		}
	}
	if n, _ := a.Stored(); n != 3*one {
		t.Errorf("%d values, want three generations of %d", n, one)
	}
	if err := second.Release(); err != nil {
		t.Error(err)
	}
	if n := count(t, first, store.Ask{Dataset: "parcels"}); n != 400 {
		t.Errorf("the first snapshot reads %d rows after the second was released", n)
	}
	if err := first.Release(); err != nil {
		t.Error(err)
	}
	// The newest snapshot is held still: what it does not read goes all the same.
	if n, _ := a.Stored(); n != one {
		t.Errorf("%d values, want one generation of %d", n, one)
	}
	if third.Generation() != a.Generation() || first.Generation() >= second.Generation() {
		t.Error("generations do not grow")
	}
}

func TestSnapshotReleasedWhileABuildIsUnderWay(t *testing.T) {
	a := openNew(t)
	compute(t, a, 5)
	one, _ := a.Stored()
	s := a.Snapshot()
	compute(t, a, 5)
	build := begin(t, a)
	if err := s.Release(); err != nil {
		t.Error(err)
	}
	if err := build.Abandon(); err != nil {
		t.Error(err)
	}
	if n, _ := a.Stored(); n != one {
		t.Errorf("%d values, want %d: the end of a build sweeps", n, one)
	}
}

func TestScanEndsWhenTold(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 60, corner))
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	blocks := 0
	for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels"}) {
		if err != nil || rows.Len() == 0 {
			t.Fatal(err)
		}
		blocks++
		if blocks == 2 {
			break
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	var last error
	for _, err := range s.Scan(ctx, store.Ask{Dataset: "parcels"}) {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("a cancelled scan gave %v", last)
	}
	for range s.Scan(t.Context(), store.Ask{Dataset: "parcels", Source: "nobody"}) {
		t.Error("a source that is not there has rows")
	}
}

// What lets pages of the file go takes nothing from whoever reads meanwhile or
// afterwards.
func TestUnloadWhileOthersRead(t *testing.T) {
	a := openNew(t)
	compute(t, a, 40)
	s := snapshotOf(t, a)
	blocks := 0
	for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels", Shapes: true}) {
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Unload(); err != nil {
			t.Fatal(err)
		}
		blocks += rows.Len()
	}
	if again := count(t, s, store.Ask{Dataset: "parcels"}); blocks != 1600 || again != 1600 {
		t.Errorf("%d rows while pages went, %d after, want 1600", blocks, again)
	}
}

func TestScanReadsOnlyWhatIsAskedFor(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 5, corner))
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	for _, c := range []struct {
		name string
		ask  store.Ask
		want [3]bool
	}{
		{"all", store.Ask{}, [3]bool{true, true, true}},
		{"none", store.Ask{Columns: []string{}}, [3]bool{}},
		{"by name", store.Ask{Columns: []string{"parcel", "nothing"}}, [3]bool{false, true, false}},
		{"by role", store.Ask{Roles: []gis.Role{gis.RoleSurface, gis.RoleLabel}}, [3]bool{false, false, true}},
		{"both", store.Ask{Columns: []string{"parcel"}, Roles: []gis.Role{gis.RoleSheet}}, [3]bool{true, true, false}},
	} {
		c.ask.Dataset = "parcels"
		for rows, err := range s.Scan(t.Context(), c.ask) {
			if err != nil {
				t.Fatal(err)
			}
			nums, _ := rows.Nums(2)
			if got := [3]bool{rows.Texts(0) != nil, rows.Texts(1) != nil, nums != nil}; got != c.want {
				t.Errorf("%s: read %v, want %v", c.name, got, c.want)
			}
			if rows.Shapes.Len() != 0 {
				t.Errorf("%s: geometry was read without being asked for", c.name)
			}
		}
	}
}

func TestColumnsMayChangeFromSupplyToSupply(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 3, corner))
	wider := plots()
	wider.Columns = append(wider.Columns, gis.Column{Name: "owner_type", Type: gis.Text})
	b := gis.NewBatch(wider)
	for _, parcel := range []string{"1", "99"} {
		b.SetText(0, "13")
		b.SetText(1, parcel)
		b.SetText(3, "G")
		b.Add(1, gis.Always, gis.OpenEnd)
	}
	load(t, a, "b", b)
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	widths := map[int]int{}
	for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels"}) {
		if err != nil {
			t.Fatal(err)
		}
		widths[len(rows.Schema.Columns)] += rows.Len()
	}
	if widths[3] != 9 || widths[4] != 2 {
		t.Errorf("rows by number of columns: %v", widths)
	}
	sets := s.Datasets()
	if len(sets) != 1 || len(sets[0].Schema.Columns) != 4 || sets[0].Rows != 11 || len(sets[0].Supply) != 2 {
		t.Errorf("%+v, want one dataset with the columns of its newest supply", sets)
	}
}

func TestSourcesOfOneDatasetStandApart(t *testing.T) {
	a := openNew(t)
	inspire := plots()
	inspire.Source = "inspire"
	empty := &gis.Schema{Dataset: "units", Source: "census", Columns: []gis.Column{{Name: "sheet", Type: gis.Text}}}
	load(t, a, "a", grid(plots(), "12", 3, corner))
	load(t, a, "b", grid(inspire, "12", 2, orb.Point{507500, 4151000}))
	units := gis.NewBatch(empty)
	units.SetText(0, "12")
	units.Add(1, gis.Always, gis.OpenEnd)
	load(t, a, "c", units)
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	sets := s.Datasets()
	if len(sets) != 3 {
		t.Fatalf("%d datasets, want 3", len(sets))
	}
	for n, want := range []struct {
		dataset, source string
		rows            int64
		box             orb.Bound
	}{
		{"parcels", "inspire", 4, orb.Bound{Min: orb.Point{507500, 4151000}, Max: orb.Point{507520, 4151020}}},
		{"parcels", "test", 9, orb.Bound{Min: corner, Max: orb.Point{507030, 4151030}}},
		{"units", "census", 1, orb.Bound{Min: orb.Point{1, 1}}},
	} {
		got := sets[n]
		if got.Schema.Dataset != want.dataset || got.Schema.Source != want.source || got.Rows != want.rows || got.Bound != want.box {
			t.Errorf("%s of %s: %d rows at %v, want %+v", got.Schema.Dataset, got.Schema.Source, got.Rows, got.Bound, want)
		}
	}
	if n := count(t, s, store.Ask{Dataset: "parcels", Source: "inspire"}); n != 4 {
		t.Errorf("%d rows of one source, want 4", n)
	}
	if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 13 {
		t.Errorf("%d rows of both, want 13", n)
	}
}
