package store_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/store"
)

func TestBuildEndsOnce(t *testing.T) {
	a := openNew(t)
	build := begin(t, a)
	if err := build.Abandon(); err != nil {
		t.Fatal(err)
	}
	if err := build.Abandon(); err != nil {
		t.Errorf("abandoned twice: %v", err)
	}
	if err := build.Commit(); err == nil {
		t.Error("an abandoned build was committed")
	}
	build = begin(t, a)
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	if err := build.Commit(); err == nil {
		t.Error("a build was committed twice")
	}
	if err := build.Abandon(); err != nil {
		t.Errorf("abandoned after its end: %v", err)
	}
	begin(t, a).Abandon() //nolint:errcheck // that it could begin is the test
}

func TestCancelledBuildLeavesTheArchiveAsItWas(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 3, corner))
	values, _ := a.Stored()
	for _, when := range []string{"before the rows", "after the rows"} {
		ctx, cancel := context.WithCancel(t.Context())
		build, err := a.Build(ctx)
		if err != nil {
			t.Fatal(err)
		}
		s := build.Supply(intakeOf("b"))
		if when == "before the rows" {
			cancel()
		}
		if err := s.Rows(ctx, grid(plots(), "12", 50, corner)); (err != nil) != (when == "before the rows") {
			t.Errorf("%s: %v", when, err)
		}
		reject(t, s, 3000)
		s.Close()
		cancel()
		if err := build.Commit(); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: committed with %v", when, err)
		}
		if n, rejects := a.Stored(); n != values || rejects != 0 {
			t.Errorf("%s: %d values and %d rejects, want %d and none", when, n, rejects, values)
		}
	}
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	if n := count(t, s, store.Ask{Dataset: "parcels"}); n != 9 || s.Generation() != 1 {
		t.Errorf("%d rows in generation %d", n, s.Generation())
	}
	if _, err := a.Build(cancelled(t)); !errors.Is(err, context.Canceled) {
		t.Errorf("a cancelled build began: %v", err)
	}
}

func cancelled(t *testing.T) context.Context {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	return ctx
}

// Rows that cannot be stored end the build with their reason, at the latest at
// Commit, and the next build begins as if nothing had been.
func TestRowsThatCannotBeStored(t *testing.T) {
	a := openNew(t)
	load(t, a, "a", grid(plots(), "12", 3, corner))
	values, _ := a.Stored()
	build := begin(t, a)
	in := intakeOf("b")
	in.EPSG = 99999
	s := build.Supply(in)
	err := s.Rows(t.Context(), grid(plots(), "12", 3, corner))
	if err == nil {
		err = build.Commit()
	}
	var known *gis.Error
	if !errors.As(err, &known) {
		t.Errorf("a CRS that nobody knows: %v, want an error that has a sentence", err)
	}
	if err := build.Abandon(); err != nil {
		t.Error(err)
	}
	if n, _ := a.Stored(); n != values {
		t.Errorf("%d values, want %d", n, values)
	}
	if got := load(t, a, "b", grid(plots(), "12", 3, corner)); got.Changed+got.Added+got.Removed != 0 {
		t.Errorf("the next supply: %+v", got)
	}
}

// What failed is told to whoever goes on reading, not only at the end.
func TestReadingEndsWithTheFirstFailure(t *testing.T) {
	a := openNew(t)
	build := begin(t, a)
	defer build.Abandon() //nolint:errcheck // it has failed, which is the test
	in := intakeOf("a")
	in.EPSG = 99999
	s := build.Supply(in)
	for n := range 1_000_000 {
		if err := s.Rows(t.Context(), grid(plots(), fmt.Sprint(n), 1, corner)); err != nil {
			return
		}
		s.Close()
	}
	t.Error("a million rows were taken that could not be stored")
}

func TestManySuppliesAtTheSameTime(t *testing.T) {
	a := openNew(t)
	build := begin(t, a)
	const files = 12
	done := make(chan error, files)
	for file := range files {
		s := build.Supply(intakeOf(fmt.Sprint(file)))
		go func() {
			err := s.Rows(t.Context(), grid(plots(), fmt.Sprint(file), 30, orb.Point{500_000 + 400*float64(file), 4_151_000}))
			for line := range 10 {
				err = errors.Join(err, s.Reject(line, gis.Say("test.reason"), ""))
			}
			s.Close()
			done <- err
		}()
	}
	for range files {
		if err := <-done; err != nil {
			t.Fatal(err)
		}
	}
	if err := build.Commit(); err != nil {
		t.Fatal(err)
	}
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing to sweep in a test
	var supplies []uint32
	rows := 0
	for r, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels"}) {
		if err != nil {
			t.Fatal(err)
		}
		rows += r.Len()
		supplies = append(supplies, r.Supply)
	}
	if rows != files*900 || !slices.IsSorted(supplies) {
		t.Errorf("%d rows of supplies %v, want %d in the order of the files", rows, supplies, files*900)
	}
	if _, rejects := a.Stored(); rejects != files*10 {
		t.Errorf("%d rejects, want %d", rejects, files*10)
	}
}

// The space of what was replaced is used again.
func TestFileDoesNotGrowWithReplacements(t *testing.T) {
	a := openNew(t)
	size := func() int64 {
		info, err := os.Stat(a.Path)
		if err != nil {
			t.Fatal(err)
		}
		return info.Size()
	}
	var early int64
	var pages int
	for n := range 15 {
		load(t, a, fmt.Sprint(n), grid(plots(), "12", 50, corner))
		if n == 4 {
			early, pages = size(), a.Pages()
		}
	}
	if late := size(); late > 2*early { // the file grows by doubling while it is small
		t.Errorf("from %d to %d bytes in ten replacements", early, late)
	}
	if late := a.Pages(); late > pages+pages/4 {
		t.Errorf("from %d to %d pages in use", pages, late)
	}
}
