package store_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

// intakeOf takes rows by sheet, in the archive's own CRS.
func intakeOf(file string) store.Intake {
	return store.Intake{
		Supply: gis.Supply{Source: "test", File: file, SHA256: file}, EPSG: 7792,
		Scope: func(b *gis.Batch, row int) string { return b.Text(0, row) },
	}
}

func begin(t testing.TB, a *store.Archive) *store.Build {
	t.Helper()
	build, err := a.Build(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return build
}

func reject(t testing.TB, s *store.SupplyBuild, n int) {
	t.Helper()
	for line := range n {
		if err := s.Reject(line+1, gis.Say("test.reason", line), fmt.Sprintf("riga %d", line+1)); err != nil {
			t.Fatal(err)
		}
	}
}

func TestRejectsAreKeptInTheOrderOfTheFile(t *testing.T) {
	a := openNew(t)
	build := begin(t, a)
	s, other := build.Supply(intakeOf("a")), build.Supply(intakeOf("b"))
	const many = 5000 // more than one transaction writes or reads
	reject(t, s, many)
	reject(t, other, 1)
	s.Warn(gis.Say("test.warning"))
	s.Counted(gis.Counts{Read: many + 7, Rejected: many})
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	line := 0
	err := a.Rejects(s.ID(), func(r gis.Reject) error {
		line++
		if r.Line != line || r.Text != fmt.Sprintf("riga %d", line) || r.Supply != s.ID() || r.Reason.Code != "test.reason" {
			t.Fatalf("reject %d: %+v", line, r)
		}
		return nil
	})
	if err != nil || line != many {
		t.Errorf("%d rejects, %v", line, err)
	}
	supplies, err := a.Supplies()
	if err != nil || len(supplies) != 2 {
		t.Fatalf("%d supplies, %v", len(supplies), err)
	}
	if got := supplies[0]; got.Read != many+7 || got.Rejected != many || got.Accepted != 7 || len(got.Warnings) != 1 || got.File != "a" {
		t.Errorf("register: %+v", got)
	}
}

func TestSupplyRefusedAsAWholeLeavesNothing(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 3, orb.Point{507000, 4151000}))
	before, _ := a.Stored()
	build := begin(t, a)
	refused, good := build.Supply(intakeOf("bad")), build.Supply(intakeOf("good"))
	for _, s := range []*store.SupplyBuild{refused, good} {
		sheet := map[*store.SupplyBuild]string{refused: "12", good: "13"}[s]
		if err := s.Rows(t.Context(), grid(plots(), sheet, 3, orb.Point{508000, 4151000})); err != nil {
			t.Fatal(err)
		}
	}
	refused.Close() // its rows are under way already
	reject(t, refused, 3000)
	refused.Drop()
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 18 {
		t.Errorf("%d rows, want the 9 of before and 9 new", n)
	}
	if segments, rejects := a.Stored(); segments != 2*before || rejects != 0 {
		t.Errorf("%d values, want %d; %d rejects, want none", segments, 2*before, rejects)
	}
	if supplies, err := a.Supplies(); err != nil || len(supplies) != 2 {
		t.Errorf("%d supplies, %v", len(supplies), err)
	}
}

func TestSupplyWithoutRowsReplacesNothing(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 3, orb.Point{507000, 4151000}))
	empty := load(t, a, "b", gis.NewBatch(plots()))
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 9 || empty.Removed != 0 || len(empty.Replaces) != 0 {
		t.Errorf("%d rows; removed %d, replaces %v", n, empty.Removed, empty.Replaces)
	}
	if in := a.InForce(); !in[1] || in[2] {
		t.Errorf("in force: %v, want the first supply only", in)
	}
}

func TestSupplyThatIsAddedStandsBeside(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 3, orb.Point{507000, 4151000}))
	build := begin(t, a)
	in := intakeOf("b")
	in.Supply.Kind = gis.AddedSupply
	s := build.Supply(in)
	if err := s.Rows(t.Context(), grid(plots(), "12", 2, orb.Point{508000, 4151000})); err != nil {
		t.Fatal(err)
	}
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	snapshot := a.Snapshot()
	defer snapshot.Release() //nolint:errcheck // nothing to sweep in a test
	if n := count(t, snapshot, store.Ask{Dataset: "parcels"}); n != 13 {
		t.Errorf("%d rows, want 13", n)
	}
	if got := s.Result(); got.Added != 4 || got.Removed != 0 || got.Changed != 0 || got.Replaces != nil {
		t.Errorf("%+v", got)
	}
}

func TestDerivedRowsReplaceTheirScopeAndEnterNoRegister(t *testing.T) {
	a := openNew(t)
	findings := &gis.Schema{Dataset: store.DatasetFindings, Source: "controls", Columns: []gis.Column{{Name: "id", Type: gis.Text}}}
	derive := func(scope string, ids ...string) {
		build := begin(t, a)
		s := build.Derived(scope, 7792)
		b := gis.NewBatch(findings)
		for n, id := range ids {
			b.SetText(0, id)
			b.Add(uint32(n+1), gis.Always, gis.OpenEnd)
		}
		if err := s.Rows(t.Context(), b); err != nil {
			t.Fatal(err)
		}
		if err := build.Commit(); err != nil {
			t.Fatal(err)
		}
	}
	derive("one", "a", "b", "c")
	derive("two", "d")
	derive("one", "e")
	s := a.Snapshot()
	if n := count(t, s, store.Ask{Dataset: store.DatasetFindings}); n != 2 {
		t.Errorf("%d findings, want 2", n)
	}
	if err := s.Release(); err != nil {
		t.Error(err)
	}
	derive("one") // found no more: an empty run clears its scope
	s = a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	if n := count(t, s, store.Ask{Dataset: store.DatasetFindings}); n != 1 {
		t.Errorf("%d findings, want 1", n)
	}
	if supplies, err := a.Supplies(); err != nil || len(supplies) != 0 {
		t.Errorf("%d supplies, %v", len(supplies), err)
	}
}

func TestReaderThatStopsIsHeard(t *testing.T) {
	a := openNew(t)
	build := begin(t, a)
	s := build.Supply(intakeOf("a"))
	reject(t, s, 3)
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	stop := errors.New("enough")
	if err := a.Rejects(s.ID(), func(gis.Reject) error { return stop }); !errors.Is(err, stop) {
		t.Errorf("%v", err)
	}
}
