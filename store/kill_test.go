package store_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"segit/gis"
	"segit/store"
)

// A process killed at any moment of an import leaves the archive as it was
// before or as it is after, and nothing else.
func TestKilledImports(t *testing.T) {
	path := closed(t)
	random := rand.New(rand.NewPCG(7, 8))
	generations := map[uint64]bool{}
	for round := range 25 {
		other := start(t, "import", path)
		began := time.Now()
		took := 20 * time.Millisecond
		for range round % 3 {
			other.says(t, "imported")
			took, began = time.Since(began), time.Now()
		}
		// The moment is what the test is about: no event stands for it. It is
		// somewhere in an import, or the next, however fast this machine is.
		<-time.After(time.Duration(random.Int64N(int64(3 * took / 2))))
		if err := other.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		other.Wait() //nolint:errcheck // it was killed
		a, err := store.Open(t.Context(), path)
		if err != nil {
			t.Fatal(err)
		}
		generations[a.Generation()] = true
		whole(t, a)
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		if names := beside(t, path); len(names) != 1 {
			t.Fatalf("the folder holds %v, want the archive alone", names)
		}
	}
	if len(generations) < 16 {
		t.Errorf("the imports were killed in generations %v only: every third may be killed in its first", generations)
	}
}

// whole checks that an archive that [renew] filled holds one generation and all
// of it.
func whole(t *testing.T, a *store.Archive) {
	t.Helper()
	supplies, err := a.Supplies()
	if err != nil {
		t.Fatal(err)
	}
	s := a.Snapshot()
	defer s.Release() //nolint:errcheck // nothing was replaced
	if uint64(len(supplies)) != s.Generation() {
		t.Errorf("%d supplies in generation %d", len(supplies), s.Generation())
	}
	values, _ := a.Stored()
	if len(supplies) == 0 {
		if values != 0 {
			t.Errorf("%d values of nobody", values)
		}
		return
	}
	last := supplies[len(supplies)-1]
	sheets := map[string]int64{}
	for rows, err := range s.Scan(t.Context(), store.Ask{Dataset: "parcels", Shapes: true}) {
		if err != nil {
			t.Fatal(err)
		}
		sheets[rows.Text(0, 0)] += int64(rows.Len())
	}
	if sheets["12"] != sheets["13"] || 2*sheets["12"] != last.Accepted {
		t.Errorf("rows by sheet %v of %d", sheets, last.Accepted)
	}
	all := 0
	for _, supply := range supplies {
		var n int64
		if err := a.Rejects(supply.ID, func(gis.Reject) error { n++; return nil }); err != nil || n != supply.Rejected {
			t.Fatalf("supply %d has %d rejects of %d, %v", supply.ID, n, supply.Rejected, err)
		}
		all += int(n)
	}
	if _, rejects := a.Stored(); rejects != all {
		t.Errorf("%d rejects, %d of them of nobody", rejects, rejects-all)
	}
	if want := a.Named(); values != want {
		t.Errorf("%d values, the generation names %d", values, want)
	}
	// What every supply before said is known still.
	for _, supply := range supplies {
		then, err := a.SnapshotAt(t.Context(), store.Moment{AsKnown: supply.Date})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, then, store.Ask{Dataset: "parcels"}); int64(n) != supply.Accepted {
			t.Errorf("as known with supply %d: %d rows, want %d", supply.ID, n, supply.Accepted)
		}
		if err := then.Release(); err != nil {
			t.Error(err)
		}
	}
}
