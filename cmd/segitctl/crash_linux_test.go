package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// fullSweep is the variable that makes the sweeps go through every call, as
// make soak does; else they take some.
const fullSweep = "SEGIT_SWEEP"

// writingCalls are the system calls by which a program changes files.
const writingCalls = "pwrite64,fsync,fdatasync,ftruncate,truncate,rename,renameat,renameat2,link,linkat,unlink,unlinkat,copy_file_range,fchmod,fchown"

// traced runs segitctl as a process of its own under strace.
func traced(t testing.TB, c *crashCase, archive string, options ...string) (code int, said string) {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"-f", "-qq", "-o", filepath.Join(t.TempDir(), "trace")}, options...)
	args = append(append(args, self), c.args(archive)...)
	cmd := exec.Command("strace", args...)
	cmd.Env = append(append(os.Environ(), childMain+"=1", "USER=prova", "LANG=it_IT.UTF-8"), c.env...)
	out, err := cmd.CombinedOutput()
	var ended *exec.ExitError
	if err != nil && !errors.As(err, &ended) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), string(out)
}

// A deed that is killed, or that the disk fails, at any of its calls leaves the
// archive as before or as after it, sound, and what is done next goes well.
func TestDeedsInterruptedAtEveryCall(t *testing.T) {
	for _, c := range crashCases() {
		for _, how := range []string{"signal=SIGKILL", "error=ENOSPC", "error=EIO"} {
			t.Run(c.name+" "+how, func(t *testing.T) { sweep(t, &c, how) })
		}
	}
}

// most is how many calls of a deed a bounded sweep takes.
const most = 8

func sweep(t *testing.T, c *crashCase, how string) {
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
	if code, said := traced(t, c, clean, "-e", "trace="+writingCalls); code != exitDone {
		t.Fatalf("undisturbed: exit %d\n%s", code, said)
	}
	after := stateOf(t, clean)
	calls := countCalls(t, c, begin())
	step := 1
	if os.Getenv(fullSweep) == "" {
		step = max(1, calls/most)
	}
	seen := map[string]int{}
	for n := 1 + calls%step; n <= calls+1; n += step {
		archive := begin()
		code, said := traced(t, c, archive, "-e", "trace="+writingCalls, "-e", fmt.Sprintf("inject=%s:%s:when=%d", writingCalls, how, n))
		if strings.Contains(said, "goroutine ") {
			t.Fatalf("call %d: %s", n, said)
		}
		got := stateOf(t, archive)
		switch {
		case slices.Equal(got.alike, after.alike):
			seen["after"]++
		case slices.Equal(got.exact, before.exact):
			seen["before"]++
			if code == exitDone {
				t.Errorf("call %d of %d: said to be done, and is not", n, calls)
			}
		default:
			t.Errorf("call %d of %d, exit %d: between before and after:\n%s\n%s", n, calls, code, strings.Join(got.exact, "\n"), said)
		}
		// The deed is done again, or done already.
		if code, said := traced(t, c, archive, "-e", "trace=none"); code != exitDone && c.archive != nil {
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

// countCalls counts the writing calls of a deed.
func countCalls(t testing.TB, c *crashCase, archive string) int {
	t.Helper()
	trace := filepath.Join(t.TempDir(), "calls")
	traced(t, c, archive, "-e", "trace="+writingCalls, "-o", trace)
	raw, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(raw)) {
		if !strings.Contains(line, "resumed>") && !strings.Contains(line, "+++") && !strings.Contains(line, "---") {
			n++
		}
	}
	if n == 0 {
		t.Fatal("no call was traced")
	}
	return n
}
