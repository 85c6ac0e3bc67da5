package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"segit/cmd/program"
	"segit/store/tracetest"
)

// fullSweep is the variable that makes the sweeps go through every call, as
// make soak does; else they take some.
const fullSweep = "SEGIT_SWEEP"

// deed runs the deed of a case as a process of its own.
func deed(t testing.TB, tr *tracetest.Tracer, c *crashCase, archive string) (code int, said string) {
	t.Helper()
	return tr.Run(t, c.args(archive), append([]string{childMain + "=1", "USER=prova", "LANG=it_IT.UTF-8"}, c.env...))
}

// A deed that is killed, or that the disk fails, at any of its calls leaves the
// archive as before or as after it, sound, and what is done next goes well.
func TestDeedsInterruptedAtEveryCall(t *testing.T) {
	for _, c := range crashCases() {
		for _, how := range []syscall.Errno{0, syscall.ENOSPC, syscall.EIO} {
			if how != 0 && c.env != nil && os.Getenv(fullSweep) == "" {
				continue // a passphrase takes its time, and the writing is the same
			}
			t.Run(c.name+" "+howNamed(how), func(t *testing.T) { sweep(t, &c, how) })
		}
	}
}

// howNamed is what happens at a call.
func howNamed(how syscall.Errno) string {
	if how == 0 {
		return "killed"
	}
	return how.Error()
}

// most is how many calls of a deed a bounded sweep takes.
const most = 3

func sweep(t *testing.T, c *crashCase, how syscall.Errno) {
	base := t.TempDir()
	start := filepath.Join(base, "prova.segit")
	if c.archive != nil {
		c.archive(t, base)
	}
	begin := func() string {
		dir := t.TempDir()
		for _, name := range []string{"prova.segit", "tari.csv"} {
			if _, err := os.Stat(filepath.Join(base, name)); err == nil {
				copied(t, filepath.Join(base, name), filepath.Join(dir, name))
			}
		}
		return filepath.Join(dir, "prova.segit")
	}
	before := state{[]string{"nothing"}, []string{"nothing"}}
	if c.archive != nil {
		before = stateOf(t, copyOf(t, start))
	}
	clean := begin()
	var whole tracetest.Tracer
	if code, said := deed(t, &whole, c, clean); code != program.Done {
		t.Fatalf("undisturbed: exit %d\n%s", code, said)
	}
	after := stateOf(t, clean)
	calls := len(whole.Calls)
	step := 1
	if os.Getenv(fullSweep) == "" {
		step = max(1, calls/most)
	}
	seen := map[string]int{}
	for n := 1 + calls%step; n <= calls+1; n += step {
		archive := begin()
		code, said := deed(t, &tracetest.Tracer{At: n, Fails: how}, c, archive)
		if strings.Contains(said, "goroutine ") {
			t.Fatalf("call %d: %s", n, said)
		}
		got := stateOf(t, archive)
		switch {
		case slices.Equal(got.alike, after.alike):
			seen["after"]++
		case slices.Equal(got.exact, before.exact):
			seen["before"]++
			if code == program.Done {
				t.Errorf("call %d of %d: said to be done, and is not", n, calls)
			}
		default:
			t.Errorf("call %d of %d, exit %d: between before and after:\n%s\n%s", n, calls, code, strings.Join(got.exact, "\n"), said)
		}
		// The deed is done again, or done already.
		if code, said := deed(t, &tracetest.Tracer{}, c, archive); code != program.Done && !c.once {
			t.Errorf("call %d of %d: done again: exit %d\n%s", n, calls, code, said)
		}
		stateOf(t, archive)
		if t.Failed() {
			return
		}
	}
	t.Logf("%d calls, by %d: %v", calls, step, seen)
}

func copyOf(t testing.TB, archive string) string {
	t.Helper()
	to := filepath.Join(t.TempDir(), filepath.Base(archive))
	copied(t, archive, to)
	return to
}
