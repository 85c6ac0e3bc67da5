package store_test

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// openNew makes an archive of the fictional municipality in a folder of the
// test and closes it with the test.
func openNew(t testing.TB) *store.Archive {
	t.Helper()
	a, err := store.Create(t.Context(), filepath.Join(t.TempDir(), "prova.segit"), "W001", 7792)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// plots is a schema of keyed polygons.
func plots() *gis.Schema {
	return &gis.Schema{
		Dataset: "parcels", Source: "test", Shape: gis.PolygonShape, Identity: []string{"sheet", "parcel"},
		Columns: []gis.Column{
			{Name: "sheet", Type: gis.Text, Role: gis.RoleSheet},
			{Name: "parcel", Type: gis.Text, Role: gis.RoleParcel},
			{Name: "area", Type: gis.Number, Role: gis.RoleSurface},
		},
	}
}

// grid fills a batch with side×side squares of 10 m from a corner.
func grid(s *gis.Schema, sheet string, side int, corner orb.Point) *gis.Batch {
	b := gis.NewBatch(s)
	for i := range side * side {
		x, y := corner[0]+10*float64(i%side), corner[1]+10*float64(i/side)
		b.SetText(0, sheet)
		b.SetText(1, gis.Decimal(int64(i+1)*int64(gis.One)).String())
		b.SetNum(2, 100*int64(gis.One))
		b.Shapes.Append(orb.Bound{Min: orb.Point{x, y}, Max: orb.Point{x + 10, y + 10}}.ToPolygon())
		b.Add(uint32(i+1), gis.Always, gis.OpenEnd)
	}
	return b
}

// load puts a batch into the archive as one supply.
func load(t testing.TB, a *store.Archive, file string, b *gis.Batch) gis.Supply {
	t.Helper()
	build, err := a.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := build.Supply(store.Intake{
		Supply: gis.Supply{Source: "test", File: file, SHA256: file}, EPSG: 7792,
		Scope: func(b *gis.Batch, row int) string { return b.Text(0, row) },
	})
	if err := s.Rows(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	s.Counted(gis.Counts{Read: int64(b.Len())})
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	return s.Result()
}

func count(t testing.TB, s *store.Snapshot, q store.Ask) int {
	t.Helper()
	n := 0
	for rows, err := range s.Scan(context.Background(), q) {
		if err != nil {
			t.Fatal(err)
		}
		n += rows.Len()
	}
	return n
}

func TestRowsComeBackAsTheyWentIn(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 40, orb.Point{507000, 4151000}))
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 1600 {
		t.Errorf("%d rows, want 1600", n)
	}
	found := 0
	err := s.ByKey(t.Context(), store.Ask{Dataset: "parcels", Shapes: true}, gis.MakeKey("W001", "", "12", "41", ""), func(r *store.Row) error {
		found++
		if got := r.Text(1, r.At); got != "41" {
			t.Errorf("parcel %q", got)
		}
		if got := r.Shapes.Bound(r.At).Min; got != (orb.Point{507000, 4151010}) {
			t.Errorf("corner %v", got)
		}
		if r.Line[r.At] != 41 {
			t.Errorf("line %d", r.Line[r.At])
		}
		return nil
	})
	if err != nil || found != 1 {
		t.Errorf("found %d, %v", found, err)
	}
	w := orb.Bound{Min: orb.Point{507001, 4151001}, Max: orb.Point{507019, 4151009}}
	if n, err := s.Hits(store.Ask{Dataset: "parcels"}, w); n != 2 || err != nil {
		t.Errorf("window: %d, %v", n, err)
	}
}

func TestNewSupplyReplacesItsScope(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 3, orb.Point{507000, 4151000}))
	load(t, a, "b", grid(plots(), "13", 3, orb.Point{508000, 4151000}))
	again := load(t, a, "c", grid(plots(), "12", 2, orb.Point{507000, 4151000}))
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 13 {
		t.Errorf("%d rows, want 13", n)
	}
	// Of nine parcels 1 and 2 are as before, 3 and 4 moved, five are gone.
	if again.Added != 0 || again.Changed != 2 || again.Removed != 5 || len(again.Replaces) != 1 {
		t.Errorf("added %d changed %d removed %d, replaces %v", again.Added, again.Changed, again.Removed, again.Replaces)
	}
}

func TestSnapshotOutlivesReplacement(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 3, orb.Point{507000, 4151000}))
	s := a.Snapshot()
	load(t, a, "b", grid(plots(), "12", 2, orb.Point{507000, 4151000}))
	if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 9 {
		t.Errorf("%d rows, want the 9 of before", n)
	}
	if err := s.Release(); err != nil {
		t.Error(err)
	}
}

func TestAbandonedBuildLeavesNothing(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 3, orb.Point{507000, 4151000}))
	build, err := a.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s := build.Supply(store.Intake{Supply: gis.Supply{Source: "test"}, EPSG: 7792, Scope: func(*gis.Batch, int) string { return "12" }})
	if err := s.Rows(t.Context(), grid(plots(), "12", 5, orb.Point{0, 0})); err != nil {
		t.Fatal(err)
	}
	if err := s.Reject(7, gis.Say("test.reason"), "line"); err != nil {
		t.Fatal(err)
	}
	if err := build.Abandon(); err != nil {
		t.Fatal(err)
	}
	snapshot := a.Snapshot()
	defer snapshot.Release() //nolint:errcheck // nothing to sweep in a test
	if n := count(t, snapshot, store.Ask{Dataset: "parcels"}); n != 9 {
		t.Errorf("%d rows, want 9", n)
	}
	supplies, err := a.Supplies()
	if err != nil || len(supplies) != 1 {
		t.Errorf("%d supplies, %v", len(supplies), err)
	}
}

func TestRowsWithoutAPlaceGoIn(t *testing.T) {
	a := openNew(t)
	b := gis.NewBatch(plots())
	b.SetText(0, "12")
	b.SetText(1, "5")
	b.Add(1, gis.Always, gis.OpenEnd)
	load(t, a, "a", b)
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	everywhere := orb.Bound{Min: orb.Point{-1e9, -1e9}, Max: orb.Point{1e9, 1e9}}
	if n, err := s.Hits(store.Ask{Dataset: "parcels"}, everywhere); n != 0 || err != nil {
		t.Errorf("a row without geometry was found in a window: %d, %v", n, err)
	}
	if refs, err := s.Drawings(store.Ask{Dataset: "parcels"}, everywhere, 1); len(refs) != 0 || err != nil {
		t.Errorf("%d drawings, %v", len(refs), err)
	}
	if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 1 {
		t.Errorf("%d rows", n)
	}
}
