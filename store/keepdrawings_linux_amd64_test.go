package store_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"syscall"
	"testing"

	"github.com/paulmach/orb"

	"segit/gis/render"
	"segit/store"
	"segit/store/tracetest"
)

// undrawn is a closed archive of three segments that have no drawings stored, and
// what it draws.
func undrawn(t *testing.T) (raw []byte, want map[store.DrawingRef]*render.Drawing) {
	t.Helper()
	a, _ := sheetTwice(t)
	load(t, a, "c", grid(plots(), "13", 90, orb.Point{508000.3, 4151000.7}))
	want = farView(t, a, "parcels")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(a.Path)
	if err != nil {
		t.Fatal(err)
	}
	return raw, want
}

// drawnAfter checks an archive after a keeping of drawings that was interrupted,
// keeps the rest and gives of how many segments that was.
func drawnAfter(t *testing.T, path string, want map[store.DrawingRef]*render.Drawing) int {
	t.Helper()
	sound(t, path)
	a, err := store.Open(t.Context(), path)
	if err != nil {
		t.Fatal(err)
	}
	alike := func(when string) {
		t.Helper()
		got := farView(t, a, "parcels")
		if len(got) != len(want) {
			t.Errorf("%s: %d drawings, want %d", when, len(got), len(want))
		}
		for ref, d := range want {
			if got[ref] == nil || !reflect.DeepEqual(plain(d), plain(got[ref])) {
				t.Errorf("%s: %+v is drawn otherwise", when, ref)
				return
			}
		}
	}
	alike("interrupted")
	made, err := a.KeepDrawings(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	alike("kept by the next")
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	sound(t, path)
	return made
}

// Whatever call the disk fails or the process is killed at while drawings are
// kept, the archive is sound and draws the same, what was said to be kept is
// there, and the next keeping stores the rest. Each call is met by one of the three;
// by all of them with SEGIT_SWEEP=full.
func TestKeepingDrawingsInterrupted(t *testing.T) {
	raw, want := undrawn(t)
	kinds := []syscall.Errno{0, syscall.EIO, syscall.ENOSPC}
	step := len(kinds)
	if fullSweep() {
		step = 1
	}
	left := map[int]int{} // how often so many segments were left without
	for first, how := range kinds {
		for at := 1 + first; ; at += step {
			path := filepath.Join(t.TempDir(), "prova.segit")
			if err := os.WriteFile(path, raw, 0o600); err != nil {
				t.Fatal(err)
			}
			tr := tracetest.Tracer{At: at, Fails: how}
			_, said := tr.Run(t, []string{path}, []string{childRole + "=draw"})
			if strings.Contains(said, "goroutine ") {
				t.Fatalf("%v at call %d: %s", how, at, said)
			}
			made := drawnAfter(t, path, want)
			left[made]++
			if strings.Contains(said, "kept") && made > 0 {
				t.Errorf("%v at call %d: said to be kept, and %d segments were not", how, at, made)
			}
			if t.Failed() {
				t.Fatalf("%v at call %d", how, at)
			}
			if at > len(tr.Calls) {
				t.Logf("%v: %d calls, segments left: %v", how, len(tr.Calls), left)
				break
			}
		}
	}
	if len(left) != 4 {
		t.Errorf("segments left: %v; want every number from 0 to 3", left)
	}
}

// fullSweep is when every fault is tried at every call.
func fullSweep() bool { return os.Getenv("SEGIT_SWEEP") == "full" }

// A power cut at any call while drawings are kept leaves those that were on the
// disk, and the archive sound. After each call the disk keeps less in one of four
// ways; in all of them with SEGIT_SWEEP=full.
func TestKeepingDrawingsWithoutPower(t *testing.T) {
	raw, want := undrawn(t)
	dir := t.TempDir()
	path := filepath.Join(dir, "prova.segit")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	disk := tracetest.Load(t, dir)
	tr := tracetest.Tracer{Record: true}
	if code, said := tr.Run(t, []string{path}, []string{childRole + "=draw"}); code != 0 || !strings.Contains(said, "kept 3") {
		t.Fatalf("undisturbed: exit %d\n%s", code, said)
	}
	random := rand.New(rand.NewPCG(3, 5))
	left := map[int]int{}
	for n, call := range tr.Calls {
		disk.Play(call)
		for how := range 4 {
			if how != n%4 && !fullSweep() {
				continue
			}
			to := t.TempDir()
			disk.Cut(t, to, how, random)
			left[drawnAfter(t, filepath.Join(to, "prova.segit"), want)]++
			if t.Failed() {
				t.Fatalf("cut %d after call %d of %d", how, n+1, len(tr.Calls))
			}
		}
	}
	if len(left) != 4 {
		t.Errorf("segments left: %v; want every number from 0 to 3", left)
	}
	t.Logf("%d calls, segments left: %v", len(tr.Calls), left)
}
