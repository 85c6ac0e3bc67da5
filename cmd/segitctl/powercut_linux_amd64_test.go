package main

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"segit/cmd/program"
	"segit/store/tracetest"
)

// A power cut at any moment of a deed, with what had not been synced lost, torn
// or in another order, leaves the archive as before or as after it; and as after,
// once the deed was said to be done.
func TestPowerCuts(t *testing.T) {
	for _, c := range crashCases() {
		if c.name == "rotate" || c.name == "seal" || c.name == "control" {
			continue // the same writing as the others
		}
		t.Run(c.name, func(t *testing.T) { cutPower(t, &c) })
	}
}

func cutPower(t *testing.T, c *crashCase) {
	dir := t.TempDir()
	archive := filepath.Join(dir, "prova.segit")
	before := state{[]string{"nothing"}, []string{"nothing"}}
	if c.archive != nil {
		c.archive(t, dir)
		before = stateOf(t, copyOf(t, archive))
	}
	disk := tracetest.Load(t, dir)
	tr := tracetest.Tracer{Record: true}
	if code, said := deed(t, &tr, c, archive); code != program.Done {
		t.Fatalf("undisturbed: exit %d\n%s", code, said)
	}
	after := stateOf(t, copyOf(t, archive))
	random := rand.New(rand.NewPCG(17, uint64(len(c.name))))
	step := 1
	if os.Getenv(fullSweep) == "" {
		step = max(1, len(tr.Calls)/most/3)
	}
	seen := map[string]int{}
	for n, call := range tr.Calls {
		disk.Play(call)
		last := n+1 == len(tr.Calls)
		if (n+1)%step != 0 && !last {
			continue
		}
		for how := range 4 {
			left := t.TempDir()
			disk.Cut(t, left, how, random)
			got := stateOf(t, filepath.Join(left, "prova.segit"), "store.page-head-lost")
			switch {
			case slices.Equal(got.alike, after.alike):
				seen["after"]++
			case !slices.Equal(got.exact, before.exact) || last:
				t.Fatalf("after call %d of %d (%s %s), cut %d: %v", n+1, len(tr.Calls), call.Name, filepath.Base(call.Path), how, got.exact)
			default:
				seen["before"]++
			}
		}
	}
	t.Logf("%d calls, by %d: %v", len(tr.Calls), step, seen)
}
